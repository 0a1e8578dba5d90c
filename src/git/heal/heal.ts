import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Id, TrackerEvent } from '../../domain/event/event.ts';
import type { Told } from '../../home/file/canonical.ts';
import { unite, uniteAll } from '../../home/file/unite.ts';
import { incomingOf, withVersions } from '../../home/file/version-file.ts';
import type { FileHome } from '../../home/file-home.ts';
import type { Edge } from '../ask/edges.ts';
import { findLosses, type Loss, type LossOptions, readKnown } from './losses.ts';

/**
 * Unites what git left unmerged: its index holds three versions of the database, and the work tree has one of them. Answers
 * the events that the file did not have; undefined where nothing is unmerged. git's index stays as it is: `git add` is the
 * user's word that the conflict is settled. As the merge driver does, a merge takes all, and of a commit that is replayed
 * only what it added. Throws `database` where a version cannot be read.
 */
export async function healUnmerged(home: FileHome, told?: Told): Promise<TrackerEvent[] | undefined> {
  const { repository, location } = home;
  const stages = (await repository.listEntries()).filter(({ stage }) => stage > 0);
  if (stages.length === 0) return undefined;
  const blobOf = (wanted: number) => stages.find(({ stage }) => stage === wanted)?.blob;
  const isMerge = ['MERGE_HEAD', 'SQUASH_MSG'].some(
    (mark) => location.gitDir && existsSync(join(location.gitDir, mark)),
  );
  return withVersions(repository.storeVersion, [1, 2, 3].map(blobOf), ([base, ours, theirs]) =>
    uniteAll(home, [
      ...(ours ? [incomingOf(ours, { told })] : []),
      ...(theirs ? [incomingOf(theirs, { told, base: isMerge ? undefined : base })] : []),
    ]),
  );
}

export interface Healed {
  /** What commits lost and the file lacked, now in it, commit by commit. */
  healed: Omit<Loss, 'creations'>[];
  /** The commits that were looked at. */
  looked: string[];
}

/** Brings back into the file of the work tree what was lost at these edges. */
export async function healLosses(
  home: FileHome,
  edges: readonly Edge[],
  options: Omit<LossOptions, 'known'> = {},
): Promise<Healed> {
  if (edges.length === 0) return { healed: [], looked: [] };
  const { losses, looked } = await findLosses(home, edges, { ...options, known: await readKnown(home) });
  if (losses.length === 0) return { healed: [], looked };
  const added = await unite(home, {
    theirs: losses.flatMap(({ events, creations }) => [...events, ...creations]),
  });
  const left = new Set<Id>(added.map(({ id }) => id));
  const healed: Healed['healed'] = [];
  for (const { commit, events } of losses) {
    // The newest commit that lost an event is the one to name.
    const own = events.filter(({ id }) => left.delete(id));
    if (own.length > 0) healed.push({ commit, events: own });
  }
  return { healed, looked };
}
