import { expect, test } from 'vitest';
import { startClient } from '../../support/client.ts';
import { makeRepository } from '../../support/workspace.ts';

test('a database that was never committed is left to the stash that holds it, and comes back with it', async () => {
  const repository = makeRepository();
  repository.commit('code');
  const server = await startClient({ cwd: repository.root });
  const list = async () => (await server.call('ticket', { action: 'list' })).text;
  await server.call('ticket', { action: 'create', title: 'Stashed' });
  repository.git('stash', '--quiet', '--include-untracked');
  expect(await list()).not.toMatch(/Rescued|No longer|Stashed/);
  repository.git('stash', 'pop', '--quiet');
  expect(await list()).toContain('Stashed');
});
