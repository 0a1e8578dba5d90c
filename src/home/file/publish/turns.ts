import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isRunning } from '../../../store/process.ts';

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

/** Places are empty files in `folder`, named so that they sort by when they were made. */
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
      if (!isRunning(Number(name.split('-')[1]))) rmSync(join(folder, name), { force: true });
      return others.length;
    },
    join() {
      if (own !== undefined) return;
      own = `${Date.now()}-${process.pid}`;
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
