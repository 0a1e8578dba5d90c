import { expect, test } from 'vitest';
import { api, open } from './as-alice.ts';

test('a change by somebody who has not seen the last one is refused with 412, and by an old key of a list with 409', async () => {
  const { as } = await open();
  const made = await as('POST /tickets', { title: 'One' });
  const { key } = made.body;
  const tag = made.headers.get('etag') ?? '';
  const changed = await as(`PATCH /tickets/${key}`, { title: 'Two' }, { 'If-Match': tag });
  expect(changed.status).toBe(200);
  const late = await as(`PATCH /tickets/${key}`, { title: 'Three' }, { 'If-Match': tag });
  expect(late).toMatchObject({
    status: 412,
    body: { title: 'precondition_failed', detail: expect.stringContaining('revision 2') },
  });
  expect(await as(`PATCH /tickets/${key}`, { title: 'Three', expected_revision: 1 })).toMatchObject({ status: 409 });
  expect(
    await as(`POST /tickets/${key}/comments`, { message: 'x' }, { 'If-Match': changed.headers.get('etag') ?? '' }),
  ).toMatchObject({ status: 201 });
  expect(await as(`PATCH /tickets/${key}`, { title: 'Four' }, { 'If-Match': '*' })).toMatchObject({ status: 200 });
});

test('a write with an Idempotency-Key is done once for its actor, whatever it is asked again', async () => {
  const { as, ask, tokens } = await open();
  const keyed = { 'Idempotency-Key': 'k-1' };
  const made = await as('POST /tickets', { title: 'One', type: 'task' }, keyed);
  const again = await as('POST /tickets', { title: 'One', type: 'task' }, keyed);
  expect(again).toMatchObject({
    status: 200,
    body: { key: made.body.key, existing: true, revision: 1, url: made.body.url },
  });
  expect(again.headers.get('etag')).toBe(made.headers.get('etag'));
  const other = await as('POST /tickets', { title: 'Two' }, keyed);
  expect(other).toMatchObject({
    status: 409,
    body: { title: 'conflict', detail: expect.stringContaining('Idempotency-Key "k-1"') },
  });
  expect(JSON.stringify(other.body)).not.toMatch(/[0-9a-f]{64}/);
  const bot = await ask(`POST ${api}/tickets`, { token: tokens.bot, body: { title: 'Two' }, headers: keyed });
  expect(bot.status).toBe(201);
  const { key } = made.body;
  const first = await as(`POST /tickets/${key}/move`, { status: 'todo' }, { 'Idempotency-Key': 'k-2' });
  await as(`POST /tickets/${key}/move`, { status: 'in_progress' });
  const replayed = await as(`POST /tickets/${key}/move`, { status: 'todo' }, { 'Idempotency-Key': 'k-2' });
  expect(replayed).toMatchObject({ status: 200, body: { key, from: first.body.from, to: 'todo', already: true } });
  const said = await as(`POST /tickets/${key}/comments`, { message: 'Once' }, { 'Idempotency-Key': 'k-3' });
  const saidAgain = await as(`POST /tickets/${key}/comments`, { message: 'Once' }, { 'Idempotency-Key': 'k-3' });
  expect(saidAgain).toMatchObject({ status: 200, body: { key, event: said.body.event, already: true } });
  expect((await as(`GET /tickets/${key}/comments`)).body.total).toBe(1);
  expect(await as('POST /tickets', { title: 'x' }, { 'Idempotency-Key': 'a b' })).toMatchObject({ status: 400 });
  expect(await as('POST /tickets', { title: 'x', idempotency_key: 'y' }, keyed)).toMatchObject({ status: 400 });
});

test('of requests with one key that come at once one is done, and the others are told to come again', async () => {
  const { as } = await open();
  const keyed = { 'Idempotency-Key': 'same' };
  const answers = await Promise.all(Array.from({ length: 6 }, () => as('POST /tickets', { title: 'One' }, keyed)));
  const [made, ...others] = answers.sort((a, b) => a.status - b.status);
  expect(made).toMatchObject({ status: 201 });
  for (const { status, headers, body } of others) {
    expect({ status, title: body.title }).toEqual({ status: 409, title: 'conflict' });
    expect(headers.get('retry-after')).toBe('1');
  }
  const after = await as('POST /tickets', { title: 'One' }, keyed);
  expect(after).toMatchObject({ status: 200, body: { key: made?.body.key, existing: true } });
  expect((await as('GET /tickets')).body.tickets).toHaveLength(1);
});
