import { readFileSync } from 'node:fs';
import { expect } from 'vitest';
import type { CreatePayload, Id } from '../../src/domain/event/event.ts';
import { locate, repositoryOf } from '../../src/git/ask/repository.ts';
import { openFileTracker } from '../../src/home/file-tracker.ts';
import type { WriteTx } from '../../src/store/tx.ts';
import { runCommand } from '../cli/context.ts';
import { runTracker } from '../cli/run-tracker.ts';
import { copiesOf } from './copies.ts';
import { dataOf } from './file-facts.ts';
import { setUpTracker } from './set-up.ts';
import { authorOf } from './ticket-events.ts';
import { cloneRepository, makeRepository, type TestRepository } from './workspace.ts';

/** A developer's clone, with the drivers that `tracker init` sets up. */
export interface Clone extends TestRepository {
  user: string;
  /** Runs a command as the user and returns what it prints; fails where it is refused. */
  run(...args: string[]): Promise<string>;
  /** Creates a ticket; returns its key. */
  create(title: string, ...options: string[]): Promise<string>;
  /** Records events at a time of the test's choosing, as a process whose clock shows that. */
  recordAt<T>(time: number, work: (tx: WriteTx) => Promise<T>): Promise<T>;
  /** Commits what has changed, and merges what another clone has committed, with git's own commands. */
  save(message?: string): void;
  merge(other: TestRepository): void;
  bytes(): Buffer;
}

/** As many clones as there are users, of a repository whose tracker has the project PAY and what `prepare` makes of it. */
export async function makeClones<T>(
  users: readonly string[],
  prepare: (origin: Clone) => Promise<T>,
): Promise<{ clones: Clone[]; made: T }> {
  const origin = cloneOf(makeRepository({ user: users[0]! }), users[0]!);
  setUpTracker(origin);
  const made = await prepare(origin);
  origin.save('start');
  const clones = [origin];
  for (const user of users.slice(1)) {
    const clone = cloneOf(cloneRepository(origin, { user }), user);
    setUpTracker(clone);
    clones.push(clone);
  }
  return { clones, made };
}

/** The same clones for each test of a file: made once, and copied for each. */
export function copiesOfClones(
  users: readonly string[],
  prepare: (origin: Clone) => Promise<unknown>,
): () => Promise<Clone[]> {
  const copies = copiesOf(async () => {
    const { clones } = await makeClones(users, prepare);
    return Object.fromEntries(clones.map((clone) => [clone.user, clone]));
  });
  return async () => {
    const made = await copies();
    return users.map((user) => cloneOf(made[user]!, user));
  };
}

export function cloneOf(repository: TestRepository, user: string): Clone {
  const { root, git } = repository;
  const run = async (...args: string[]) => {
    // What git starts is a copy of the built program, which only that can place.
    const runAs = args[0] === 'init' ? runTracker : runCommand;
    const outcome = await runAs({ cwd: root, env: { TRACKER_ACTOR: user, TRACKER_SESSION: user } }, ...args);
    if (outcome.code !== 0)
      expect.fail(`tracker ${args.join(' ')}: ${outcome.code} ${outcome.stderr}${outcome.stdout}`);
    return outcome.stdout.trimEnd();
  };
  return {
    ...repository,
    user,
    run,
    create: async (title, ...options) => /[A-Z]+-\d{6}/.exec(await run('create', title, ...options))![0],
    async recordAt(time, work) {
      const location = locate(root);
      const workspace = openFileTracker({ location, repository: repositoryOf(location.root), clock: () => time });
      try {
        return await workspace.write(authorOf(user, user), work);
      } finally {
        workspace.close();
      }
    },
    save(message = 'Work') {
      git('add', '--all');
      git('commit', '--quiet', '--message', message);
    },
    merge: (other) => void git('pull', '--quiet', '--no-rebase', '--no-edit', other.root, 'HEAD'),
    bytes: () => readFileSync(dataOf(root)),
  };
}

/** Records a new ticket with a number that is not left to chance. */
export async function recordTicket(tx: WriteTx, fields: Partial<CreatePayload> & { number: number }): Promise<Id> {
  const id = tx.newId();
  const defaults = { project: 'PAY', title: 'A ticket', type: 'task', status: 'backlog', priority: 'medium' } as const;
  await tx.record(id, 'create', { ...defaults, ...fields });
  return id;
}
