import { expect, test } from 'vitest';
import { serve } from './served.ts';

const list = 'POST /api/v1/actions/ticket/list';
const create = 'POST /api/v1/actions/ticket/create';

test('without a token that opens anything nothing answers but whether the server is well', async () => {
  const { ask } = await serve();
  for (const headers of [
    { Authorization: '' },
    { Authorization: 'Bearer trk_nonsense' },
    { Authorization: 'Basic dHJrOng=' },
    { Authorization: `Bearer ${'x'.repeat(5_000)}` },
  ]) {
    const answer = await ask(list, { headers });
    expect(answer).toMatchObject({ status: 401, body: { title: 'unauthorized' } });
    expect(answer.headers.get('www-authenticate')).toMatch(/^Bearer resource_metadata="http:\/\/127/);
  }
  expect(await ask('GET /healthz')).toMatchObject({ status: 200, body: 'ok\n' });
  expect(await ask('GET /readyz')).toMatchObject({ status: 200 });
});

test('whoever has a token writes as its actor, an agent as its person’s, in a session that no other token has', async () => {
  const { ask, tokens, audit } = await serve();
  const made = await ask(create, { token: tokens.bot, body: { title: 'One' }, headers: { 'X-Tracker-Session': 's1' } });
  expect(made.status).toBe(200);
  const { body } = await ask('POST /api/v1/actions/ticket/history', {
    token: tokens.alice,
    body: { id: made.body.tickets[0].key },
  });
  expect(body.entries[0]).toMatchObject({ actor: 'alice/bot' });
  const rows = await audit();
  expect(rows[0]).toMatchObject({ actor: 'alice/bot', action: 'ticket.create', code: null });
  expect(rows[0]!.events.length).toBeGreaterThan(0);
});

test('a session that is no name is refused with what it may be', async () => {
  const { ask, tokens } = await serve();
  const answer = await ask(list, { token: tokens.alice, headers: { 'X-Tracker-Session': 'a/b' } });
  expect(answer).toMatchObject({ status: 400, body: { title: 'invalid_input' } });
});

test('what a token’s scopes do not allow is refused by the scope’s name, and noted', async () => {
  const { ask, tokens, audit } = await serve();
  const answer = await ask(create, { token: tokens.bob, body: { title: 'One' } });
  expect(answer).toMatchObject({ status: 403, body: { title: 'permission_denied' } });
  expect(answer.body.detail).toContain('scope write');
  expect(await ask('POST /api/v1/actions/admin/refold', { token: tokens.bot })).toMatchObject({ status: 403 });
  expect((await audit()).map(({ action, code }) => [action, code])).toEqual([
    ['ticket.create', 'permission_denied'],
    ['admin.refold', 'permission_denied'],
  ]);
});

test('of what a token reads one call a minute is noted', async () => {
  const { ask, tokens, audit } = await serve();
  for (let time = 0; time < 5; time++) await ask(list, { token: tokens.bob });
  expect(await audit()).toHaveLength(1);
});
