import { existsSync, lstatSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type ErrorCode, TrackerError } from '../../domain/errors.ts';
import { printHint } from '../../domain/hint.ts';
import type { GitAnswer } from './git.ts';

/** git could not be asked. That says nothing of what there is: no caller may take it for "nothing there". */
export class GitRefusal extends TrackerError {
  /** Why, in a sentence without its beginning: `git is not in the PATH of this process.` */
  readonly reason: string;

  constructor(reason: string, advice: string, code: ErrorCode = 'database') {
    super(code, `git could not be asked: ${reason}`, advice);
    this.name = 'GitRefusal';
    this.reason = reason;
  }
}

/** A line for whoever's call is answered all the same. */
export const sayRefusal = ({ reason, hint }: GitRefusal): string =>
  `git could not be asked what it did here: ${reason} ${printHint(hint, () => '')}`;

type Failed = Pick<GitAnswer, 'code' | 'stderr'>;

/** What git says of every question about a repository, whatever is asked. */
const refusals: readonly [RegExp, (root: string, stderr: string) => GitRefusal][] = [
  [
    /dubious ownership/,
    (root, stderr) => {
      const path = /safe\.directory (.+)/.exec(stderr)?.[1]?.trim() ?? root;
      return new GitRefusal(
        `it does not trust ${root}, which belongs to another user (safe.directory).`,
        `If you trust it: \`git config --global --add safe.directory ${path}\`.`,
      );
    },
  ],
  [
    /must be run in a work tree|cannot use bare repository/,
    (root) =>
      new GitRefusal(`${root} is a bare repository, which has no files.`, 'Go to a clone or a work tree of it.'),
  ],
  [/not a git repository|bad object HEAD|index file (?:corrupt|smaller)|bad index file/, inItsWords],
];

/** Why git could not be asked at all; undefined where it was, and has said no to this one question. */
export function findRefusal(root: string, { code, stderr }: Failed): GitRefusal | undefined {
  if (code === 0) return undefined;
  if (code === 127 && !existsSync(root))
    return new GitRefusal(`the folder ${root} is gone.`, 'Go to a folder that exists.');
  if (code === 127)
    return new GitRefusal(
      'git is not in the PATH of this process.',
      'Install git, or start tracker with a PATH that has it.',
    );
  if (code === 124) return new GitRefusal('it took too long.', 'Try the same call again.', 'busy');
  return refusals.find(([words]) => words.test(stderr))?.[1](root, stderr);
}

/** Throws why git could not be asked, where there is a repository that it could be asked about. */
export function checkAsked(root: string, answer: Failed): void {
  const refusal = findRefusal(root, answer);
  if (refusal && isInRepository(root)) throw refusal;
}

/** As `findRefusal`, for a question that git answers in every repository. */
export const toRefusal = (root: string, failed: Failed): GitRefusal =>
  findRefusal(root, failed) ?? inItsWords(root, failed.stderr);

function inItsWords(root: string, stderr: string): GitRefusal {
  const words = /^(?:fatal|error): (.+?)\.?$/m.exec(stderr)?.[1] ?? 'nothing';
  return new GitRefusal(
    `it says ${JSON.stringify(words)}.`,
    `See what \`git -C ${root} status\` and \`git -C ${root} fsck\` say, or clone it again beside this one.`,
  );
}

/** Whether there is anything that git is to be asked about: a repository from here upwards, whole or not. */
export function isInRepository(root: string): boolean {
  for (let directory = root; ; directory = dirname(directory)) {
    const path = join(directory, '.git');
    const found = lstatSync(path, { throwIfNoEntry: false });
    // An empty folder of that name is none for git either.
    if (found && (!found.isDirectory() || readdirSync(path).length > 0)) return true;
    if (dirname(directory) === directory) return false;
  }
}
