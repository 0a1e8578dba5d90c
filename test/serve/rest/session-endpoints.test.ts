import { expect, test } from 'vitest';
import { runTracker } from '../../cli/run-tracker.ts';
import { serve } from '../served.ts';
import { signIn } from '../sign-in/signed-in.ts';

const session = '/api/v1/session';
const create = 'POST /api/v1/tickets';

test('a token signs a browser in as its actor, whose writes are a human’s in a session of the token', async () => {
  const served = await serve();
  const { url, ask, tokens, audit } = served;
  const { answer, headers, half } = await signIn(url, { token: tokens.alice });
  expect(answer.status).toBe(200);
  expect(answer.body).toMatchObject({ actor: 'alice', kind: 'human', scopes: expect.arrayContaining(['admin']) });
  expect(half).toMatch(/^[0-9A-Za-z]{43}$/);
  const days = (Date.parse(answer.body.expires_at) - Date.now()) / 86_400_000;
  expect(days).toBeGreaterThan(6.9);
  expect(days).toBeLessThanOrEqual(7);
  const { half: _, ...known } = answer.body;
  expect((await ask(`GET ${session}`, { headers })).body).toEqual(known);

  const made = await ask(create, { body: { title: 'One' }, headers: { ...headers, 'X-Tracker-Session': 'tab-1' } });
  expect(made.status).toBe(201);
  const me = await ask('GET /api/v1/me', { headers: { ...headers, 'X-Tracker-Session': 'tab-1' } });
  expect(me.body).toMatchObject({ actor: 'alice', kind: 'human', session: `${me.body.token.id}/tab-1` });
  const rows = await audit();
  expect(rows.slice(0, 2)).toMatchObject([
    { action: 'session.create', actor: 'alice', code: null },
    { action: 'ticket.create', actor: 'alice', code: null },
  ]);
  expect(rows[1]!.events.length).toBeGreaterThan(0);
});

test('its cookie is kept from scripts and other sites, named by the port, and as old as the sign-in at most', async () => {
  const served = await serve();
  const { answer } = await signIn(served.url, { token: served.tokens.alice });
  const { port } = new URL(served.url);
  expect(answer.headers.get('set-cookie')).toMatch(
    new RegExp(`^trk_${port}=[0-9A-Za-z]{43}; Max-Age=60\\d{4}; Path=/; HttpOnly; SameSite=Strict$`),
  );
  expect(answer.headers.get('cache-control')).toBe('no-store');
});

test('a code of tracker pair signs an agent in with what it was made for, once', async () => {
  const served = await serve();
  const { code } = JSON.parse(
    (await runTracker({ cwd: served.repository.root }, 'pair', '--actor', 'bot', '--json')).stdout,
  );
  const { answer, headers } = await signIn(served.url, { code });
  expect(answer.body).toMatchObject({ actor: 'alice/bot', kind: 'agent', scopes: ['read', 'write'] });
  expect((await served.ask('GET /api/v1/tickets', { headers })).status).toBe(200);
  expect((await signIn(served.url, { code })).answer).toMatchObject({ status: 401, body: { title: 'unauthorized' } });
});

test('the key of tracker web signs its person in once, who may do everything and let agents in for longer', async () => {
  const served = await serve();
  const key = served.mintKey('alice');
  const { answer, headers } = await signIn(served.url, { key });
  expect(answer.body).toMatchObject({
    actor: 'alice',
    kind: 'human',
    scopes: expect.arrayContaining(['admin', 'review']),
  });
  expect((await signIn(served.url, { key })).answer).toMatchObject({ status: 401, body: { title: 'unauthorized' } });
  expect((await served.ask('GET /api/v1/me', { headers })).status).toBe(200);
  const paired = await served.ask('POST /api/v1/pairings', { body: { actor: 'bot', scopes: ['agent'] }, headers });
  expect(paired.status).toBe(201);
  const agent = await served.ask('POST /api/v1/pair', { body: { code: paired.body.code } });
  expect(Date.parse(agent.body.expires_at) - Date.now()).toBeGreaterThan(80 * 86_400_000);
  expect((await signIn(served.url, { key: served.mintKey('alice') })).answer.status).toBe(200);
});

