import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runCommand } from '../cli/context.ts';
import { program } from '../support/client.ts';
import { until } from '../support/until.ts';
import { cloneRepository, makeHub, makeRepository } from '../support/workspace.ts';
import { type Served, serve } from './served.ts';

const create = ({ ask, tokens }: Served, title: string) =>
  ask('POST /api/v1/actions/ticket/create', { token: tokens.alice, body: { title } });
const ready = async ({ ask, tokens }: Served) => (await ask('GET /readyz', { token: tokens.bob })).body;

test('whether it is ready anybody hears, and to whoever reads how many events no commit has, and since when', async () => {
  const repository = makeRepository();
  repository.commit('code');
  const served = await serve({ repository });
  expect(await served.ask('GET /healthz')).toMatchObject({ status: 200, body: 'ok\n' });
  expect(await served.ask('GET /readyz')).toMatchObject({ status: 200, body: 'ok\n' });
  expect(await ready(served)).toEqual({ status: 'ok', uncommitted: { events: 0, since: null }, sync: null });
  await create(served, 'One');
  const { uncommitted } = await ready(served);
  expect(uncommitted).toEqual({ events: 2, since: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/) });
  repository.git('add', '--all');
  repository.git('commit', '--quiet', '--message', 'tickets');
  expect((await ready(served)).uncommitted).toEqual({ events: 0, since: null });
});

test('a token that opens nothing, or does not read, is told nothing', async () => {
  const served = await serve({ holders: [{ handle: 'carol', scopes: ['comment'] }] });
  expect(await served.ask('GET /readyz', { token: 'trk_nothing' })).toMatchObject({ status: 401 });
  expect(await served.ask('GET /readyz', { token: served.tokens.carol })).toMatchObject({ status: 403 });
});

test('what is written is committed and pushed by the way, and what others have pushed comes in', async () => {
  // The merge driver that git starts is of the built program.
  process.argv[1] = program;
  const hub = makeHub();
  const repository = cloneRepository(hub, { user: 'server' });
  repository.commit('code');
  repository.git('push', '--quiet', '--set-upstream', 'origin', 'main');
  const served = await serve({ repository, syncEveryMs: 5 });
  await create(served, 'Here');
  await until(
    'it was pushed',
    async () =>
      (await ready(served)).uncommitted.events === 0 &&
      repository.git('ls-remote', 'origin', 'main').startsWith(repository.git('rev-parse', 'HEAD')),
  );
  expect(repository.git('log', '-1', '--format=%an %s')).toBe('tracker alice Update tickets');
  const bob = cloneRepository(hub);
  expect(await runCommand({ cwd: bob.root }, 'create', 'There', '--type', 'task')).toMatchObject({ code: 0 });
  bob.git('commit', '--quiet', '--all', '--message', 'There');
  bob.git('push', '--quiet', 'origin', 'main');
  const titles = async () =>
    (await served.ask('GET /api/v1/cards', { token: served.tokens.bob })).body.cards
      .map(({ title }: { title: string }) => title)
      .sort();
  await until('it came in', async () => (await titles()).length === 2);
  expect(await titles()).toEqual(['Here', 'There']);
  expect((await ready(served)).sync).toMatchObject({ every_s: 0.005, last: expect.any(String), error: null });
  expect(served.log).toEqual([]);
});

test('a sync that fails is logged once and said to whoever reads, and the server goes on', async () => {
  const repository = makeRepository();
  repository.commit('code');
  const served = await serve({ repository, syncEveryMs: 1 });
  chmodSync(repository.write('.git/hooks/pre-commit', '#!/bin/sh\necho "error: closed" >&2\nexit 1\n'), 0o755);
  await create(served, 'One');
  const { sync } = await until('it failed', async () => {
    const said = await ready(served);
    return said.sync.error && said;
  });
  expect(sync).toMatchObject({ error: 'git did not commit the tickets: closed.', failing_since: expect.any(String) });
  expect(await served.ask('GET /readyz')).toMatchObject({ status: 200 });
  expect((await create(served, 'Two')).status).toBe(200);
  await until('it tried again', async () => (await ready(served)).sync.failing_since === sync.failing_since);
  expect(served.log.filter((line) => line.startsWith('sync: '))).toHaveLength(1);
  chmodSync(join(repository.root, '.git/hooks/pre-commit'), 0o644);
  await until('it works', async () => (await ready(served)).sync.error === null);
  expect((await ready(served)).uncommitted.events).toBe(0);
});
