import type { Id, TrackerEvent } from '../../domain/event/event.ts';
import { keyOf } from '../../domain/event/key.ts';
import { isRedacted } from '../../domain/event/redact.ts';
import { findRedacted } from '../../home/file/bytes.ts';
import { findHead } from '../../home/file/head.ts';
import { getGitDir } from '../../home/file/location.ts';
import type { Acknowledged } from '../../home/file/rescue-log.ts';
import { unite } from '../../home/file/unite.ts';
import type { FileHome } from '../../home/file-home.ts';
import { listDropped, listPresent, listRedacted } from '../../store/read/events.ts';
import { findTicket } from '../../store/read/tickets.ts';
import type { LostWrite } from '../../store/upkeep.ts';
import { findLastMerge, type MergeTime } from '../ask/last-merge.ts';
import {
  blobReader,
  findBlobs,
  findStashBlobs,
  listPastHeads,
  listRecentStashes,
  listResets,
  listStashes,
} from '../ask/past.ts';

/** What became of acknowledged writes that are neither in the file nor in git. */
export interface Rescue {
  /** Brought back: a stash had dropped them without holding them. */
  restored: TrackerEvent[];
  /** Brought back: a merge had overwritten them. */
  overwritten: TrackerEvent[];
  /** Left out, as the user's own command discarded them, and not told of before. */
  discarded: Acknowledged[];
  /** Redacted again: git had brought back what they were before. */
  masked: TrackerEvent[];
}

/** Seconds that `git stash` may take from its commit to its reset, where the reflog does not say when that was. */
const stashSeconds = 10;

/** Commits that HEAD has pointed to since the write: no older one has it. */
const pastHeads = 50;
/** Seconds that a clock may have been set back by meanwhile. */
const clockSeconds = 3600;

/**
 * Looks for what this work tree's servers have acknowledged and the file does not have. What git holds, on a branch, in the
 * reflog or in a stash, is where the user put it. `git stash` writes a commit and then resets the work tree: a write that was
 * acknowledged between the two is in neither, and is brought back, on the branch that it was made on. So is one that came after
 * `git merge` had looked at the work tree: that overwrites it, though it means to refuse. The rest was discarded by `git reset --hard`, `git restore` and the like: that was the user's wish, or is to be recovered by hand.
 */
export async function rescue(home: FileHome): Promise<Rescue> {
  const nothing: Rescue = { restored: [], overwritten: [], discarded: [], masked: [] };
  if (home.rescueLog.isEmpty()) return nothing;
  const all = home.rescueLog.list();
  await forgetRedacted(home, all);
  await passOverDropped(home, all);
  const masked = await maskAgain(home, all);
  const missing = await listMissing(home, all);
  const left = await dropHeld(
    home,
    missing.filter(({ told }) => !told),
  );
  // Looked at once more: a stash may have been put back into the file before we looked for it among the stashes.
  const lost = await listMissing(home, left);
  if (lost.length === 0) return { ...nothing, masked };
  const head = findHead(getGitDir(home.location));
  const bring = async (dropped: readonly Acknowledged[]) => {
    const here = dropped.filter((write) => write.head === head);
    return here.length > 0 ? unite(home, { theirs: withFormer(here, all), origin: 'here' }) : [];
  };
  const merge = await findLastMerge(home.location);
  const merged = lost.filter(({ at, head }) => head && merge && at >= merge.start && at <= merge.end);
  const stashed = await listDroppedByStash(home, lost, merge);
  const restored = await bring(stashed);
  const overwritten = await bring(merged.filter((write) => !stashed.includes(write)));
  // What was dropped on another branch waits until that is checked out again.
  const discarded = lost.filter((write) => !stashed.includes(write) && !merged.includes(write));
  if (discarded.length > 0) home.rescueLog.mark('told', idsOf(discarded));
  return { restored, overwritten, discarded, masked };
}

/**
 * A secret that was blanked stays so until a commit of HEAD's has the blank: no `git checkout`, stash or reset brings it back
 * by the way. Answers what was masked again.
 */
