import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { findAccess } from '../../../src/access/place.ts';
import { locate } from '../../../src/git/ask/repository.ts';
import { listen } from '../events/listening.ts';
import { type Served, serve } from '../served.ts';
import { signIn } from './signed-in.ts';

const session = '/api/v1/session';
const reads = ['GET /api/v1/session', 'GET /api/v1/tickets', 'GET /api/v1/events', 'GET /api/v1/me', 'GET /metrics'];
const writes = ['POST /api/v1/tickets', 'POST /api/v1/tokens', 'POST /api/v1/actions/ticket/create', 'POST /mcp'];

async function statuses({ ask }: Served, headers: Record<string, string>, lines = [...reads, ...writes]) {
  const found = new Set<number>();
  for (const line of lines)
    found.add((await ask(line, { headers, body: line.startsWith('GET') ? undefined : {} })).status);
  return [...found];
}

test('neither half opens anything alone, nor do halves of two browsers', async () => {
  const served = await serve();
  const [one, two] = [
    await signIn(served.url, { token: served.tokens.alice }),
    await signIn(served.url, { token: served.tokens.alice }),
  ];
  const site = { 'Sec-Fetch-Site': 'same-origin' };
  for (const headers of [
    { ...site, Cookie: one.cookie },
    { ...site, 'X-Tracker-Half': one.half },
    { ...site, Cookie: one.cookie, 'X-Tracker-Half': '' },
    { ...site, Cookie: one.cookie, 'X-Tracker-Half': two.half },
    { ...site, Cookie: one.cookie, 'X-Tracker-Half': one.cookie.split('=')[1]! },
    { ...site, Cookie: '', Authorization: `Bearer ${one.half}` },
    { ...site, Cookie: one.cookie, Authorization: `Bearer ${one.half}` },
  ])
    expect(await statuses(served, headers), JSON.stringify(headers)).toEqual([401]);
  expect(await statuses(served, one.headers, reads)).toEqual([200]);
});

test('the cookie of another port is not looked at, and that of another tracker opens nothing here', async () => {
  const [served, other] = [await serve(), await serve()];
  const there = await signIn(other.url, { token: other.tokens.alice });
  expect(await statuses(served, there.headers)).toEqual([401]);
  const value = there.cookie.split('=')[1];
  const renamed = `trk_${new URL(served.url).port}=${value}`;
  expect(await statuses(served, { ...there.headers, Cookie: renamed })).toEqual([401]);
  const here = await signIn(served.url, { token: served.tokens.alice });
  const both = { ...here.headers, Cookie: `${there.cookie}; theme=dark; ${here.cookie}` };
  expect(await statuses(served, both, reads)).toEqual([200]);
  const misnamed = here.cookie.replace(/^trk_\d+/, 'trk_1');
  expect(await statuses(served, { ...here.headers, Cookie: misnamed })).toEqual([401]);
});

test('pages of other origins may not ask by it, not even read, nor those that may ask by a token', async () => {
  const served = await serve({ corsOrigins: ['https://board.example'] });
  const { headers } = await signIn(served.url, { token: served.tokens.alice });
  const foreigners: Record<string, string>[] = [
    { 'Sec-Fetch-Site': 'cross-site' },
    { 'Sec-Fetch-Site': 'same-site' },
    { 'Sec-Fetch-Site': 'none' },
    { Origin: 'https://board.example' },
    { Origin: 'http://127.0.0.1:1' },
    { Origin: 'null' },
  ];
  for (const foreign of foreigners)
    expect(await statuses(served, { ...headers, ...foreign }), JSON.stringify(foreign)).toEqual([403]);
  const origin = new URL(served.url).origin;
  expect(await statuses(served, { ...headers, Origin: origin }, reads)).toEqual([200]);
  const asked = { Origin: 'https://board.example', 'Access-Control-Request-Headers': 'x-tracker-half' };
  const preflight = await served.ask('OPTIONS /api/v1/me', { headers: asked });
  expect(preflight.headers.get('access-control-allow-headers')).not.toMatch(/half/i);
  expect(preflight.headers.get('access-control-allow-credentials')).toBeNull();
  // A token is not sent by itself.
  const byToken = await served.ask('GET /api/v1/me', {
    token: served.tokens.alice,
    headers: { Origin: 'https://board.example', 'Sec-Fetch-Site': 'cross-site' },
  });
  expect(byToken.status).toBe(200);
});

test('no other page signs somebody in or out, and spends no key by trying', async () => {
  const served = await serve({ corsOrigins: ['https://board.example'] });
  const key = served.mintKey('alice');
  const { headers } = await signIn(served.url, { token: served.tokens.alice });
  const foreigners: Record<string, string>[] = [
    { 'Sec-Fetch-Site': 'cross-site' },
    { Origin: 'https://board.example' },
    { Origin: 'null' },
  ];
  for (const foreign of foreigners) {
    const answer = await served.ask(`POST ${session}`, { body: { key }, headers: foreign });
    expect(answer.status).toBe(403);
    expect(answer.headers.get('set-cookie')).toBeNull();
    expect((await served.ask(`DELETE ${session}`, { headers: { ...headers, ...foreign } })).status).toBe(403);
  }
  // What a form could send.
  for (const type of ['text/plain', 'application/x-www-form-urlencoded'])
    expect(
      (await served.ask(`POST ${session}`, { body: JSON.stringify({ key }), headers: { 'Content-Type': type } }))
        .status,
    ).toBe(415);
  for (const method of ['GET', 'HEAD']) expect((await served.ask(`${method} ${session}?key=${key}`)).status).toBe(401);
  expect((await served.ask(`GET ${session}`, { headers })).status).toBe(200);
  expect((await signIn(served.url, { key })).answer.status).toBe(200);
});

