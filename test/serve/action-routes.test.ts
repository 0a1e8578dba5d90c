import { expect, test } from 'vitest';
import { everyAction } from '../../src/actions/actions.ts';
import { largestBody } from '../../src/serve/body.ts';
import { serve } from './served.ts';

test('every action has a route of its own, and none is answered as unforeseen', async () => {
  const { ask, tokens, log } = await serve({ rate: { reads: 100_000, writes: 100_000 } });
  for (const { tool, name } of everyAction) {
    const { status, body } = await ask(`POST /api/v1/actions/${tool}/${name}`, { token: tokens.alice, body: {} });
    expect([200, 400, 404, 409], `${tool} ${name}: ${JSON.stringify(body)}`).toContain(status);
  }
  expect(log).toEqual([]);
});

test('an answer is the action’s own result, a refusal a problem whose next request can be sent as it stands', async () => {
  const { ask, tokens } = await serve();
  const token = tokens.alice;
  const { body } = await ask('POST /api/v1/actions/ticket/create', { token, body: { title: 'One', type: 'bug' } });
  const { key } = body.tickets[0];
  expect(key).toMatch(/^PAY-\d{6}$/);
  const refused = await ask('POST /api/v1/actions/ticket/get', { token, body: { id: key, sektion: 'Notes' } });
  expect(refused.headers.get('content-type')).toBe('application/problem+json');
  expect(refused.body).toMatchObject({
    status: 400,
    title: 'invalid_input',
    next: [{ tool: 'ticket', method: 'POST' }],
  });
  const [next] = refused.body.next;
  expect((await ask(`${next.method} ${next.path}`, { token, body: next.body })).body).not.toMatchObject({
    title: 'internal',
  });
});

test('a dry run is told by the query, and writes nothing', async () => {
  const { ask, tokens, audit } = await serve();
  const token = tokens.alice;
  const dry = await ask('POST /api/v1/actions/ticket/create?dry_run=1', { token, body: { title: 'One' } });
  expect(dry).toMatchObject({ status: 200, body: { dry_run: true } });
  expect((await ask('POST /api/v1/actions/ticket/list', { token })).body.total).toBe(0);
  expect((await audit())[0]?.events).toEqual([]);
});

test('a body that is no JSON object, too deep, too large or of another kind is refused', async () => {
  const { ask, tokens } = await serve();
  const send = (body: string, headers = {}) =>
    ask('POST /api/v1/actions/ticket/list', { token: tokens.alice, body, headers });
  for (const body of ['{', '[]', '"x"', 'null', `{"a":${'['.repeat(100)}${']'.repeat(100)}}`, '['.repeat(500_000)])
    expect(await send(body)).toMatchObject({ status: 400, body: { title: 'invalid_input' } });
  expect(await send('{}', { 'Content-Type': 'text/plain' })).toMatchObject({ status: 415 });
  const large = await send(JSON.stringify({ query: 'x'.repeat(largestBody) }));
  expect(large).toMatchObject({ status: 413, body: { title: 'too_large' } });
  expect(large.headers.get('connection')).toBe('close');
});

test('no path but those that there are answers, and an action that there is not is said to be none', async () => {
  const { ask, tokens } = await serve();
  for (const path of ['/', '/api/v1', '/api/v1/actions', '/api/v1/actions/ticket', '/api/v1/actions/ticket/../../x'])
    expect((await ask(`POST ${path}`, { token: tokens.alice })).status).toBe(404);
  expect((await ask('POST /api/v1/actions/ticket/explode', { token: tokens.alice })).body).toMatchObject({
    title: 'not_found',
  });
});

test('whoever asks too often is told when to ask again', async () => {
  const { ask, tokens } = await serve({ rate: { reads: 12, writes: 2 } });
  const answers = [];
  for (let time = 0; time < 3; time++)
    answers.push(await ask('POST /api/v1/actions/ticket/list', { token: tokens.alice }));
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 429]);
  expect(Number(answers[2]?.headers.get('retry-after'))).toBeGreaterThan(0);
  expect(await ask('POST /api/v1/actions/ticket/list', { token: tokens.bob })).toMatchObject({ status: 200 });
  // Whichever way it asks.
  for (const path of ['GET /api/v1/tickets', 'GET /api/v1/events', 'GET /api/v1/cards'])
    expect(await ask(path, { token: tokens.alice })).toMatchObject({ status: 429 });
});

test('moments are ISO 8601', async () => {
  const { ask, tokens } = await serve();
  const token = tokens.alice;
  const { body } = await ask('POST /api/v1/tickets', { token, body: { title: 'One' } });
  const iso = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
  const answers = await Promise.all([
    ask('POST /api/v1/actions/ticket/history', { token, body: { id: body.key } }),
    ask(`GET /api/v1/tickets/${body.key}/history`, { token }),
  ]);
  for (const answer of answers) expect(answer.body.entries[0].time).toMatch(iso);
});

test('a key and a revision are told by headers at every action', async () => {
  const { ask, tokens } = await serve();
  const token = tokens.alice;
  const send = (action: string, body: object, headers: Record<string, string>) =>
    ask(`POST /api/v1/actions/ticket/${action}`, { token, body, headers });
  const made = await send('create', { title: 'One' }, { 'Idempotency-Key': 'k' });
  const { key } = made.body.tickets[0];
  expect((await send('create', { title: 'One' }, { 'Idempotency-Key': 'k' })).body).toMatchObject({
    already: true,
    tickets: [{ key }],
  });
  expect(await send('create', { title: 'Two' }, { 'Idempotency-Key': 'k' })).toMatchObject({ status: 409 });
  expect(await send('update', { id: key, title: 'Two' }, { 'If-Match': '"7-abcdef12"' })).toMatchObject({
    status: 412,
  });
  expect(await send('update', { id: key, title: 'Two' }, { 'If-Match': '"1"' })).toMatchObject({ status: 200 });
});

test('calls by path and by action count together', async () => {
  const { ask, tokens } = await serve({ rate: { reads: 12, writes: 2 } });
  const token = tokens.alice;
  const answers = [];
  for (const line of ['GET /api/v1/tickets', 'GET /api/v1/me', 'POST /api/v1/actions/ticket/list'])
    answers.push((await ask(line, { token })).status);
  expect(answers).toEqual([200, 200, 429]);
});
