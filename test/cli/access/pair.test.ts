import { expect, test } from 'vitest';
import { makeRepository } from '../../support/workspace.ts';
import { runCommand } from '../context.ts';

test('a code is printed alone, for an agent as it is where nothing is said', async () => {
  const { root } = makeRepository();
  const run = (...args: string[]) => runCommand({ cwd: root }, ...args);
  expect((await run('pair', '--actor', 'bot')).stderr).toContain('This tracker has no actors yet.');
  await run('actor', 'add', 'bot', '--kind', 'agent');
  const made = await run('pair', '--actor', 'bot');
  expect(made).toMatchObject({ code: 0, stdout: expect.stringMatching(/^[2-9B-Z]{4}-[2-9B-Z]{4}\n$/) });
  expect(made.stderr).toMatch(/^Code of bot: read, write\. It fetches a token once, until /);
  expect(JSON.parse((await run('pair', '--actor', 'bot', '--scope', 'read', '--json')).stdout)).toEqual({
    ...{ code: expect.any(String), actor: 'bot', scopes: ['read'], expires_at: expect.any(String) },
  });
  expect(await run('pair')).toEqual({
    ...{ code: 2, stdout: '', stderr: '--actor is missing: tracker pair --actor HANDLE.\n' },
  });
});