test('at a review who is signed in by a browser is the person, on their agents’ work and not on their own', async () => {
  const served = await serve();
  const { headers } = await signIn(served.url, { key: served.mintKey('alice') });
  const submit = async (asked: { token?: string | undefined; headers?: Record<string, string> }) => {
    const { body } = await served.ask(create, { ...asked, body: { title: 'To review' } });
    expect(
      (await served.ask(`POST /api/v1/tickets/${body.key}/review`, { ...asked, body: { message: 'Done' } })).status,
    ).toBe(201);
    return body.key as string;
  };
  const decide = async (key: string) => {
    const asked = { body: { decision: 'approved' }, headers: { ...headers, 'X-Tracker-Session': 'tab' } };
    return (await served.ask(`POST /api/v1/tickets/${key}/review/decision`, asked)).status;
  };
  expect(await decide(await submit({ token: served.tokens.bot }))).toBe(200);
  expect(await decide(await submit({ headers }))).toBe(403);
  expect(await decide(await submit({ token: served.tokens.alice }))).toBe(403);
});

test('whoever signs out is out at once, with the token that only that browser had, and no cookie is left', async () => {
  const served = await serve();
  const { headers } = await signIn(served.url, { key: served.mintKey('alice') });
  const out = await served.ask(`DELETE ${session}`, { headers });
  expect(out).toMatchObject({ status: 200, body: { signed_out: true } });
  expect(out.headers.get('set-cookie')).toMatch(/^trk_\d+=; Max-Age=0; Path=\/; HttpOnly; SameSite=Strict$/);
  expect((await served.ask(`GET ${session}`, { headers })).status).toBe(401);
  expect((await served.ask(`DELETE ${session}`, { headers })).body).toEqual({ signed_out: false });
  const { body } = await served.ask('GET /api/v1/tokens', { token: served.tokens.alice });
  const own = body.tokens.filter(({ name }: { name: string }) => name === 'browser');
  expect(own).toMatchObject([{ actor: 'alice', revoked_at: expect.any(String) }]);
  expect((await served.audit()).map(({ action }) => action)).toContain('session.end');
});

test('one half alone signs nobody out, though its cookie goes', async () => {
  const served = await serve();
  const { cookie, half, headers } = await signIn(served.url, { token: served.tokens.alice });
  for (const alone of [{ Cookie: cookie }, { 'X-Tracker-Half': half }, {}]) {
    const out = await served.ask(`DELETE ${session}`, { headers: { ...alone } as Record<string, string> });
    expect(out).toMatchObject({ status: 200, body: { signed_out: false } });
    expect(out.headers.get('set-cookie')).toContain('Max-Age=0');
  }
  expect((await served.ask(`GET ${session}`, { headers })).status).toBe(200);
});

test('who signs in again in the same browser leaves no other sign-in behind', async () => {
  const served = await serve();
  const first = await signIn(served.url, { token: served.tokens.alice });
  const again = await served.ask(`POST ${session}`, { body: { token: served.tokens.bob }, headers: first.headers });
  expect(again.body).toMatchObject({ actor: 'bob', kind: 'human' });
  expect((await served.ask(`GET ${session}`, { headers: first.headers })).status).toBe(401);
});

test.each([{}, { key: 'a', token: 'b' }, { name: 'x' }, { key: 1 }, { token: '' }, { key: ['a'] }])(
  'what is not one of key, code and token signs nobody in: %j',
  async (body) => {
    const { answer } = await signIn((await serve()).url, body);
    expect([400, 401]).toContain(answer.status);
    expect(answer.headers.get('set-cookie')).toBeNull();
  },
);

test('by a token a program is told who it is as well; another method is refused with those there are', async () => {
  const { ask, tokens } = await serve();
  expect((await ask(`GET ${session}`, { token: tokens.bot })).body).toMatchObject({
    actor: 'alice/bot',
    kind: 'agent',
  });
  expect((await ask(`GET ${session}`)).status).toBe(401);
  const wrong = await ask(`PUT ${session}`, { token: tokens.bot });
  expect([wrong.status, wrong.headers.get('allow')]).toEqual([405, 'POST, GET, HEAD, DELETE']);
});
