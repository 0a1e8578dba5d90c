import { beforeEach, expect, test } from 'vitest';
import { makeRepository, type TestRepository } from '../../support/workspace.ts';
import { runCommand } from '../context.ts';

let repository: TestRepository;
const run = (...args: string[]) => runCommand({ cwd: repository.root }, ...args);
const json = async (...args: string[]) => JSON.parse((await run(...args, '--json')).stdout);

beforeEach(() => {
  repository = makeRepository({ user: 'Alice Smith' });
});

test('actors are listed with whom they belong to and what stands in git', async () => {
  await run('actor', 'add', 'ci', '--kind', 'service', '--owner', 'nobody');
  await run('actor', 'add', 'bot', '--kind', 'agent');
  const lines = (await run('actor', 'list')).stdout.split('\n').map((line) => line.split(/ {2,}/).slice(0, -1));
  expect(lines).toEqual([
    ['alice-smith', 'human', 'Alice Smith', 'alice-smith'],
    ['bot', 'agent', 'alice-smith', 'alice-smith/bot'],
    [],
  ]);
});

test("a second agent has the same owner, who is not made again, and a service is its maker's as well", async () => {
  await run('actor', 'add', 'bot', '--kind', 'agent');
  expect((await run('actor', 'add', 'deploy', '--kind', 'service')).stdout).toBe(
    'Added the service deploy. What it writes by a token stands in git as alice-smith/deploy, for good.\n',
  );
  expect(await json('actor', 'list')).toMatchObject([
    { handle: 'alice-smith', git_name: 'Alice Smith' },
    { handle: 'bot', owner: 'alice-smith' },
    { handle: 'deploy', owner: 'alice-smith' },
  ]);
});

test.each([
  [['add'], 'HANDLE is missing.\n'],
  [['add', 'a', 'b'], 'One HANDLE is taken, not 2.\n'],
  [['add', 'a', '--kind', 'robot'], '--kind is one of human, agent, service.\n'],
])('actor %j is told how it is used', async (args, stderr) => {
  expect(await run('actor', ...args)).toEqual({ code: 2, stdout: '', stderr });
});

test('an agent whose handle is taken adds no owner either', async () => {
  await run('actor', 'add', 'bot', '--kind', 'service', '--owner', 'nobody');
  await run('actor', 'add', 'carol');
  expect(await run('actor', 'add', 'Carol', '--kind', 'agent')).toMatchObject({
    code: 1,
    stderr: 'error conflict: The handle carol is taken.\nCarol needs another one.\n',
  });
  expect((await json('actor', 'list')).map(({ handle }: { handle: string }) => handle)).toEqual(['carol']);
});
