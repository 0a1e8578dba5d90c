import { expect, test } from 'vitest';
import { largestBody } from '../../../src/serve/body.ts';
import { until } from '../../support/until.ts';
import { connectRaw, statusesIn } from '../raw.ts';
import { type Served, serve } from '../served.ts';

const list = '/api/v1/actions/ticket/list';
const create = '/api/v1/actions/ticket/create';

/** A request as it stands on the wire. */
const written = ({ tokens }: Served, line: string, headers: Record<string, string> = {}, body = ''): string =>
  [
    `${line} HTTP/1.1`,
    ...Object.entries({ Host: '127.0.0.1', Authorization: `Bearer ${tokens.alice}`, ...headers }).map(
      ([name, value]) => `${name}: ${value}`,
    ),
    '',
    body,
  ].join('\r\n');

const isWell = async ({ ask, tokens, log }: Served): Promise<void> => {
  expect(await ask(`POST ${list}`, { token: tokens.alice })).toMatchObject({ status: 200 });
  expect(log).toEqual([]);
};

test('no path leads out of the routes, however it is written', async () => {
  const served = await serve();
  for (const path of [
    '/../../../../etc/passwd',
    '/..%2f..%2fetc%2fpasswd',
    '/api/v1/../../etc/passwd',
    '/api/v1/%2e%2e/%2e%2e/etc/passwd',
    '/api/v1/tickets/..%2f..%2fconfig.json',
    '/api/v1/tickets/%2e%2e%2f%2e%2e%2f.tracker%2fdata.db',
    '/api/v1/tickets/%00',
    '/api/v1/tickets/%ff%fe',
    '/api/v1/tickets/%',
    '/api/v1/tickets/..\\..\\config.json',
    '//evil.example/api/v1/tickets',
    '/.tracker/data.db',
    '/api/v1//tickets/',
    '/API/V1/TICKETS',
  ]) {
    const connection = await connectRaw(served.url);
    connection.send(written(served, `GET ${path}`, { Connection: 'close' }));
    const said = await connection.end();
    expect([400, 404], `${path}: ${said}`).toContain(statusesIn(said)[0]);
    expect(said).not.toContain('root:');
    expect(said).not.toContain('SQLite format');
    expect(said).not.toContain(served.repository.root);
  }
  // What is open without a token leads to nothing that is not.
  const around = await connectRaw(served.url);
  around.send('GET /healthz/../api/v1/tokens HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n');
  expect(statusesIn(await around.end())).toEqual([401]);
  await isWell(served);
});

test('what is no request of HTTP is refused, and its connection is closed', async () => {
  const served = await serve();
  const body = '{"title":"Smuggled"}';
  for (const sent of [
    'nonsense\r\n\r\n',
    '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03',
    'GET / HTTP/9.9\r\n\r\n',
    written(served, `POST ${list}`, { 'Content-Length': '-1' }),
    written(served, `POST ${list}`, { 'Content-Length': '1e3' }),
    // Two lengths: behind a proxy that believes the other one, what follows would be a request of somebody else's.
    written(
      served,
      `POST ${list}`,
      { 'Content-Length': '5', 'Transfer-Encoding': 'chunked' },
      '0\r\n\r\nGET / HTTP/1.1',
    ),
    written(served, `POST ${list}`, { 'Transfer-Encoding': 'chunked, identity' }, body),
    written(served, `POST ${list}`, { 'Transfer-Encoding': 'chunked' }, `zz\r\n${body}\r\n0\r\n\r\n`),
    written(served, `POST ${list}`, { 'X-Header': 'a\0b' }),
  ]) {
    const connection = await connectRaw(served.url);
    connection.send(sent);
    expect([400, 501, 505], sent).toContain(statusesIn(await connection.end())[0]);
  }
  expect((await served.ask(`POST ${list}`, { token: served.tokens.alice })).body.total).toBe(0);
  await isWell(served);
});

test('headers of more than 16 KiB are refused, whether in one or in many', async () => {
  const served = await serve();
  const many = Object.fromEntries(Array.from({ length: 3_000 }, (_, number) => [`X-${number}`, 'x']));
  for (const headers of [{ 'X-Large': 'x'.repeat(20_000) }, many, { Cookie: 'a=b; '.repeat(10_000) }]) {
    const connection = await connectRaw(served.url);
    connection.send(written(served, `POST ${list}`, headers));
    expect(statusesIn(await connection.end())).toEqual([431]);
  }
  await isWell(served);
});

test('a body of more than 1 MiB is refused where it does not say its length, and is not read to its end', async () => {
  const served = await serve();
  const chunk = 'x'.repeat(2 ** 16);
  for (const path of [list, '/mcp', '/api/v1/tickets', '/api/v1/pair']) {
    const connection = await connectRaw(served.url);
    const headers = {
      ...{ 'Content-Type': 'application/json', 'Transfer-Encoding': 'chunked' },
      Accept: 'application/json, text/event-stream',
    };
    connection.send(written(served, `POST ${path}`, headers));
    let sent = 0;
    // The last chunk never comes.
    for (; sent < largestBody + chunk.length; sent += chunk.length) connection.send(`10000\r\n${chunk}\r\n`);
    await until(`${path} is answered`, () => statusesIn(connection.said()).length > 0);
    expect(statusesIn(connection.said()), path).toEqual([413]);
    expect(connection.said()).toMatch(/^connection: close\r$/im);
    await connection.end();
  }
  await isWell(served);
});

test('a request that is broken off in its body does nothing, and is no fault of ours', async () => {
  const served = await serve();
  const { ask, tokens } = served;
  for (const path of [create, '/api/v1/tickets', '/api/v1/pair', '/mcp'])
    for (const [name, value] of [
      ['Content-Length', '200'],
      ['Transfer-Encoding', 'chunked'],
    ] as const) {
      const accept = 'application/json, text/event-stream';
      const connection = await connectRaw(served.url);
      const body = '10\r\n{"title":"Short"\r\n';
      connection.send(
        written(served, `POST ${path}`, { 'Content-Type': 'application/json', Accept: accept, [name]: value }, body),
      );
      connection.socket.destroySoon();
      await connection.end();
    }
  expect((await ask(`POST ${list}`, { token: tokens.alice })).body.total).toBe(0);
  await isWell(served);
});

test('requests that are sent without waiting for their answers are answered each, in their order', async () => {
  const served = await serve();
  const connection = await connectRaw(served.url);
  const kinds = Array.from({ length: 60 }, (_, number) => number % 3);
  const lines = [`POST ${list}`, 'GET /api/v1/nowhere', 'GET /healthz'];
  connection.send(kinds.map((kind) => written(served, lines[kind]!, { 'Content-Length': '0' })).join(''));
  await until('all are answered', () => statusesIn(connection.said()).length === kinds.length);
  expect(statusesIn(connection.said())).toEqual(kinds.map((kind) => [200, 404, 200][kind]));
  await isWell(served);
});

test('hundreds of connections that say nothing keep nobody from being answered', async () => {
  const served = await serve();
  const silent = await Promise.all(Array.from({ length: 400 }, () => connectRaw(served.url)));
  for (const [number, { send }] of silent.entries()) if (number % 2 === 0) send(`POST ${list} HTTP/1.1\r\nHost: 127`);
  await isWell(served);
  expect(silent.filter(({ isClosed }) => isClosed())).toEqual([]);
  await served.close();
  await Promise.all(silent.map(({ end }) => end()));
});