test('a key that is guessed is soon waited for, and the right one still opens', async () => {
  const served = await serve();
  const key = served.mintKey('alice');
  const found: number[] = [];
  for (let count = 0; count < 14; count++)
    found.push((await signIn(served.url, { key: `${count}`.padEnd(43, 'x') })).answer.status);
  expect(found).toEqual([...Array(10).fill(401), ...Array(4).fill(429)]);
  const refused = await signIn(served.url, { key: 'x' });
  expect(Number(refused.answer.headers.get('retry-after'))).toBeGreaterThan(0);
  expect((await served.audit()).filter(({ code }) => code === 'unauthorized')).toHaveLength(10);
  expect((await signIn(served.url, { key })).answer.status).toBe(200);
});

test('who has a token signs in no more often than it may write', async () => {
  const served = await serve({ rate: { reads: 60, writes: 4 } });
  const found: number[] = [];
  for (let count = 0; count < 4; count++)
    found.push((await signIn(served.url, { token: served.tokens.bob })).answer.status);
  expect(found).toEqual([200, 200, 429, 429]);
});

test('halves that are guessed from another machine count as tokens do', async () => {
  const served = await serve({ trustedProxies: ['127.0.0.1'] });
  const { cookie, headers } = await signIn(served.url, { token: served.tokens.alice });
  const guess = async (address: string) => {
    const half = { Cookie: cookie, 'X-Tracker-Half': 'x'.repeat(43), 'X-Forwarded-For': address };
    return (await served.ask('GET /api/v1/me', { headers: half })).status;
  };
  const found: number[] = [];
  for (let count = 0; count < 11; count++) found.push(await guess('203.0.113.9'));
  expect(found).toEqual([...Array(10).fill(401), 429]);
  const there = { 'X-Forwarded-For': '203.0.113.9' };
  expect((await served.ask('GET /api/v1/me', { token: 'trk_wrong', headers: there })).status).toBe(429);
  expect(await guess('203.0.113.10')).toBe(401);
  expect((await served.ask('GET /api/v1/me', { headers: { ...headers, ...there } })).status).toBe(200);
});

test('a token that is revoked ends what was signed in by it at once, the stream too', async () => {
  const served = await serve();
  const { headers } = await signIn(served.url, { key: served.mintKey('alice') });
  const stream = await listen(served.url, { headers });
  await stream.hear('hello');
  const { token } = (await served.ask('GET /api/v1/me', { headers })).body;
  expect((await served.ask(`DELETE /api/v1/tokens/${token.id}`, { token: served.tokens.alice })).status).toBe(200);
  expect(await statuses(served, headers)).toEqual([401]);
  await stream.end();
});

test('signing out ends the stream of that browser, and not that of another with the same token', async () => {
  const served = await serve();
  const [one, two] = [
    await signIn(served.url, { token: served.tokens.alice }),
    await signIn(served.url, { token: served.tokens.alice }),
  ];
  const open = ({ headers }: typeof one) => listen(served.url, { headers });
  const [first, second] = [await open(two), await open(one)];
  for (const stream of [first, second]) await stream.hear('hello');
  await served.ask(`DELETE ${session}`, { headers: one.headers });
  await second.end();
  expect(first.isEnded()).toBe(false);
  await served.ask('POST /api/v1/tickets', { body: { title: 'Heard' }, headers: two.headers });
  await first.hear('change');
});

test('twelve hours without use, and seven days with it, sign a browser out', async () => {
  const served = await serve();
  const { path } = findAccess({ commonDir: locate(served.repository.root).commonDir! })!;
  const change = (sql: string) => {
    const database = new Database(path);
    database.exec(sql);
    database.close();
  };
  const idle = await signIn(served.url, { token: served.tokens.alice });
  change(`update browsers set last_used = last_used - ${12 * 3_600_000}`);
  expect(await statuses(served, idle.headers)).toEqual([401]);
  const old = await signIn(served.url, { token: served.tokens.alice });
  change(`update browsers set expires_at = expires_at - ${7 * 86_400_000}`);
  expect(await statuses(served, old.headers)).toEqual([401]);
});

test('a browser that says nothing of where it asks from is let in by its halves', async () => {
  const served = await serve();
  const { cookie, half } = await signIn(served.url, { token: served.tokens.alice });
  expect(await statuses(served, { Cookie: cookie, 'X-Tracker-Half': half }, reads)).toEqual([200]);
  const ready = await served.ask('GET /readyz', { headers: { Cookie: cookie, 'X-Tracker-Half': half } });
  expect(ready.body).toMatchObject({ status: 'ok' });
});
