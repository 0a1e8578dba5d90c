import { gunzipSync } from 'node:zlib';
import { Hono } from 'hono';
import { expect, test } from 'vitest';
import type { Env } from '../../src/serve/door.ts';
import { sendJson, sendWritten, takesGzip, type Written } from '../../src/serve/send-json.ts';

/** What is sent of a value to who says that of encodings. */
async function sent(value: unknown, encodings?: string) {
  const app = new Hono<Env>().get('/', (context) => sendJson(context, value, 201));
  const answer = await app.request('/', encodings === undefined ? {} : { headers: { 'Accept-Encoding': encodings } });
  return { answer, bytes: Buffer.from(await answer.arrayBuffer()) };
}

test('a long answer is compressed for who takes that; it says that it could be, and is the same text', async () => {
  for (const length of [2_000, 200_000]) {
    const value = { text: 'é'.repeat(length) };
    const plain = await sent(value, 'br, deflate');
    expect(plain.answer.status).toBe(201);
    expect(plain.answer.headers.get('content-encoding')).toBeNull();
    expect(plain.answer.headers.get('vary')).toBe('Accept-Encoding');
    expect(JSON.parse(String(plain.bytes))).toEqual(value);
    const short = await sent(value, 'br, gzip');
    expect(short.answer.headers.get('content-encoding')).toBe('gzip');
    expect(short.answer.headers.get('content-type')).toBe('application/json');
    expect(short.bytes.length).toBeLessThan(length);
    expect(JSON.parse(String(gunzipSync(short.bytes)))).toEqual(value);
  }
  const little = await sent({ text: 'short' }, 'gzip');
  expect(little.answer.headers.get('content-encoding')).toBeNull();
  expect(String(little.bytes)).toBe('{"text":"short"}');
});

test('what is sent again is compressed once', async () => {
  const written: Written = { text: JSON.stringify('x'.repeat(5_000)) };
  const app = new Hono<Env>().get('/', (context) => sendWritten(context, written));
  const ask = async () => (await app.request('/', { headers: { 'Accept-Encoding': 'gzip' } })).arrayBuffer();
  const first = await ask();
  const { gzipped } = written;
  expect(gzipped).toBeDefined();
  expect(await ask()).toEqual(first);
  expect(written.gzipped).toBe(gzipped);
});

test('who takes gzip says so', () => {
  for (const header of ['gzip', 'deflate, GZIP;q=0.5', 'br;q=1.0, *;q=0.1', 'gzip ; q=1', '*'])
    expect(takesGzip(header), header).toBe(true);
  for (const header of [undefined, '', 'identity', 'gzip;q=0', 'gzip;q=0.0, *', 'x-gzipped', 'br;q=1.0, *;q=0'])
    expect(takesGzip(header), header).toBe(false);
});
