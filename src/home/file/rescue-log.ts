import { appendFileSync, lstatSync } from 'node:fs';
import type { Id, TrackerEvent } from '../../domain/event/event.ts';
import { checkFile, readPlainFile } from '../../store/regular.ts';
import type { Location } from './location.ts';
import { findRescuePlaces, listRemovedLogs, type RescuePlaces } from './side/rescue-places.ts';
import { share } from './side/sharing.ts';
import { writeWhole } from './write-whole.ts';

/** An acknowledged write, kept where no git command reaches it. */
export interface Acknowledged {
  event: TrackerEvent;
  /** Milliseconds since 1970. */
  at: number;
  /** What was checked out: see `findHead`. */
  head: string | undefined;
  /** Users have been told that it is no longer in the file. */
  told: boolean;
}

/**
 * The events that this work tree's servers have acknowledged and that git is not known to hold: `git stash` and
 * `git reset --hard` can drop a write, and no way of writing the file keeps them from it.
 */
export interface RescueLog {
  /** The events of one write; of an event that is there already this is the newer word. */
  append(write: { at: number; head: string | undefined; events: readonly TrackerEvent[] }): void;
  /** `kept`: a commit has them, so that they need no rescue. `told`: they are missing, and the user knows. */
  mark(as: 'kept' | 'told', ids: readonly Id[]): void;
  /** What is not marked as kept, in the order in which it was acknowledged, wherever this work tree's servers could note it. */
  list(): Acknowledged[];
  /** The same of work trees that have been removed. */
  listOfRemoved(): Acknowledged[];
  isEmpty(): boolean;
  /** Removes every trace of what these events were before they were masked, and keeps the masks. */
  blank(write: { at: number; head: string | undefined; events: readonly TrackerEvent[] }): void;
  /** Removes every trace of these events: they held secrets. */
  forget(ids: readonly Id[]): void;
}

/** Marks of older programs have no time. */
type Line =
  | { at: number; head?: string; events: TrackerEvent[] }
  | { at?: number; kept: Id[] }
  | { at?: number; told: Id[] };

/** Beyond this the older half goes: a month's writes are some hundred KB. */
const maxBytes = 4 * 2 ** 20;

/** Without git nothing drops a write, and nothing is kept. */
export function openRescueLog(location: Location): RescueLog {
  let places: RescuePlaces | undefined;
  /** Looked for once: this is asked at every write. */
  const find = (): RescuePlaces => {
    places ??= findRescuePlaces(location);
    return places;
  };
  const paths = (): string[] => {
    try {
      return location.gitDir ? [...find().others, find().own] : [];
    } catch {
      // There is no place that could be written to, so nothing was acknowledged.
      return [];
    }
  };
  const append = (line: Line) => {
    if (!location.gitDir) return;
    try {
      appendLine(find().own, line, location);
    } catch {
      // Its folder has been deleted, or is not to be written any more.
      places = undefined;
      const { own, spare } = find();
      if (!tryAppend(own, line, location)) appendLine(spare(), line, location);
    }
  };
  const list = (from: readonly string[]): Acknowledged[] => {
    const filled = from.filter((path) => sizeOf(path) > 0);
    return filled.length === 0 ? [] : replay(filled.map(readLines));
  };
  const forget = (ids: readonly Id[]): void => {
    if (ids.length === 0) return;
    for (const path of [...paths(), ...listRemovedLogs(location)]) forgetIn(path, ids);
  };
  return {
    append: ({ at, head, events }) => append({ at, ...(head && { head }), events: [...events] }),
    mark: (as, ids) => append({ at: Date.now(), ...(as === 'kept' ? { kept: [...ids] } : { told: [...ids] }) }),
    list: () => list(paths()),
    listOfRemoved: () => listRemovedLogs(location).flatMap((path) => list([path])),
    isEmpty: () => paths().every((path) => sizeOf(path) === 0),
    blank({ at, head, events }) {
      forget(events.map(({ id }) => id));
      append({ at, ...(head && { head }), events: [...events] });
    },
    forget,
  };
}

function tryAppend(path: string, line: Line, location: Location): boolean {
  try {
    appendLine(path, line, location);
    return true;
  } catch {
    return false;
  }
}

function appendLine(path: string, line: Line, location: Location): void {
  const text = JSON.stringify(line);
  // No call writes as much; what fills a tracker has it from somewhere.
  if (text.length > maxBytes) return;
  const isNew = !checkFile(path, logName);
  if (sizeOf(path) > maxBytes) keepNewest(path);
  // Not synced: it is for what git does, and outlives the process all the same. It begins a line of its own, as the one
  // before may have been cut short by a full disk.
  appendFileSync(path, `\n${text}\n`);
  if (isNew) share(path, location);
}

/** What another user keeps, and this one cannot write, that one will be told of as well. */
function forgetIn(path: string, ids: readonly Id[]): void {
  if (sizeOf(path) === 0) return;
  const lines = readLines(path).flatMap((line): Line[] => {
    if (!('events' in line)) return [line];
    const events = line.events.filter((event) => !ids.includes(event.id));
    return events.length > 0 ? [{ ...line, events }] : [];
  });
  replace(path, lines);
}

function sizeOf(path: string): number {
  try {
    return lstatSync(path, { throwIfNoEntry: false })?.size ?? 0;
  } catch {
    return 0;
  }
}

const logName = 'rescue.jsonl in the git directory';

/** A line that a process was killed in the middle of is none. */
function readLines(path: string): Line[] {
  return (readPlainFile(path, logName, 4 * maxBytes)?.toString() ?? '').split('\n').flatMap((text) => {
    try {
      if (text === '') return [];
      return [JSON.parse(text) as Line];
    } catch {
      return [];
    }
  });
}

/** The lines of several files by time, as one may mark what is in another; those of one file stay as they are. */
function inOrder(files: readonly Line[][]): Line[] {
  const timed = files.flatMap((lines) => {
    let time = 0;
    return lines.map((line) => {
      time = Math.max(time, line.at ?? 0);
      return { line, time };
    });
  });
  return timed.sort((a, b) => a.time - b.time).map(({ line }) => line);
}

function replay(files: readonly Line[][]): Acknowledged[] {
  const held = new Map<Id, Acknowledged>();
  for (const line of inOrder(files)) {
    if ('events' in line) {
      for (const event of line.events) {
        held.delete(event.id);
        held.set(event.id, { event, at: line.at, head: line.head, told: false });
      }
    } else if ('kept' in line) for (const id of line.kept) held.delete(id);
    else
      for (const id of line.told) {
        const one = held.get(id);
        if (one) one.told = true;
      }
  }
  return [...held.values()];
}

function keepNewest(path: string): void {
  const lines = readLines(path);
  let bytes = 0;
  const before = lines.findLastIndex((line) => {
    bytes += Buffer.byteLength(JSON.stringify(line));
    return bytes > maxBytes / 2;
  });
  // The last write may be larger than that by itself.
  replace(path, lines.slice(Math.min(before + 1, lines.length - 1)));
}

const replace = (path: string, lines: readonly Line[]): void =>
  writeWhole(path, lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
