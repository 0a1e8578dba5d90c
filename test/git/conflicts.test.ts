import { expect, test } from 'vitest';
import { runCommand } from '../cli/context.ts';
import { startClient } from '../support/client.ts';
import { setUpTracker } from '../support/set-up.ts';
import { makeRepository, type TestRepository } from '../support/workspace.ts';

/** Two branches that change the same ticket, merged. Returns its key. */
async function mergeBranches(repository: TestRepository, ...sides: [string[], string[]]): Promise<string> {
  const run = async (...args: string[]) => {
    const outcome = await runCommand({ cwd: repository.root }, ...args);
    expect(outcome).toMatchObject({ code: 0 });
    return outcome.stdout;
  };
  const commit = (message: string) => {
    repository.git('add', '--all');
    repository.git('commit', '--quiet', '--message', message);
  };
  setUpTracker(repository);
  const key = /PAY-\d{6}/.exec(await run('create', 'Shared', '--description', 'one\ntwo\n'))![0];
  commit('start');
  repository.git('branch', 'other');
  await run(sides[0][0]!, key, ...sides[0].slice(1));
  commit('ours');
  repository.git('switch', '--quiet', 'other');
  await run(sides[1][0]!, key, ...sides[1].slice(1));
  commit('theirs');
  repository.git('switch', '--quiet', 'main');
  repository.git('merge', '--quiet', '--no-edit', 'other');
  return key;
}

test('a value that lost in a merge is shown until one call settles it, also by choosing the value that won', async () => {
  const repository = makeRepository();
  const key = await mergeBranches(repository, ['update', '--priority', 'high'], ['update', '--priority', 'low']);
  const client = await startClient({ cwd: repository.root });
  const shown = (await client.call('ticket', { action: 'get', id: key })).text;
  expect(shown).toContain('conflict: priority was also set to high by');
  expect((await client.call('board', { action: 'summary' })).text).toContain(`Conflicts to settle: ${key} (priority)`);
  const settled = await client.call('ticket', { action: 'update', id: key, priority: 'low' });
  expect(settled.text).toBe(`${key} priority stays low, which settles the conflict`);
  expect((await client.call('ticket', { action: 'get', id: key })).text).not.toContain('conflict');
});

test('what a merge leaves to settle is said by it, and below what people choose their work from', async () => {
  const repository = makeRepository();
  const run = async (...args: string[]) => runCommand({ cwd: repository.root }, ...args);
  const key = await mergeBranches(repository, ['update', '--priority', 'high'], ['update', '--priority', 'low']);
  const note = `note: both sides of a merge changed ${key} (priority): tracker conflicts\n`;
  for (const command of ['list', 'board', 'ready']) expect((await run(command)).stderr, command).toBe(note);
  await run('update', key, '--priority', 'low');
  for (const command of ['list', 'board', 'ready']) expect((await run(command)).stderr, command).toBe('');
});

test('a status that both sides moved is settled by moving to either', async () => {
  const repository = makeRepository();
  const key = await mergeBranches(repository, ['move', 'todo'], ['move', 'in_progress']);
  const client = await startClient({ cwd: repository.root });
  expect((await client.call('ticket', { action: 'get', id: key })).text).toContain(
    'conflict: status was also set to todo',
  );
  const settled = await client.call('ticket', { action: 'move', id: key, status: 'in_progress' });
  expect(settled).toEqual({ text: `${key} status stays in_progress, which settles the conflict`, isError: false });
});

test('lines that both sides changed keep both texts until the description is written', async () => {
  const repository = makeRepository();
  const edit = (text: string) => ['edit', '--op', 'replace', '--old', 'two', '--new', text];
  const key = await mergeBranches(repository, edit('ours'), edit('theirs'));
  const client = await startClient({ cwd: repository.root });
  const shown = (await client.call('ticket', { action: 'get', id: key })).text;
  expect(shown).toContain('conflict: description');
  expect(shown).toMatch(/one\n<<<<<<< .*\nours\n=======\ntheirs\n>>>>>>> /);
  await client.call('ticket', { action: 'edit', id: key, op: 'replace', new: 'one\nours and theirs\n' });
  const after = (await client.call('ticket', { action: 'get', id: key })).text;
  expect(after).not.toContain('conflict');
  expect(after).toContain('one\nours and theirs');
});