async function maskAgain(home: FileHome, all: readonly Acknowledged[]): Promise<TrackerEvent[]> {
  const { read, repository, rescueLog, location } = home;
  const masks = all.map(({ event }) => event).filter(({ payload }) => isRedacted(payload));
  if (masks.length === 0) return [];
  const ids = masks.map(({ id }) => id);
  const [blob] = await findBlobs(location.root, ['HEAD']);
  const committed = blob && (await repository.readVersion(blob));
  const kept = committed ? findRedacted(committed, ids) : new Set<Id>();
  if (kept.size > 0) rescueLog.mark('kept', [...kept]);
  const { present, redacted } = await read(async ({ db }) => ({
    present: listPresent(db, ids),
    redacted: listRedacted(db, ids),
  }));
  const bare = masks.filter(({ id }) => present.has(id) && !redacted.has(id));
  return bare.length > 0 ? unite(home, { theirs: bare, origin: 'here' }) : [];
}

/** What was given up, here or in another clone, is not lost. */
async function passOverDropped({ read, rescueLog }: FileHome, all: readonly Acknowledged[]): Promise<void> {
  const dropped = await read(async ({ db }) => listDropped(db));
  const given = idsOf(all).filter((id) => dropped.has(id));
  if (given.length > 0) rescueLog.mark('kept', given);
}

/** What another work tree or clone has redacted, and a merge brought here, is not kept here either. */
async function forgetRedacted({ read, rescueLog }: FileHome, all: readonly Acknowledged[]): Promise<void> {
  const typed = all.flatMap(({ event }) => (isRedacted(event.payload) ? [] : [event.id]));
  rescueLog.forget([...(await read(async ({ db }) => listRedacted(db, typed)))]);
}

