import { expect, test } from 'vitest';
import { uncommittedOf } from '../../../src/git/sync/uncommitted.ts';
import { openTracker } from '../../support/in-process.ts';
import { makeRepository } from '../../support/workspace.ts';

test('what no commit has is counted since the first of it, and nothing once it is committed', async () => {
  const repository = makeRepository();
  const { call, workspace } = openTracker(repository.root);
  const count = uncommittedOf(workspace.home);
  expect(await count()).toEqual({ events: 0, since: null, people: [] });
  await call('ticket', { action: 'create', title: 'One' });
  const first = await count();
  expect(first).toMatchObject({ events: 2, since: expect.any(Number) });
  expect(first.people).toHaveLength(1);
  repository.git('add', '--all');
  repository.git('commit', '--quiet', '--message', 'One');
  expect(await count()).toMatchObject({ events: 0, since: null });
  await call('ticket', { action: 'create', title: 'Two' });
  await call('ticket', { action: 'create', title: 'Three' });
  const more = await count();
  expect(more.events).toBe(2);
  expect(more.since!).toBeGreaterThan(first.since!);
  expect(await count()).toEqual(more);
});

test('of a file of another lineage than HEAD’s what differs is counted, id by id', async () => {
  const one = makeRepository();
  const two = makeRepository();
  for (const { root } of [one, two]) {
    const { call, workspace } = openTracker(root);
    await call('ticket', { action: 'create', title: root });
    await workspace.close();
  }
  two.git('add', '--all');
  two.git('commit', '--quiet', '--message', 'Two');
  one.git('add', '--all');
  one.git('commit', '--quiet', '--message', 'One');
  two.git('fetch', '--quiet', one.root, 'HEAD');
  two.git('checkout', '--quiet', 'FETCH_HEAD', '--', '.tracker/data.db');
  const { workspace } = openTracker(two.root);
  expect(await uncommittedOf(workspace.home)()).toMatchObject({ events: 2 });
});
