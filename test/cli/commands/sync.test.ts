import { beforeEach, expect, test } from 'vitest';
import { openTracker } from '../../support/in-process.ts';
import { keysIn } from '../../support/tool-session.ts';
import { cloneRepository, makeHub, makeRepository, type TestRepository } from '../../support/workspace.ts';
import { runCommand } from '../context.ts';

let alice: TestRepository;
let bob: TestRepository;
let key: string;

const sync = ({ root }: TestRepository, ...args: string[]) => runCommand({ cwd: root }, 'sync', ...args);
const call = ({ root }: TestRepository, args: Record<string, unknown>) => openTracker(root).call('ticket', args);

function commit({ git }: TestRepository): void {
  git('add', '--all');
  git('commit', '--quiet', '--message', 'Tickets');
}

/** A ticket on main, which both clones have. */
beforeEach(async () => {
  const hub = makeHub();
  alice = cloneRepository(hub, { user: 'alice' });
  key = keysIn(await call(alice, { action: 'create', title: 'Shared' }))[0]!;
  commit(alice);
  alice.git('push', '--quiet', 'origin', 'main');
  bob = cloneRepository(hub);
});

test('sync says what it merged, which conflicts came with it, and what is not pushed or committed', async () => {
  await call(alice, { action: 'update', id: key, priority: 'high' });
  commit(alice);
  alice.git('push', '--quiet');
  await call(bob, { action: 'update', id: key, priority: 'low' });
  commit(bob);
  await call(bob, { action: 'create', title: 'Not committed' });
  expect(await sync(bob)).toEqual({
    code: 0,
    stdout: [
      'Merged origin/main (1 commit) into main, with 1 event of 1 ticket.',
      '2 commits not pushed yet: git push',
      'Tickets that are not committed stayed so: git add .tracker && git commit -m "Update tickets"',
      '1 conflict to settle: tracker conflicts',
      '',
    ].join('\n'),
    stderr: '',
  });
  commit(bob);
  // The conflict of before has been said.
  expect((await sync(bob, '--push')).stdout).toBe(
    'Nothing to merge: main has all of origin/main.\nPushed to origin/main.\n',
  );
  expect((await sync(bob, '--push')).stdout).toBe('Nothing to merge: main has all of origin/main.\nNothing to push.\n');
});

test('sync says the same as JSON', async () => {
  expect(JSON.parse((await sync(bob, '--json')).stdout)).toMatchObject({
    ...{ branch: 'main', merged: [], bases: ['origin/main'], events: 0, conflicts: 0 },
  });
});

test('sync is refused where there is nothing to fetch from', async () => {
  const alone = makeRepository();
  await call(alone, { action: 'create', title: 'Alone' });
  commit(alone);
  expect(await sync(alone)).toEqual({
    code: 1,
    stdout: '',
    stderr: 'error invalid_input: This repository has no remote.\nAdd one with `git remote add origin URL`.\n',
  });
});
