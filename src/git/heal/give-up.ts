import type { Author, Id, TrackerEvent } from '../../domain/event/event.ts';
import { maxDropped } from '../../domain/event/payload-shapes.ts';
import { newId } from '../../home/file/committed-file.ts';
import { findHead } from '../../home/file/head.ts';
import { getGitDir } from '../../home/file/location.ts';
import { unite } from '../../home/file/unite.ts';
import type { Workspace } from '../../home/workspace.ts';
import { listEdges } from '../ask/edges.ts';
import { getCommit } from '../ask/version.ts';
import { findLosses, type Loss, readKnown } from './losses.ts';

/**
 * What a commit lost of its parents, brought back since or not, and not given up: undefined where it lost nothing. Throws
 * `not_found` for what is no commit.
 */
export async function findLoss(workspace: Workspace, commit: string): Promise<Loss | undefined> {
  const hash = await getCommit(workspace.root, commit);
  const edges = (await listEdges(workspace.root, { range: hash, limit: 1 })).filter((edge) => edge.commit === hash);
  const { dropped } = await readKnown(workspace);
  const { losses } = await findLosses(workspace, edges, { known: { present: new Set(), dropped } });
  return losses[0];
}

/**
 * Gives these events up, in every clone that this comes to: they go from the file, and no merge and no healing brings them
 * back. git's history keeps them. Answers how many went.
 */
export async function giveUp(workspace: Workspace, author: Author, ids: readonly Id[]): Promise<number> {
  const { store, rescueLog, location } = workspace;
  const time = Date.now();
  const drops: TrackerEvent[] = [];
  for (let from = 0; from < ids.length; from += maxDropped)
    drops.push({
      ...{ id: newId(time), time, ...author, ticket: null, kind: 'drop', parents: [] },
      payload: { events: ids.slice(from, from + maxDropped) },
    });
  await unite(store, { theirs: drops });
  rescueLog.append({ at: time, head: location.gitDir && findHead(getGitDir(location)), events: drops });
  rescueLog.mark('kept', ids);
  const { present } = await readKnown(workspace);
  return ids.filter((id) => !present.has(id)).length;
}
