import { expect, test } from 'vitest';
import { api, open } from './as-people.ts';

test('a human with admin names an actor and makes a token that opens what it says until it is revoked', async () => {
  const { alice, ask, audit } = await open();
  expect(await alice('POST /actors', { handle: 'ci', kind: 'service' })).toMatchObject({
    status: 201,
    body: { handle: 'ci', kind: 'service' },
  });
  expect(await alice('POST /actors', { handle: 'CI' })).toMatchObject({ status: 409 });
  const made = await alice('POST /tokens', { actor: 'ci', scope: 'tickets:read', days: 7, name: 'build' });
  expect(made).toMatchObject({
    status: 201,
    body: { token: expect.stringMatching(/^trk_/), actor: 'ci', scopes: ['read'] },
  });
  const { token, id } = made.body;
  expect((await ask(`GET ${api}/me`, { token })).body).toMatchObject({ actor: 'ci' });
  const listed = await alice('GET /tokens');
  expect(JSON.stringify(listed.body)).not.toContain(token);
  const rotated = await alice(`POST /tokens/${id}/rotate`, { overlap_minutes: 0 });
  expect(rotated.status).toBe(201);
  expect((await ask(`GET ${api}/me`, { token })).status).toBe(401);
  expect(await alice(`DELETE /tokens/${rotated.body.id}`)).toMatchObject({
    status: 200,
    body: { revoked_at: expect.any(String) },
  });
  expect((await ask(`GET ${api}/me`, { token: rotated.body.token })).status).toBe(401);
  expect((await audit()).map(({ action }) => action)).toEqual(
    expect.arrayContaining(['actor.add', 'token.create', 'token.rotate', 'token.revoke']),
  );
  const { body } = await alice('GET /audit?limit=2&actor=alice');
  expect(body.entries).toHaveLength(2);
  expect(body.entries[0]).toMatchObject({ actor: 'alice', time: expect.stringMatching(/Z$/) });
  expect((await alice(`GET /audit?before=${body.before}`)).body.entries[0].number).toBeLessThan(body.before);
});

test('what is given too much of, or of another kind, is named all at once', async () => {
  const { alice } = await open();
  expect((await alice('POST /tokens', { scopes: 7, days: 'soon', color: 'red' })).body.detail).toBe(
    'scopes has to be a list of texts, not 7; days has to be a whole number, not "soon"; there is no field "color"; actor is missing.',
  );
  expect(await alice('POST /tokens', { actor: 'bot', scopes: ['everything'] })).toMatchObject({ status: 400 });
  expect(await alice('POST /tokens', { actor: 'nobody', scopes: ['read'] })).toMatchObject({ status: 404 });
  expect(await alice('GET /audit?limit=1000000')).toMatchObject({ status: 400 });
});

test('a code fetches a token once, without one, and who guesses is stopped', async () => {
  const { alice, ask, audit } = await open();
  const made = await alice('POST /pairings', { actor: 'bot', scopes: ['agent'] });
  expect(made).toMatchObject({
    status: 201,
    body: { code: expect.stringMatching(/^\w{4}-\w{4}$/), scopes: ['read', 'write'] },
  });
  const { code } = made.body;
  const fetched = await ask(`POST ${api}/pair`, { body: { code, name: 'laptop' } });
  expect(fetched).toMatchObject({ status: 201, body: { actor: 'bot', name: 'laptop', scopes: ['read', 'write'] } });
  expect((await ask(`GET ${api}/me`, { token: fetched.body.token })).body).toMatchObject({ actor: 'alice/bot' });
  const answers = [];
  for (let time = 0; time < 5; time++) answers.push(await ask(`POST ${api}/pair`, { body: { code } }));
  expect(answers.map(({ status }) => status)).toEqual([401, 401, 401, 401, 429]);
  expect(Number(answers[4]?.headers.get('retry-after'))).toBeGreaterThan(0);
  expect((await ask(`GET ${api}/pair`)).headers.get('allow')).toBe('POST');
  expect((await ask(`POST ${api}/pair`, { body: 'x'.repeat(2 ** 20 + 1) })).status).toBe(413);
  const rows = (await audit()).filter(({ action }) => action === 'pair');
  expect(rows.map((row) => row.code)).toEqual([
    null,
    'unauthorized',
    'unauthorized',
    'unauthorized',
    'unauthorized',
    'rate_limit',
  ]);
  expect(JSON.stringify(await audit())).not.toContain(code);
});
