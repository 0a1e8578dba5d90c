import { Hono } from 'hono';
import { expect, test } from 'vitest';
import { dropCookie, keepCookie, readHalves } from '../../../src/serve/sign-in/cookie.ts';
import { checkSameOrigin } from '../../../src/serve/sign-in/same-origin.ts';

const browser = { id: 'b', cookie: 'c', half: 'h', expiresAt: 90_500 };

test.each([
  ['http://127.0.0.1:7462', 'trk_7462=c; Max-Age=30; Path=/; HttpOnly; SameSite=Strict'],
  ['https://tracker.example', 'trk_443=c; Max-Age=30; Path=/; HttpOnly; SameSite=Strict; Secure'],
  ['https://tracker.example:8443', 'trk_8443=c; Max-Age=30; Path=/; HttpOnly; SameSite=Strict; Secure'],
  ['http://tracker.lan', 'trk_80=c; Max-Age=30; Path=/; HttpOnly; SameSite=Strict'],
])('the cookie of %s is %s', (publicUrl, cookie) => {
  expect(keepCookie({ publicUrl, now: () => 60_000 }, browser)).toBe(cookie);
  expect(dropCookie({ publicUrl })).toBe(cookie.replace('=c; Max-Age=30', '=; Max-Age=0'));
});

/** What a door at an address makes of the headers of a request. */
async function answerOf(publicUrl: string, headers: Record<string, string>): Promise<unknown> {
  const app = new Hono();
  app.get('/', (context) => {
    checkSameOrigin({ publicUrl }, context);
    return context.json(readHalves({ publicUrl }, context) ?? null);
  });
  app.onError((error, context) => context.text(error.name, 403));
  const answer = await app.request('/', { headers });
  return answer.ok ? answer.json() : answer.status;
}

test('halves are read by the port’s own name, among whatever else there is', async () => {
  const url = 'http://127.0.0.1:80';
  const half = { 'X-Tracker-Half': 'h' };
  for (const cookie of ['trk_80=c', 'a=b; trk_80=c', 'trk_8=x;trk_800=y;trk_80=c', 'trk_80=c; trk_80=later'])
    expect(await answerOf(url, { ...half, Cookie: cookie })).toEqual({ cookie: 'c', half: 'h' });
  for (const cookie of ['', 'trk_80', 'trk_80=', 'trk_8=c', 'xtrk_80=c', 'TRK_80=c', '=trk_80=c'])
    expect(await answerOf(url, { ...half, Cookie: cookie }), cookie).toBeNull();
});

test('a page that came over plain http is not ours where we are asked by https', async () => {
  const half = { Host: 'tracker.example', 'X-Tracker-Half': 'h', Cookie: 'trk_443=c' };
  const at = (Origin: string) => answerOf('https://tracker.example', { ...half, Origin });
  expect(await at('https://tracker.example')).toEqual({ cookie: 'c', half: 'h' });
  expect(await at('http://tracker.example')).toBe(403);
  expect(await at('https://tracker.example.evil')).toBe(403);
});
