import type { TrackerError } from '../../domain/errors.ts';
import { readEvents } from '../../home/file/canonical.ts';
import { unite } from '../../home/file/unite.ts';
import type { Workspace } from '../../home/workspace.ts';
import { listAllEvents } from '../../store/read/events.ts';
import { type Gap, gapOf, getVersion, isShallow, keysOf, readBases } from '../ask/version.ts';
import { healLosses, healUnmerged } from './heal.ts';
import { bringBack } from './set-aside.ts';

/**
 * Brings what `ref`'s database has, and the common ancestor's has not, into the file of the work tree. git's index and history
 * stay as they are. Throws `not_found`.
 */
export async function uniteRef(workspace: Workspace, ref: string): Promise<Gap & SetAside> {
  const version = await getVersion(workspace, ref);
  let setAside = 0;
  const theirs = readEvents(version.bytes, (count) => {
    setAside += count;
  });
  const base = await readBases(workspace, version.commit);
  const added = await unite(workspace.store, { base, theirs });
  return { ...gapOf(version.commit, added, keysOf(theirs)), setAside };
}

/** Rows of the versions that were read that are no events. */
export interface SetAside {
  setAside: number;
}

/** What was found of git's and of our own unfinished work. */
export interface Healing extends SetAside {
  /** What the work tree lacked of the versions in git's index; undefined where nothing is unmerged. */
  unmerged: Gap | undefined;
  /** Entries of the stash that an interrupted `tracker sync` had left. */
  broughtBack: number;
  /** What merge commits had dropped. */
  healed: Gap[];
  /** History is missing, and the merges in it were not looked at. */
  shallow: boolean;
  /** Versions that were not looked into, and why. */
  passed: string[];
}

/** Brings back all that merges have lost, however long ago, and what an interrupted sync has set aside. */
export async function healAll(workspace: Workspace): Promise<Healing> {
  const broughtBack = await bringBack(workspace);
  let setAside = 0;
  const told = (count: number) => {
    setAside += count;
  };
  const unmerged = await healUnmerged(workspace, told);
  const passed: string[] = [];
  const passOver = (_: string, { message }: TrackerError) => void passed.push(message);
  const losses = await healLosses(workspace, { told, passOver });
  const keys = keysOf(await workspace.store.read(async (db) => listAllEvents(db)));
  return {
    broughtBack,
    unmerged: unmerged && gapOf('MERGE_HEAD', unmerged, keys),
    healed: losses.map(({ commit, events }) => gapOf(commit, events, keys)),
    shallow: await isShallow(workspace.root),
    passed: [...new Set(passed)],
    setAside,
  };
}
