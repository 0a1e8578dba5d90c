import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { databasePath, getGitDir, type Location, makeSidePaths, trackerDir } from '../../home/file/location.ts';
import { writeWhole } from '../../home/file/write-whole.ts';
import type { Workspace } from '../../home/workspace.ts';
import { readPlainFile } from '../../store/regular.ts';

/** What was looked at last: kept in memory and beside the locks, so that a new process need not start git to know it. */
interface Seen {
  /** Of git's index, HEAD and its reflog. */
  state: string;
  /** Merge commits that were found whole or were healed. */
  merges: string[];
}

const rememberedMerges = 500;

/**
 * Looks after a work tree before each call: where git has done something since the last look, what it left unmerged or
 * dropped is brought back. Answers what users are to be told, in a line each. Costs three stats where git has done nothing.
 */
export function attendant(workspace: Workspace): { attend(): Promise<string[]> } {
  const { location } = workspace;
  let seen: Seen | undefined;
  let running: Promise<string[]> | undefined;

  const look = async (): Promise<string[]> => {
    seen ??= readSeen(location);
    const state = stateOf(location);
    // While git is at work its state means nothing yet: the next call looks again.
    if (state === undefined || state === seen.state) return [];
    const merges = new Set(seen.merges);
    const { tend } = await import('./tend.ts');
    const isStill = () => stateOf(location) === state;
    const { said, again } = await tend(workspace, { merges, isStill });
    if (!isStill()) return said;
    seen = { state: again ? '' : state, merges: [...merges].slice(-rememberedMerges) };
    writeSeen(location, seen);
    return said;
  };
  return {
    attend() {
      if (!location.gitDir || !isInUse(location)) return Promise.resolve([]);
      // Calls at the same time wait for one look, and one of them says what it found.
      if (running) return running.then(() => []);
      running = look().finally(() => {
        running = undefined;
      });
      return running;
    },
  };
}

/** Reads make nothing in a repository that has no tracker. `git clean` may have taken all but what lies beside the locks. */
const isInUse = (location: Location): boolean =>
  existsSync(trackerDir(location)) || existsSync(join(getGitDir(location), 'tracker'));

/** Undefined while git holds its lock. Linking the index to another name changes its ctime, which is therefore left out. */
function stateOf(location: Location): string | undefined {
  const stat = (path: string) => statSync(path, { bigint: true, throwIfNoEntry: false });
  const gitDir = getGitDir(location);
  const parts = ['index', 'HEAD', 'logs/HEAD'].map((name) => {
    const found = stat(join(gitDir, name));
    return found ? `${found.ino}-${found.size}-${found.mtimeNs}` : '';
  });
  if (stat(join(gitDir, 'index.lock'))) return undefined;
  // A file that is gone is as much of a change as one that git has replaced.
  return [...parts, stat(databasePath(location)) ? '' : 'no file'].join(' ');
}

const seenPath = (location: Location): string => join(makeSidePaths(location).own, 'seen.json');

function readSeen(location: Location): Seen {
  try {
    return JSON.parse(String(readPlainFile(seenPath(location), 'seen.json', 2 ** 20))) as Seen;
  } catch {
    return { state: '', merges: [] };
  }
}

function writeSeen(location: Location, seen: Seen): void {
  try {
    writeWhole(seenPath(location), JSON.stringify(seen));
  } catch {
    // The next process looks once more.
  }
}
