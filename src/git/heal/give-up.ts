import type { Author, Id, TrackerEvent } from '../../domain/event/event.ts';
import { maxDropped } from '../../domain/event/payload-shapes.ts';
import { newId } from '../../home/file/committed-file.ts';
import { unite } from '../../home/file/unite.ts';
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

/**
 * Gives these events up, in every clone that this comes to: they go from the file, and no merge and no healing brings them
 * back. git's history keeps them. Answers how many went.
 */
export async function giveUp(home: FileHome, author: Author, ids: readonly Id[]): Promise<number> {
  const time = Date.now();
  const drops: TrackerEvent[] = [];
  for (let from = 0; from < ids.length; from += maxDropped)
    drops.push({
      ...{ id: newId(time), time, ...author, ticket: null, kind: 'drop', parents: [] },
      payload: { events: ids.slice(from, from + maxDropped) },
    });
  await unite(home, { theirs: drops, origin: 'here' });
  const { present } = await readKnown(home);
  return ids.filter((id) => !present.has(id)).length;
}
