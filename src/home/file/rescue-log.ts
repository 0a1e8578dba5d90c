import { appendFileSync, lstatSync } from 'node:fs';
import { join } from 'node:path';
import type { Id, TrackerEvent } from '../../domain/event/event.ts';
import { checkFile, readPlainFile } from '../../store/regular.ts';
import { type Location, makeSidePaths } from './location.ts';
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
  /** What is not marked as kept, in the order in which it was acknowledged. */
  list(): Acknowledged[];
  isEmpty(): boolean;
  /** Removes every trace of what these events were before they were masked, and keeps the masks. */
  blank(write: { at: number; head: string | undefined; events: readonly TrackerEvent[] }): void;
  /** Removes every trace of these events: they held secrets. */
  forget(ids: readonly Id[]): void;
}

type Line = { at: number; head?: string; events: TrackerEvent[] } | { kept: Id[] } | { told: Id[] };

/** Beyond this the older half goes: a month's writes are some hundred KB. */
const maxBytes = 4 * 2 ** 20;

/** Without git nothing drops a write, and nothing is kept. */
export function openRescueLog(location: Location): RescueLog {
  const path = () => join(makeSidePaths(location).own, 'rescue.jsonl');
  const size = () => {
    try {
      return location.gitDir ? (lstatSync(path(), { throwIfNoEntry: false })?.size ?? 0) : 0;
    } catch {
      // There is no place that could be written to, so nothing was acknowledged.
      return 0;
    }
  };
  const append = (line: Line) => {
    if (!location.gitDir) return;
    checkFile(path(), 'rescue.jsonl in the git directory');
    if (size() > maxBytes) keepNewest(path());
    // Not synced: it is for what git does, and outlives the process all the same. It begins a line of its own, as the one
    // before may have been cut short by a full disk.
    appendFileSync(path(), `\n${JSON.stringify(line)}\n`);
  };
  return {
    append: ({ at, head, events }) => append({ at, ...(head && { head }), events: [...events] }),
    mark: (as, ids) => append(as === 'kept' ? { kept: [...ids] } : { told: [...ids] }),
    list: () => (size() > 0 ? replay(readLines(path())) : []),
    isEmpty: () => size() === 0,
    blank({ at, head, events }) {
      forget(events.map(({ id }) => id));
      append({ at, ...(head && { head }), events: [...events] });
    },
    forget,
  };

  function forget(ids: readonly Id[]): void {
    if (ids.length === 0 || size() === 0) return;
    const lines = readLines(path()).flatMap((line): Line[] => {
      if (!('events' in line)) return [line];
      const events = line.events.filter((event) => !ids.includes(event.id));
      return events.length > 0 ? [{ ...line, events }] : [];
    });
    replace(path(), lines);
  }
}

/** A line that a process was killed in the middle of is none. */
function readLines(path: string): Line[] {
  return (readPlainFile(path, 'rescue.jsonl in the git directory', 4 * maxBytes)?.toString() ?? '')
    .split('\n')
    .flatMap((line) => {
      try {
        return line === '' ? [] : [JSON.parse(line) as Line];
      } catch {
        return [];
      }
    });
}

function replay(lines: readonly Line[]): Acknowledged[] {
  const held = new Map<Id, Acknowledged>();
  for (const line of lines) {
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