/** Every write that is neither in the file nor in git, also those that users have been told of. */
export async function listRecoverable(home: FileHome): Promise<LostWrite[]> {
  const all = listAll(home);
  if (all.length === 0) return [];
  const lost = await dropHeld(home, await listMissing(home, all));
  const names = await nameTickets(home, all);
  const head = findHead(getGitDir(home.location));
  return lost.map((write) => ({
    event: write.event,
    at: write.at,
    here: write.head === head,
    branch: write.head?.replace(/^refs\/heads\//, ''),
    ...(names.get(write.event.ticket) ?? { key: undefined, title: undefined }),
  }));
}

/** Key and title of the tickets of these writes: as the file has them, else as they were when they were made. */
export async function nameTickets(
  { read }: Pick<FileHome, 'read'>,
  writes: readonly Pick<Acknowledged, 'event'>[],
): Promise<Map<Id | null, { key: string; title: string }>> {
  const names = new Map<Id | null, { key: string; title: string }>();
  for (const { event } of writes)
    if (event.kind === 'create') names.set(event.ticket, { key: keyOf(event.payload), title: event.payload.title });
  const tickets = new Set(writes.flatMap(({ event }) => event.ticket ?? []));
  await read(async ({ db }) => {
    for (const id of tickets) {
      const row = findTicket({ db }, id);
      if (row) names.set(id, { key: row.key, title: row.title });
    }
  });
  return names;
}

/** The events of these writes, with those that they come after. */
export const listRestored = (home: FileHome, chosen: readonly Pick<Acknowledged, 'event'>[]): TrackerEvent[] =>
  chosen.length === 0 ? [] : withFormer(chosen, listAll(home));

/** Those of removed work trees, too: nobody else asks for them. */
const listAll = ({ rescueLog }: FileHome): Acknowledged[] => [...rescueLog.list(), ...rescueLog.listOfRemoved()];

/** Acknowledged writes that are not in the file, oldest first. */
async function listMissing({ read }: Pick<FileHome, 'read'>, all: readonly Acknowledged[]): Promise<Acknowledged[]> {
  if (all.length === 0) return [];
  const present = await read(async ({ db }) => listPresent(db, idsOf(all)));
  return all.filter(({ event }) => !present.has(event.id));
}

/** The same events, with those of the log that they come after, which is their newest acknowledgement. */
function withFormer(chosen: readonly Pick<Acknowledged, 'event'>[], all: readonly Acknowledged[]): TrackerEvent[] {
  const logged = new Map(all.map(({ event }) => [event.id, event]));
  const creates = new Map(all.flatMap(({ event }) => (event.kind === 'create' ? [[event.ticket, event.id]] : [])));
  const wanted = new Map<Id, TrackerEvent>();
  const take = idsOf(chosen);
  for (const id of take) {
    const event = logged.get(id);
    if (!event || wanted.has(id)) continue;
    wanted.set(id, event);
    for (const next of [...event.parents, ...[creates.get(event.ticket) ?? []].flat()]) take.push(next);
  }
  return [...wanted.values()];
}

const idsOf = (writes: readonly Pick<Acknowledged, 'event'>[]): Id[] => writes.map(({ event }) => event.id);

/**
 * Leaves what git holds. What a commit has is noted, so that it is not looked for again; a stash may still be dropped, and is
 * looked into before the many versions of the reflog, after each git command as long as it is there.
 */
async function dropHeld(home: FileHome, missing: readonly Acknowledged[]): Promise<Acknowledged[]> {
  if (missing.length === 0) return [];
  const { location, repository, rescueLog } = home;
  const { root } = location;
  const reader = blobReader(repository);
  let left = [...missing];
  const heldBy = async (blobs: readonly (string | undefined)[]) => {
    const held: Acknowledged[] = [];
    for (const blob of new Set(blobs)) {
      const ids = left.length > 0 && (await reader.ids(blob));
      if (!ids) continue;
      for (const one of left) if (ids.has(one.event.id)) held.push(one);
      left = left.filter(({ event }) => !ids.has(event.id));
    }
    return held;
  };
  const heads = [...new Set(missing.flatMap(({ head }) => head ?? []))];
  const kept = await heldBy(await findBlobs(root, heads));
  if (left.length > 0) await heldBy((await repository.listEntries()).map(({ blob }) => blob));
  if (left.length > 0)
    await heldBy((await findStashBlobs(root, await listStashes(location))).flatMap(({ blobs }) => blobs));
  if (left.length > 0) {
    const since =
      Math.floor(left.reduce((first, { at }) => Math.min(first, at), Number.POSITIVE_INFINITY) / 1000) - clockSeconds;
    const past = await findBlobs(root, await listPastHeads(root, { limit: pastHeads, since }));
    for (const one of await heldBy(past)) kept.push(one);
  }
  // A mask is kept by a commit that has it masked, which is looked at apart.
  const whole = kept.filter(({ event }) => !isRedacted(event.payload));
  if (whole.length > 0) rescueLog.mark('kept', idsOf(whole));
  return left;
}

/**
 * Those that were acknowledged between a stash's commit and its reset, and are not in it: what was written once the stash was
 * done has been discarded by something else. Where the branch is not known none is said to be. A merge makes a stash for
 * itself, and never resets to it.
 */
async function listDroppedByStash(
  home: FileHome,
  lost: readonly Acknowledged[],
  merge: MergeTime | undefined,
): Promise<Acknowledged[]> {
  const { location, repository } = home;
  const times = lost.map(({ at }) => Math.floor(at / 1000)).sort((a, b) => a - b);
  const [first = 0] = times;
  const recent = await listRecentStashes(location, first - stashSeconds, times.at(-1) ?? first);
  const isOfMerge = (second: number) => merge && (second + 1) * 1000 > merge.start && second * 1000 <= merge.end;
  const stashes = recent.filter(({ time }) => !isOfMerge(time));
  const reader = blobReader(repository);
  const resets = stashes.length > 0 ? await listResets(location.root, first - stashSeconds) : [];
  const dropped = new Set<Acknowledged>();
  for (const { stash, blobs } of await findStashBlobs(location.root, stashes)) {
    const held = await Promise.all(blobs.map((blob) => reader.ids(blob)));
    const latest = stash.time + stashSeconds;
    const end = resets.find((time) => time >= stash.time && time <= latest) ?? latest;
    for (const write of lost) {
      const second = Math.floor(write.at / 1000);
      const isHeld = held.some((ids) => ids.has(write.event.id));
      if (write.head && second >= stash.time && second <= end && !isHeld) dropped.add(write);
    }
  }
  return lost.filter((write) => dropped.has(write));
}
