import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Location } from '../../home/file/location.ts';
import { writeWhole } from '../../home/file/write-whole.ts';
import { readPlainFile } from '../../store/regular.ts';
import type { NamingCommit } from '../../store/repository.ts';
import type { Standing } from './until-head-moves.ts';

/** Of whose history a list is. */
export type Side = 'head' | 'default';

/** What git has answered, beside the locks: a process that only shows a ticket need not start git to know it. */
export interface KeptNaming {
  /** What was kept while HEAD and the default branch were where they are; undefined where nothing was. */
  find(of: Side): NamingCommit[] | undefined;
  /** Where it cannot be kept, the next process asks git again. */
  keep(of: Side, list: readonly NamingCommit[]): void;
}

/** Raised when `domain/commit-message` reads something else in the same messages. */
const form = 1;
const maxBytes = 2 ** 20;
/** A file that has just been written may be written again and look the same: some file systems count in two seconds. */
const settledMs = 3_000;

/** `standing`: where HEAD and the default branch are, for which a list is kept and found. */
export function keptNaming({ gitDir }: Location, { stamp, changed }: Standing, clock = Date.now): KeptNaming {
  // A read makes nothing in a clone in which tracker has kept nothing yet.
  const folder = gitDir && join(gitDir, 'tracker');
  const path = folder && existsSync(folder) ? join(folder, 'naming.json') : undefined;
  let known: Kept | undefined;
  const read = (): Kept => {
    known ??= path ? readKept(path, stamp) : {};
    return known;
  };
  return {
    find: (of) => read()[of],
    keep(of, list) {
      known = { ...read(), [of]: list };
      if (!path || Math.abs(clock() - changed) < settledMs) return;
      const text = JSON.stringify({ form, stamp, ...known });
      if (text.length > maxBytes) return;
      try {
        writeWhole(path, text);
      } catch {
        // It is read-only, or full.
      }
    },
  };
}

type Kept = Partial<Record<Side, NamingCommit[]>>;

function readKept(path: string, stamp: string): Kept {
  try {
    const bytes = readPlainFile(path, 'naming.json', maxBytes);
    const found = bytes && JSON.parse(String(bytes));
    if (found?.form !== form || found.stamp !== stamp) return {};
    return { ...listIn('head', found), ...listIn('default', found) };
  } catch {
    return {};
  }
}

/** What another program has put there is nothing. */
const listIn = (of: Side, found: Record<Side, unknown>): Kept => {
  const list = found[of];
  return Array.isArray(list) && list.every(isNaming) ? { [of]: list } : {};
};

function isNaming(one: unknown): one is NamingCommit {
  const { hash, subject, time, author, names, closes } = (one ?? {}) as Partial<Record<keyof NamingCommit, unknown>>;
  const isText = (value: unknown) => typeof value === 'string';
  const areTexts = (value: unknown) => Array.isArray(value) && value.every(isText);
  return [hash, subject, author].every(isText) && typeof time === 'number' && [names, closes].every(areTexts);
}
