import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { ensureProject } from '../../actions/change.ts';
import { TrackerError } from '../../domain/errors.ts';
import { projectKeyFrom } from '../../domain/event/key.ts';
import { project as projectField } from '../../domain/input/fields.ts';
import { git } from '../../git/ask/git.ts';
import { locate, repositoryOf } from '../../git/ask/repository.ts';
import { identityFor } from '../../git/sync/commit-tickets.ts';
import { reasonOf } from '../../git/sync/merge-ref.ts';
import { databasePath, type Location } from '../../home/file/location.ts';
import { openFileTracker } from '../../home/file-tracker.ts';
import { nameRepository } from '../../home/repository-name.ts';
import { applyAll } from '../init/change.ts';
import { planIgnoreRules } from '../init/git-changes.ts';
import { planGit } from '../init/plan.ts';
import { checkCanStart } from '../init/start.ts';
import { thisProgram } from '../program.ts';
import { UsageError } from '../usage.ts';
import { checkTokenFile, hasTokens, makeFirstToken } from './first-token.ts';

export interface FirstBoot {
  /** Where the tracker is to be; made where it is not. */
  folder: string;
  /** TRACKER_FIRST_TOKEN_FILE. */
  tokenFile: string;
  /** TRACKER_PROJECT: the key of the first project. */
  project?: string | undefined;
  env: NodeJS.ProcessEnv;
  say(line: string): void;
}

/**
 * Makes what a server needs that was started in an empty folder: a repository, a tracker, someone who may do everything, and
 * their token in a file. What is there is kept: once a token was made this does nothing, and what a boot that was killed has
 * left is gone on with. Throws TrackerError, and UsageError for what is no project's key; mostly before anything is made.
 */
export async function bootFirst({ folder, tokenFile, project, env, say }: FirstBoot): Promise<void> {
  const path = resolve(folder);
  const key = readKey(project);
  const known = existsSync(path) && !isEmpty(path) ? locate(path) : undefined;
  if (known?.gitDir && (await hasTokens({ location: known, env }))) return;
  if (known && !known.gitDir)
    throw new TrackerError(
      'conflict',
      `${path} is no git repository, and not empty: no tracker is made there unasked.`,
      'Name an empty folder, or run `git init` there.',
    );
  checkTokenFile(tokenFile, known?.root ?? path);
  if (!known) await makeRepository(path);
  const location = locate(path);
  if (!existsSync(databasePath(location))) {
    await setUp(location, key);
    say(`Made a new tracker in ${location.root}.`);
  }
  await makeFirstToken({ location, env }, tokenFile);
  say(`Made the actor admin, whose first token is in ${resolve(tokenFile)}.`);
}

/** A file system of its own has a folder for what it finds broken. */
const isEmpty = (path: string): boolean => readdirSync(path).every((name) => name === 'lost+found');

function readKey(given: string | undefined): string | undefined {
  if (!given) return undefined;
  const parsed = projectField.safeParse(given);
  if (parsed.success) return parsed.data;
  throw new UsageError(`TRACKER_PROJECT ${parsed.error.issues[0]?.message ?? 'is no project key'}.`);
}

async function makeRepository(path: string): Promise<void> {
  mkdirSync(path, { recursive: true });
  await run(path, ['-c', 'init.defaultBranch=main', 'init', '--quiet']);
}

/**
 * As `tracker init` does, and committed, so that every clone has it: but where somebody is at work, who sees to that.
 */
async function setUp(location: Location, key: string | undefined): Promise<void> {
  const { root } = location;
  await checkCanStart(location, {});
  const isClean = (await git(root, ['status', '--porcelain'])).stdout === '';
  await applyAll([await planIgnoreRules(location)]);
  const tracker = openFileTracker({ location, repository: repositoryOf(root), pid: 0 });
  try {
    const author = { actor: 'tracker', actorKind: 'service', session: 'serve', client: 'serve' } as const;
    const project = key ?? projectKeyFrom(nameRepository(location));
    await tracker.write(author, (tx) => ensureProject(tx, project));
  } finally {
    await tracker.close();
  }
  await applyAll(await planGit(location, thisProgram()));
  if (!isClean) return;
  await run(root, ['add', '--', '.tracker', '.gitattributes']);
  await run(root, ['commit', '--quiet', '--message', 'Set tracker up'], await identityFor(root, []));
}

async function run(root: string, args: string[], env: NodeJS.ProcessEnv = {}): Promise<void> {
  const answer = await git(root, args, { env, timeoutMs: 60_000 });
  if (answer.code !== 0)
    throw new TrackerError('conflict', `git ${args.find((one) => !/^-|=/.test(one))} failed: ${reasonOf(answer)}`);
}
