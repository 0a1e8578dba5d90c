import { readFileSync } from 'node:fs';
import { get } from 'node:http';
import { resolve } from 'node:path';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { connectRaw, statusesIn } from '../raw.ts';
import { serve } from '../served.ts';

const { assets }: { assets: string[] } = JSON.parse(readFileSync('dist/web/manifest.json', 'utf8'));
const built = (name: string) => readFileSync(resolve('dist/web', name));
const script = assets.find((name) => name.startsWith('main-'))!;

interface Sent {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  body: Buffer;
}

/** The bytes as they are sent. */
const fetchBytes = (url: string, headers: Record<string, string> = {}): Promise<Sent> =>
  new Promise((done, fail) => {
    get(url, { headers, agent: false }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.on('end', () =>
        done({ status: answer.statusCode!, headers: answer.headers, body: Buffer.concat(chunks) }),
      );
    }).on('error', fail);
  });

const policy =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; worker-src 'self'; " +
  "manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; " +
  'trusted-types tracker';

test.each(['/', '/t/PAY-1', '/list', '/reviews', '/agents', '/history', '/settings', '/?q=label:web'])(
  'the page is at %s for anybody, bound by its policy and kept by nobody',
  async (path) => {
    const { url } = await serve();
    const { status, headers, body } = await fetchBytes(url + path);
    expect(status).toBe(200);
    expect(body.equals(built('index.html'))).toBe(true);
    expect(headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': policy,
      'cache-control': 'no-store',
      'cross-origin-opener-policy': 'same-origin',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
    });
    expect(headers['set-cookie']).toBeUndefined();
  },
);

test('what the page names is sent as it was built, kept for ever, and by the shortest encoding that is taken', async () => {
  const { url } = await serve();
  for (const name of assets) {
    const [plain, br, gzip] = await Promise.all([
      fetchBytes(`${url}/assets/${name}`),
      fetchBytes(`${url}/assets/${name}`, { 'Accept-Encoding': 'gzip, deflate, br' }),
      fetchBytes(`${url}/assets/${name}`, { 'Accept-Encoding': 'gzip' }),
    ]);
    for (const { status, headers } of [plain, br, gzip]) {
      expect(status).toBe(200);
      expect(headers).toMatchObject({
        'content-type': `${name.endsWith('.css') ? 'text/css' : 'text/javascript'}; charset=utf-8`,
        'cache-control': 'public, max-age=31536000, immutable',
        vary: 'Accept-Encoding',
        'x-content-type-options': 'nosniff',
        // A worker is bound by its own.
        'content-security-policy': policy,
      });
    }
    expect([plain, br, gzip].map(({ headers }) => headers['content-encoding'])).toEqual([undefined, 'br', 'gzip']);
    expect(plain.body.equals(built(name))).toBe(true);
    expect(brotliDecompressSync(br.body).equals(plain.body)).toBe(true);
    expect(gunzipSync(gzip.body).equals(plain.body)).toBe(true);
    expect(br.headers['content-length']).toBe(String(br.body.length));
  }
});

test('HEAD is answered with the same headers and nothing else', async () => {
  const { url, ask } = await serve();
  for (const path of ['/', '/t/PAY-1', `/assets/${script}`]) {
    const [head, whole] = [await ask(`HEAD ${path}`), await fetchBytes(url + path)];
    expect([head.status, head.body]).toEqual([200, '']);
    for (const name of ['content-type', 'content-length', 'cache-control', 'content-security-policy'])
      expect(head.headers.get(name)).toBe(whole.headers[name]);
  }
});

test.each([
  '/assets/',
  '/assets/manifest.json',
  '/assets/index.html',
  `/assets/${script}.br`,
  `/assets/${script}%00`,
  `/assets/x/../${script}x`,
  '/assets/../index.html.gz',
  '/assets/../../tracker.js',
  '/assets/..%2f..%2ftracker.js',
  '/assets/%2e%2e/%2e%2e/package.json',
  '/assets/..%5c..%5cpackage.json',
  '/assets/%252e%252e%252fpackage.json',
  '/assets//etc/passwd',
  '/assets/constructor',
  '/assets/__proto__',
  '/assets/%ff',
  '/web/index.html',
  '/index.html',
  '/t/',
  '/t/a/b',
])('nothing is sent for %s', async (path) => {
  const { url } = await serve();
  // As it is: a client of ours would make it a tidy path first.
  const raw = await connectRaw(url);
  raw.send(`GET ${path} HTTP/1.1\r\nHost: ${new URL(url).host}\r\nConnection: close\r\n\r\n`);
  const said = await raw.end();
  expect(statusesIn(said)[0]).toBeGreaterThanOrEqual(400);
  expect(statusesIn(said)[0]).toBeLessThan(500);
  for (const secret of ['root:', '"tracker-mcp"', '"assets"', '<div id="app">']) expect(said).not.toContain(secret);
});

test('a page that is called by another name, or from another origin’s page, is not sent', async () => {
  const { ask } = await serve();
  const led: Record<string, string>[] = [{ Host: 'evil.example' }, { Origin: 'https://evil.example' }];
  for (const headers of led)
    for (const path of ['/', `/assets/${script}`]) expect((await ask(`GET ${path}`, { headers })).status).toBe(403);
});

test('only reading is answered, and the rest still needs a token', async () => {
  const { ask } = await serve();
  for (const method of ['POST', 'PUT', 'DELETE']) expect((await ask(`${method} /`)).status).toBe(404);
  for (const path of ['/api/v1/me', '/api/v1/session', '/api/v1/cards', '/metrics'])
    expect((await ask(`GET ${path}`)).status).toBe(401);
});

test('a person whose address leads nowhere gets the page, which says so, and a program what it can read', async () => {
  const { ask } = await serve();
  const html = { Accept: 'text/html,application/xhtml+xml,*/*;q=0.8' };
  const page = await ask('GET /nowhere', { headers: html });
  expect(page).toMatchObject({ status: 404, body: expect.stringContaining('<div id="app">') });
  expect(page.headers.get('content-security-policy')).toContain("script-src 'self'");
  expect(await ask('GET /nowhere')).toMatchObject({ status: 404, body: { title: 'not_found' } });
  for (const line of ['GET /assets/none.js', 'POST /nowhere'])
    expect(await ask(line, { headers: html })).toMatchObject({ status: 404, body: { title: 'not_found' } });
  expect(await ask('GET /api/v1/nothing', { headers: html })).toMatchObject({ status: 401 });
});
