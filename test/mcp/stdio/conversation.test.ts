import { expect, test } from 'vitest';
import { startRaw } from '../../support/raw-session.ts';
import { makeRepository } from '../../support/workspace.ts';

test('answers and notices that nobody waits for are passed over', async () => {
  const session = startRaw({ cwd: makeRepository().root });
  await session.initialize();
  session.send(
    { id: 'tracker-roots-1', result: { roots: [] } },
    { id: 7, error: { code: 1, message: 'no' } },
    { method: 'notifications/roots/list_changed' },
    { method: 'notifications/unheard_of' },
    { method: 'toString' },
  );
  expect((await session.request('ping')).result).toEqual({});
  expect(session.rest()).toEqual([]);
});

test('a call that is taken back before its turn is not made', async () => {
  const session = startRaw({ cwd: makeRepository().root });
  await session.initialize();
  const create = (id: number) => ({
    ...{ id, method: 'tools/call' },
    params: { name: 'ticket', arguments: { action: 'create', title: `Ticket ${id}` } },
  });
  session.send(create(1), create(2), { method: 'notifications/cancelled', params: { requestId: 2 } });
  await session.replyTo(1);
  const { result } = await session.call('ticket', { action: 'list' });
  expect(result?.content?.[0]?.text).not.toContain('Ticket 2');
});
