import { realpathSync, type Stats, statSync } from 'node:fs';
import { realpath, stat } from 'node:fs/promises';
import { dirname, isAbsolute, join, relative, resolve, sep, win32 } from 'node:path';
import { TrackerError } from '../../domain/errors.ts';
import type { Carrier, IndexEntry } from '../../home/file/carrier.ts';
import { readLine } from '../../home/file/head.ts';
import type { Location } from '../../home/file/location.ts';
import { readPlainFile } from '../../store/regular.ts';
import type { Repository } from '../../store/repository.ts';
import { readVersion, storeVersion } from './blob.ts';
import { carriedBy } from './carried.ts';
import { findCommits, outsideHeadIn } from './commits.ts';
import { git, gitBytes } from './git.ts';
import { findLost } from './lost.ts';
import { namingIn } from './naming.ts';
import { checkAsked, isInRepository, toRefusal } from './refusal.ts';
import { remembers } from './remembers.ts';
import { whereabouts } from './whereabouts.ts';
import { listOthers } from './work-trees.ts';

/**
 * Finds the tracker's root from a working directory, by the file system alone: no git is started.
 * The nearest `.tracker` up to the top of the git work tree wins, else that top; outside git the nearest one, else `cwd`.
 * What the environment says of git (GIT_DIR and so on) counts for nothing: it is about another command.
 */
export function locate(cwd: string): Location {
  const start = realpathSync(cwd);
  let tracker: string | undefined;
  let isBare = false;
  for (let directory = start; ; directory = dirname(directory)) {
    if (!tracker && isDirectory(join(directory, '.tracker'))) tracker = directory;
    const git = gitDirectories(directory);
    if (git) {
      const part = tracker && relative(directory, tracker);
      return { root: tracker ?? directory, ...git, ...(part && { part }) };
    }
    isBare ||= isBareRepository(directory);
    if (dirname(directory) === directory) return { root: tracker ?? start, ...(isBare && { isBare }) };
  }
}

/** What is asked of the repository at `root`; without git no commit is found. */
export function repositoryOf(root: string): Repository & Carrier {
  let listGone: Repository['listGone'] | undefined;
  let isCarried: Repository['isCarried'] | undefined;
  return {
    findCommits: (names) => findCommits(root, names),
    findOutsideHead: outsideHeadIn(() => locate(root)),
    listNaming: namingIn(() => locate(root)),
    hasFile: (path) => hasFile(root, path),
    branch: () => findBranch(root),
    listGone: (notes) => {
      listGone ??= whereabouts(locate(root));
      return listGone(notes);
    },
    remembers: (event) => remembers(locate(root), event),
    isCarried() {
      isCarried ??= carriedBy(locate(root));
      return isCarried();
    },
    otherWorkTrees: () => listOthers(locate(root)),
    listEntries: (index) => listEntries(root, index),
    findLost: () => findLost(root),
    async readBlob(name) {
      const { code, bytes } = await ask(root, ['cat-file', 'blob', name]);
      return code === 0 ? bytes : undefined;
    },
    readVersion: (name) => readVersion(root, name),
    storeVersion: (name, path) => storeVersion(root, name, path),
    async hasObject(names) {
      const found = await Promise.all(names.map((name) => ask(root, ['cat-file', '-e', name])));
      return found.some(({ code }) => code === 0);
    },
  };
}

/** git's answer, which may be no; where it could not be asked, a repository being there, that is thrown. */
async function ask(root: string, args: string[], index?: string): ReturnType<typeof gitBytes> {
  const answer = await gitBytes(root, args, index);
  checkAsked(root, answer);
  return answer;
}

