import { chmodSync, existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { makeDirectory, makeRepository } from '../../support/workspace.ts';
import { runCommand } from '../context.ts';

const handles = async (cwd: string, env = {}) =>
  JSON.parse((await runCommand({ cwd, env }, 'actor', 'list', '--json')).stdout).map(
    ({ handle }: { handle: string }) => handle,
  );

test('the work trees of a clone have one access store, and its trackers have one each', async () => {
  const repository = makeRepository();
  repository.commit('First');
  const tree = join(makeDirectory(), 'tree');
  repository.git('worktree', 'add', '--quiet', tree);
  await runCommand({ cwd: repository.root }, 'actor', 'add', 'carol');
  expect(await handles(tree)).toEqual(['carol']);
  repository.write('web/.tracker/config.json', '{}');
  expect(await handles(join(repository.root, 'web'))).toEqual([]);
});

test('it lies below XDG_STATE_HOME where that is set, and whoever comes without it is refused', async () => {
  const { root } = makeRepository();
  const env = { XDG_STATE_HOME: makeDirectory() };
  await runCommand({ cwd: root, env }, 'actor', 'add', 'carol');
  expect([await handles(root, env), readdirSync(env.XDG_STATE_HOME)]).toEqual([['carol'], ['tracker-access']]);
  expect(await runCommand({ cwd: root }, 'actor', 'add', 'dave')).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/^error database: The access store .* is not there\.\n.*XDG_STATE_HOME/),
  });
});

test('outside git, where a folder may bring a store along, there is none', async () => {
  const cwd = makeDirectory();
  expect(await runCommand({ cwd }, 'actor', 'add', 'carol')).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/^error invalid_input: This is no git repository\./),
  });
  expect(readdirSync(cwd)).toEqual([]);
});

test('one that is open to others, or damaged, is refused by every command and survives init --remove', async () => {
  const { root } = makeRepository();
  await runCommand({ cwd: root }, 'actor', 'add', 'carol');
  const folder = join(root, '.git/tracker-access');
  await runCommand({ cwd: root }, 'init', '--remove');
  expect(existsSync(join(folder, 'id'))).toBe(true);
  chmodSync(folder, 0o755);
  for (const args of [
    ['actor', 'list'],
    ['token', 'list'],
    ['actor', 'add', 'dave'],
  ])
    expect((await runCommand({ cwd: root }, ...args)).stderr).toMatch(/^error database: .* is open to other users\.\n/);
});
