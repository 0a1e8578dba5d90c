import type { Id, TrackerEvent } from '../../domain/event/event.ts';
import type { FileHome } from '../../home/file-home.ts';
import { listCreations } from '../../store/read/events.ts';
import { fetchBlobs, listEdges } from '../ask/edges.ts';
import { type Gap, gapOf, isShallow, keysOf } from '../ask/version.ts';
import { healLosses, healUnmerged } from './heal.ts';
import { passedOver } from './losses.ts';
import { bringBack } from './set-aside.ts';

const ticketsOf = (events: readonly TrackerEvent[]): Id[] => [...new Set(events.flatMap(({ ticket }) => ticket ?? []))];

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
  /** What commits had dropped. */
  healed: Gap[];
  /** History is missing, and the commits in it were not looked at. */
  shallow: boolean;
  /** Versions that were not looked into, and why. */
  passed: string[];
}

/** Brings back all that HEAD's commits have lost of their parents, however long ago, and what an interrupted sync has set aside. */
export async function healAll(home: FileHome): Promise<Healing> {
  const { root, read } = home;
  const broughtBack = await bringBack(home);
  let setAside = 0;
  const told = (count: number) => {
    setAside += count;
  };
  const unmerged = await healUnmerged(home, told);
  const edges = await listEdges(root, { mayFetch: true });
  await fetchBlobs(root, [...new Set(edges.flatMap(({ from, to }) => [from, to ?? from]))]);
  const { passOver, lines } = passedOver();
  const { healed } = await healLosses(home, edges, { told, passOver });
  const found = [unmerged ?? [], ...healed.map(({ events }) => events)].flatMap(ticketsOf);
  const keys = keysOf(await read(async ({ db }) => listCreations(db, found)));
  return {
    broughtBack,
    unmerged: unmerged && gapOf('MERGE_HEAD', unmerged, keys),
    healed: healed.map(({ commit, events }) => gapOf(commit, events, keys)),
    shallow: await isShallow(root),
    passed: lines(),
    setAside,
  };
}
