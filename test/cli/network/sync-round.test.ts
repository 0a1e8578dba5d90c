import { expect, onTestFinished, test, vi } from 'vitest';
import { syncRound } from '../../../src/cli/network/sync-round.ts';
import { program } from '../../support/client.ts';
import { dataOf, factsOf } from '../../support/file-facts.ts';
import { openTracker } from '../../support/in-process.ts';
import { cloneRepository, isolatedEnv, makeHub, makeRepository, type TestRepository } from '../../support/workspace.ts';

/** A server's clone has nobody's name, and no settings of ours. */
function asServer(): void {
  // The driver that git starts is of the built program.
  process.argv[1] = program;
  for (const [name, value] of Object.entries(isolatedEnv())) if (name.startsWith('GIT_')) vi.stubEnv(name, value);
  onTestFinished(() => void vi.unstubAllEnvs());
}

async function write({ root }: TestRepository, title: string) {
  const { call, workspace } = openTracker(root);
  await call('ticket', { action: 'create', title });
  return workspace;
}

const titles = ({ root }: TestRepository): string[] =>
  factsOf(dataOf(root))
    .tickets.map(({ title }) => title)
    .sort();

test('what was written here and what others have pushed meanwhile are united and pushed', async () => {
  asServer();
  const hub = makeHub();
  const server = cloneRepository(hub);
  await write(server, 'Start');
  server.git('add', '--all');
  server.git('commit', '--quiet', '--message', 'Start');
  server.git('push', '--quiet', '--set-upstream', 'origin', 'main');
  server.git('config', '--remove-section', 'user');
  const bob = cloneRepository(hub);
  await write(bob, 'There');
  bob.git('commit', '--quiet', '--all', '--message', 'There');
  bob.git('push', '--quiet', 'origin', 'main');
  const { home } = await write(server, 'Here');
  await syncRound(home);
  expect(titles(server)).toEqual(['Here', 'Start', 'There']);
  expect(server.git('status', '--porcelain')).toBe('');
  expect(server.git('rev-parse', 'HEAD')).toBe(server.git('ls-remote', 'origin', 'refs/heads/main').split('\t')[0]);
  expect(server.git('rev-list', '--count', '--merges', 'HEAD')).toBe('1');
});

test('where there is no remote the tickets are committed, and that is all', async () => {
  asServer();
  const repository = makeRepository();
  const { home } = await write(repository, 'One');
  await syncRound(home);
  await syncRound(home);
  expect(repository.git('log', '--format=%s')).toBe('Update tickets');
});

test('what could not be pushed is pushed by the next round, though nothing is left to commit', async () => {
  asServer();
  const hub = makeHub();
  const server = cloneRepository(hub);
  server.commit('code');
  server.git('push', '--quiet', '--set-upstream', 'origin', 'main');
  const { home } = await write(server, 'One');
  server.git('remote', 'set-url', 'origin', `${hub.root}-gone`);
  await expect(syncRound(home)).rejects.toMatchObject({ code: 'network_error' });
  expect(server.git('log', '-1', '--format=%s')).toBe('Update tickets');
  server.git('remote', 'set-url', 'origin', hub.root);
  await syncRound(home);
  expect(server.git('rev-parse', 'HEAD')).toBe(server.git('ls-remote', 'origin', 'refs/heads/main').split('\t')[0]);
});