async function listEntries(root: string, index: string | undefined): Promise<IndexEntry[]> {
  const answer = await ask(root, ['ls-files', '--stage', '-z', '--', '.tracker/data.db'], index);
  if (answer.code !== 0 && isInRepository(root)) throw toRefusal(root, answer);
  const lines = answer.bytes.toString().split('\0').filter(Boolean);
  return lines.flatMap((line) => {
    const [, blob, stage] = /^\d+ ([0-9a-f]+) ([0-3])\t/.exec(line) ?? [];
    return blob ? [{ blob, stage: Number(stage) }] : [];
  });
}

/** The git directories of a work tree whose top `directory` is, or undefined where it is none. */
function gitDirectories(directory: string): { gitDir?: string; commonDir?: string } | undefined {
  const path = join(directory, '.git');
  const found = findStats(path);
  if (!found) return undefined;
  // An empty `.git` directory is none for git either, which goes on upwards.
  if (found.isDirectory()) return isGitDirectory(path) ? withCommonDirectory(path) : undefined;
  // A pipe or a device would be read for ever.
  if (!found.isFile()) return {};
  const pointer = /^gitdir: (.+?)\r?\n?$/s.exec(readPointer(path))?.[1];
  const target = pointer && resolve(directory, pointer);
  // A pointer whose repository has moved: still the top of a work tree, for which git has nothing to say.
  return target && isGitDirectory(target) ? withCommonDirectory(realpathSync(target)) : {};
}

/** More than a path can have. */
const maxPointerBytes = 64 * 1024;

/** Throws where there is none. git lets `.git` be a link, and never carries one. */
function readPointer(path: string): string {
  return String(readPlainFile(realpathSync(path), path, maxPointerBytes));
}

function isGitDirectory(path: string): boolean {
  return findStats(join(path, 'HEAD'))?.isFile() ?? false;
}

/** One that lies in a work tree is a folder of that. */
const isBareRepository = (path: string): boolean =>
  isGitDirectory(path) && ['objects', 'refs'].every((name) => isDirectory(join(path, name)));

function withCommonDirectory(gitDir: string): { gitDir: string; commonDir: string } {
  try {
    return {
      gitDir,
      commonDir: realpathSync(resolve(gitDir, readPointer(join(gitDir, 'commondir')).trim())),
    };
  } catch {
    return { gitDir, commonDir: gitDir };
  }
}

function isDirectory(path: string): boolean {
  return findStats(path)?.isDirectory() ?? false;
}

function findStats(path: string): Stats | undefined {
  try {
    return statSync(path);
  } catch {
    return undefined;
  }
}

async function hasFile(root: string, path: string): Promise<boolean> {
  const outside = new TrackerError(
    'invalid_input',
    `The path ${JSON.stringify(path)} leaves the repository.`,
    'Name a file by its path from the repository\'s root, such as "src/login.ts".',
  );
  if (path.includes('\0') || isAbsolute(path) || win32.isAbsolute(path)) throw outside;
  const target = resolve(root, path);
  if (!isInside(root, target)) throw outside;
  try {
    if (!isInside(await realpath(root), await realpath(target))) throw outside;
    return (await stat(target)).isFile();
  } catch (error) {
    if (error === outside) throw error;
    return false;
  }
}

function isInside(root: string, target: string): boolean {
  const path = relative(root, target);
  return path !== '..' && !path.startsWith(`..${sep}`) && !isAbsolute(path);
}

async function findBranch(root: string): Promise<string | undefined> {
  const { gitDir } = locate(root);
  if (!gitDir) return undefined;
  // Another thread takes fifty times as long to read a line, and where many ask each of its steps has to wait for its turn.
  const head = readLine(join(gitDir, 'HEAD')) ?? '';
  const branch = /^ref: refs\/heads\/(.+)$/.exec(head)?.[1];
  // In the reftable format HEAD is a stand-in.
  if (branch === '.invalid')
    return (await git(root, ['symbolic-ref', '--quiet', '--short', 'HEAD'])).stdout.trim() || undefined;
  return branch ?? (/^[0-9a-f]{40,64}$/.test(head) ? head.slice(0, 7) : undefined);
}
