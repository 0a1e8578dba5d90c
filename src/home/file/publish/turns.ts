import { randomBytes } from 'node:crypto';
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { here, isGone } from '../../../store/process.ts';

/** Which of the processes that wait for a lock came first. It is advice: what keeps them apart is the lock. */
export interface Turns {
  /** How many are to be let before this process; before one that has not joined, all that wait. */
  ahead(): number;
  /** Takes a place behind all others. */
  join(): void;
  leave(): void;
}

/** One that is first for longer than this does not come: it has been stopped, or is dead. */
const patienceMs = 100;

/** Nobody waits as long. */
const longestMs = 120_000;

/** Whether a place is of a process that has ended, or, where that cannot be known, of nobody who can still be waiting. */
function isOver(name: string): boolean {
  const [, time, pid, place] = /^(\d+)-(\d+)\.([a-z\d]+)-/i.exec(name) ?? [];
  if (place === here()) return isGone({ pid: Number(pid), place });
  return Date.now() - Number(time ?? 0) > longestMs;
}

/** Places are empty files in `folder`, named so that they sort by when they were made; what makes a name one alone is random. */
export function openTurns(folder: string): Turns {
  let own: string | undefined;
  let first: { name: string; since: number } | undefined;
  const absent = new Set<string>();

  /** The places before this process's, without those of processes that do not come. */
  const before = (): string[] => {
    const all = listPlaces(folder).filter((name) => !absent.has(name));
    const place = own;
    return place === undefined ? all : all.filter((name) => name < place);
  };
  return {
    ahead() {
      const [name, ...others] = before();
      if (name === undefined) return 0;
      if (first?.name !== name) first = { name, since: performance.now() };
      if (performance.now() - first.since < patienceMs) return 1 + others.length;
      absent.add(name);
      if (isOver(name)) rmSync(join(folder, name), { force: true });
      return others.length;
    },
    join() {
      if (own !== undefined) return;
      own = `${Date.now()}-${process.pid}.${here()}-${randomBytes(4).toString('hex')}`;
      try {
        mkdirSync(folder, { recursive: true });
        writeFileSync(join(folder, own), '', { flag: 'wx' });
      } catch {
        // It waits without a place, and others may come first.
      }
    },
    leave() {
      if (own !== undefined) rmSync(join(folder, own), { force: true });
      own = undefined;
    },
  };
}

function listPlaces(folder: string): string[] {
  try {
    return readdirSync(folder).sort();
  } catch {
    return [];
  }
}
