import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { TrackerError } from '../../domain/errors.ts';
import type { FileHome } from '../../home/file-home.ts';
import { type GitAnswer, git } from '../ask/git.ts';
import { shimOnce, startOnce } from '../drivers/program.ts';
import type { Program } from '../drivers/program-files.ts';
import { attributesLine, mergeSettings } from '../drivers/setup.ts';
import { healUnmerged } from '../heal/heal.ts';
import { withoutUncommitted } from '../heal/set-aside.ts';
import { withoutSame } from './in-the-way.ts';

export interface MergeOptions {
  /** What git starts as the merge driver: this very one, so that a clone that nobody has set up merges as well. */
  program: Pick<Program, 'node' | 'script'>;
  env: NodeJS.ProcessEnv;
}

/**
 * Merges a commit into the current branch, as `git merge` does, with our driver. Answers the paths that git left in
 * conflict, seen from the working directory; the database is never among them, and what was not committed of it is on top
 * of the result. Throws `conflict` with git's reason where git does not merge at all, which leaves everything as it was.
 */
export async function mergeRef(home: FileHome, ref: string, { program, env }: MergeOptions): Promise<string[]> {
  const { root } = home;
  const folder = mkdtempSync(join(tmpdir(), 'tracker-merge-'));
  try {
    const settings = mergeSettings(startOnce);
    const attributes = { name: 'core.attributesFile', value: await writeAttributes(root, folder) };
    const given = [...settings, attributes].flatMap(({ name, value }) => ['-c', `${name}=${value}`]);
    const args = [...given, 'merge', ...plain, await nameOf(root, ref)];
    const driver = { ...env, ...shimOnce(program) };
    return await withoutUncommitted(home, {
      replace: () => withoutSame({ root, ref }, () => git(root, args, { env: driver, timeoutMs: mergeTimeoutMs })),
      settle: async (answer) => (answer.code === 0 ? [] : settle(home, answer, env)),
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** An ordinary merge, whatever `merge.ff` or `branch.NAME.mergeOptions` say. */
const plain = ['--quiet', '--no-edit', '--commit', '--no-squash', '--ff', '--no-autostash', '--end-of-options'];
const mergeTimeoutMs = 600_000;

/** git puts the name into the commit's message: the short one, unless that means something else here. */
async function nameOf(root: string, ref: string): Promise<string> {
  const short = ref.replace(/^refs\/remotes\//, '');
  const { stdout } = await git(root, [
    'rev-parse',
    '--quiet',
    '--verify',
    '--symbolic-full-name',
    '--end-of-options',
    short,
  ]);
  return stdout.trim() === ref ? short : ref;
}

/** The attributes that count least: the user's own, and ours where no `.gitattributes` gives the database to another driver. */
async function writeAttributes(root: string, folder: string): Promise<string> {
  const configured = await git(root, ['config', '--path', '--get', 'core.attributesFile']);
  const path =
    configured.stdout.trim() || join(process.env.XDG_CONFIG_HOME || join(homedir(), '.config'), 'git/attributes');
  const file = join(folder, 'attributes');
  // Byte by byte as they are: their paths may be of any encoding.
  writeFileSync(file, `${readIfThere(path)}\n**/${attributesLine}\n`, 'latin1');
  return file;
}

function readIfThere(path: string): string {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return '';
  }
}

async function settle(home: FileHome, answer: GitAnswer, env: NodeJS.ProcessEnv): Promise<string[]> {
  const { root } = home;
  const unmerged = await listUnmerged(root);
  // The team's attributes may give the file to no driver at all.
  if (unmerged.length > 0 && (await healUnmerged(home))) {
    await git(root, ['add', '--', '.tracker/data.db']);
    const left = await listUnmerged(root);
    if (left.length > 0) return left;
    const commit = await git(root, ['commit', '--quiet', '--no-edit'], { env, timeoutMs: mergeTimeoutMs });
    if (commit.code === 0) return [];
    throw refusedCommit(commit);
  }
  if (unmerged.length > 0) return unmerged;
  throw (await isMerging(root)) ? refusedCommit(answer) : refusedMerge(answer);
}

/** Paths as seen from the working directory, ready for a command. */
export async function listUnmerged(root: string): Promise<string[]> {
  const top = (await git(root, ['rev-parse', '--show-toplevel'])).stdout.trimEnd() || root;
  // From the top, and not by `git diff`, which `diff.relative` may keep within the folder that it is run in.
  const listed = await git(top, ['ls-files', '--unmerged', '-z']);
  const entries = listed.stdout.split('\0').filter(Boolean);
  const paths = new Set(entries.map((entry) => entry.slice(entry.indexOf('\t') + 1)));
  return [...paths].map((path) => quote(relative(process.cwd(), join(top, path))));
}

const quote = (path: string): string => (/^[\w@%+=:,./-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`);

const isMerging = async (root: string): Promise<boolean> =>
  (await git(root, ['rev-parse', '--quiet', '--verify', 'MERGE_HEAD'])).code === 0;

function refusedCommit(answer: GitAnswer): TrackerError {
  return new TrackerError(
    'conflict',
    `The merge is made, but git did not commit it: ${reasonOf(answer)}`,
    'Mend that, then `git commit --no-edit`.',
  );
}

function refusedMerge(answer: GitAnswer): TrackerError {
  const files = [...answer.stderr.matchAll(/^\t(.+)$/gm)].map((match) => match[1]);
  if (files.length > 0)
    return new TrackerError(
      'conflict',
      `git does not merge over files that are not committed: ${files.join(', ')}.`,
      'Nothing was merged. Commit them or `git stash` them, then run the command again.',
    );
  return new TrackerError('conflict', `git did not merge: ${reasonOf(answer)}`, 'Nothing was merged.');
}

/** What git says, in one line. */
export function reasonOf({ stdout, stderr, code }: GitAnswer): string {
  const lines = (stderr.trim() || stdout.trim() || `it ended with ${code}`).split('\n').map((line) => line.trim());
  const told = lines.filter((line) => /^(fatal|error|!|ERROR|remote)\b|^!/.test(line));
  return (told.length > 0 ? told : lines)
    .slice(0, 3)
    .map((line) => line.replace(/^(fatal|error): /, ''))
    .join('; ')
    .replace(/[^.!?]$/, '$&.');
}
