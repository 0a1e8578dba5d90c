import { statSync } from 'node:fs';
import { join } from 'node:path';
import { readLine } from '../../home/file/head.ts';
import { getGitDir, type Location } from '../../home/file/location.ts';
import { git } from './git.ts';

/** Milliseconds since 1970: from before git looked at the work tree until after it had replaced what it merged there. */
export interface MergeTime {
  start: number;
  end: number;
}

const merges = /^(?:merge |pull\b.*: (?:Merge made|Fast-forward))/;
/** Entries of the reflog: what came before them is no news. */
const mostEntries = 50;

/**
 * When the last merge into what is checked out ran. Git writes ORIG_HEAD right before it looks at the work tree, and the reflog
 * once it is done. Undefined: there was none, another command has written ORIG_HEAD since, or the work tree was reset.
 */
export async function findLastMerge(location: Location): Promise<MergeTime | undefined> {
  const gitDir = getGitDir(location);
  const former = readLine(join(gitDir, 'ORIG_HEAD'));
  if (former === undefined) return undefined;
  const format = ['--date=unix', '--format=%H %gd %gs', `--max-count=${mostEntries}`];
  const { stdout } = await git(location.root, ['log', '--walk-reflogs', ...format, 'HEAD', '--']);
  const entries = stdout.split('\n').flatMap((line) => {
    const [, commit, time, what = ''] = /^([\da-f]+) \S*@\{(\d+)\} (.*)$/.exec(line) ?? [];
    return commit === undefined ? [] : [{ commit, second: Number(time), what }];
  });
  const at = entries.findIndex(({ what }, place) => merges.test(what) && entries[place + 1]?.commit === former);
  if (at < 0 || entries.slice(0, at).some(({ what }) => what.startsWith('reset:'))) return undefined;
  const next = entries[at - 1];
  const start = modifiedAt(join(gitDir, 'ORIG_HEAD'));
  const end = next ? (next.second + 1) * 1000 : modifiedAt(join(gitDir, 'logs/HEAD'));
  return start === undefined || end === undefined ? undefined : { start, end };
}

const modifiedAt = (path: string): number | undefined => statSync(path, { throwIfNoEntry: false })?.mtimeMs;
