import { beforeEach, expect, test } from 'vitest';
import { makeRepository, type TestRepository } from '../../support/workspace.ts';
import { runCommand } from '../context.ts';

let repository: TestRepository;
const run = (...args: string[]) => runCommand({ cwd: repository.root }, ...args);
const json = async (...args: string[]) => JSON.parse((await run(...args, '--json')).stdout);

beforeEach(() => {
  repository = makeRepository({ user: 'Alice Smith' });
});

test('a token is made for an agent that was added, and nothing of it comes into the work tree', async () => {
  expect(await run('actor', 'add', 'bot', '--kind', 'agent')).toEqual({
    ...{ code: 0, stderr: '' },
    stdout:
      'Added the human alice-smith, who is Alice Smith to git.\n' +
      'Added the agent bot. What it writes by a token stands in git as alice-smith/bot, for good.\n',
  });
  const made = await run('token', 'create', '--actor', 'bot', '--scope', 'agent', '--name', 'laptop');
  expect(made).toMatchObject({ code: 0, stdout: expect.stringMatching(/^trk_[0-9A-Za-z]{43}\n$/) });
  expect(made.stderr).toMatch(
    /^Token \w{13} of bot: read, write, until \d{4}-\d\d-\d\d \d\d:\d\dZ\. It is shown this once\.\n$/,
  );
  expect((await run('token', 'list')).stdout).toMatch(
    /^\w{13} {2}bot {4}live {3}\d{4}-\d\d-\d\d \d\d:\d\dZ {2}read write {2}laptop\n$/,
  );
  expect(repository.git('status', '--porcelain', '--ignored')).toBe('');
});

test('as JSON a token has what a program needs, and is rotated and revoked by its id', async () => {
  expect(await json('actor', 'add', 'carol', '--git', 'Carol')).toEqual({
    ...{ handle: 'carol', kind: 'human', owner: null, git_name: 'Carol', writes_as: 'carol' },
    created_at: expect.stringMatching(/^\d{4}-.*Z$/),
  });
  const made = await json(
    'token',
    'create',
    '--actor',
    'CAROL',
    '--scope',
    'read,sync',
    '--scope',
    'admin',
    '--days',
    '7',
  );
  expect(made).toMatchObject({
    ...{ token: expect.stringMatching(/^trk_/), actor: 'carol', scopes: ['read', 'sync', 'admin'] },
    ...{ last_used: null, revoked_at: null, replaced_by: null },
  });
  expect(Date.parse(made.expires_at) - Date.parse(made.created_at)).toBe(7 * 86_400_000);
  const next = await json('token', 'rotate', made.id, '--overlap', '10');
  expect(next).toMatchObject({ actor: 'carol', scopes: made.scopes });
  expect(await json('token', 'revoke', next.id)).toMatchObject({ revoked_at: expect.any(String) });
  const states = (await run('token', 'list')).stdout.split('\n').map((line) => line.split('  ')[2]);
  expect(states).toEqual(['revoked', 'ends soon', undefined]);
  expect((await run('token', 'list', '--json')).stdout).not.toContain('trk_');
});

test('where nobody was added lists are empty and say what is next, and nothing is made', async () => {
  expect([await json('actor', 'list'), await json('token', 'list')]).toEqual([[], []]);
  expect((await run('actor', 'list')).stdout).toBe('Nobody yet: tracker actor add HANDLE\n');
  expect(await run('token', 'create', '--actor', 'bot', '--scope', 'read')).toMatchObject({
    code: 1,
    stderr: 'error not_found: This tracker has no actors yet.\nAdd one: `tracker actor add HANDLE`.\n',
  });
});

test.each([
  [['token', 'create', '--scope', 'read'], '--actor is missing: tracker token create --actor HANDLE.\n'],
  [['token', 'create', '--actor', 'a'], '--scope is missing: --scope agent, say.\n'],
  [['token', 'create', '--actor', 'a', '--scope', 'read', '--days', 'never'], '--days takes a whole number.\n'],
  [['token', 'revoke'], 'ID is missing.\n'],
])('%j is told how it is used', async (args, stderr) => {
  expect(await run(...args)).toEqual({ code: 2, stdout: '', stderr });
});
