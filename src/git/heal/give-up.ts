import type { FileHome } from '../../home/file-home.ts';
import { listEdges } from '../ask/edges.ts';
import { getCommit } from '../ask/version.ts';
import { findLosses, type Loss, readKnown } from './losses.ts';

/**
 * What a commit lost of its parents, brought back since or not, and not given up: undefined where it lost nothing. Throws
 * `not_found` for what is no commit.
 */
export async function findLoss(home: FileHome, commit: string): Promise<Loss | undefined> {
  const hash = await getCommit(home.root, commit);
  const edges = (await listEdges(home.root, { range: hash, limit: 1 })).filter((edge) => edge.commit === hash);
  const { dropped } = await readKnown(home);
  const { losses } = await findLosses(home, edges, { known: { present: new Set(), dropped } });
  return losses[0];
}
