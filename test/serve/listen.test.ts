import { createServer } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { type Fetch, listen, type Patience } from '../../src/serve/listen.ts';
import { until } from '../support/until.ts';
import { connectRaw, statusesIn } from './raw.ts';
import { ask } from './served.ts';

const hello = () => new Response('hello');

/** Listens on a free port of loopback until the test has finished. */
async function listenAt(fetch: Fetch, patience: Partial<Patience>): Promise<{ url: string }> {
  const { port, close } = await listen(fetch, { host: '127.0.0.1', port: 0, next: false, patience });
  onTestFinished(close);
  return { url: `http://127.0.0.1:${port}` };
}

/** A port of loopback that somebody else has. */
async function takePort(): Promise<number> {
  const server = createServer();
  onTestFinished(() => void server.close());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as { port: number }).port;
}

test('a port that is taken is refused where it was asked for, and the next free one taken where it was not', async () => {
  const port = await takePort();
  await expect(listen(hello, { host: '127.0.0.1', port, next: false })).rejects.toMatchObject({
    code: 'invalid_input',
    message: expect.stringContaining('taken'),
  });
  const listening = await listen(hello, { host: '127.0.0.1', port, next: true });
  onTestFinished(() => listening.close());
  expect(listening.port).toBeGreaterThan(port);
  expect(await ask(`http://127.0.0.1:${listening.port}`, 'GET /')).toMatchObject({ status: 200, body: 'hello' });
});

test('an address that is not this machine’s is refused with the way out', async () => {
  await expect(listen(hello, { host: '203.0.113.1', port: 0, next: true })).rejects.toMatchObject({
    code: 'invalid_input',
    hint: [expect.stringContaining('--addr')],
  });
});

test('what is under way is answered when the server closes, and nothing after', async () => {
  let answer = (_: Response) => {};
  let begun = () => {};
  const isBegun = new Promise<void>((resolve) => {
    begun = resolve;
  });
  const slow = () =>
    new Promise<Response>((resolve) => {
      answer = resolve;
      begun();
    });
  const listening = await listen(slow, { host: '127.0.0.1', port: 0, next: false });
  const url = `http://127.0.0.1:${listening.port}`;
  const asked = ask(url, 'GET /');
  await isBegun;
  const closed = listening.close();
  answer(new Response('late'));
  expect(await asked).toMatchObject({ body: 'late' });
  await closed;
  await expect(ask(url, 'GET /')).rejects.toMatchObject({ code: expect.stringMatching(/^ECONN/) });
});

test('whoever does not finish a request is let go, and others are answered meanwhile', async () => {
  const read = async (request: Request) => new Response(await request.text());
  const patience = { headersTimeout: 100, requestTimeout: 200, connectionsCheckingInterval: 20 };
  const { url } = await listenAt(read, patience);
  const slow = [
    '',
    'POST / HTTP/1.1\r\nHost: 127.0.0.1\r\n',
    'POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 100\r\n\r\n{"title"',
    'POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n',
  ];
  const connections = await Promise.all(slow.map(() => connectRaw(url)));
  for (const [at, { send }] of connections.entries()) if (slow[at]) send(slow[at]);
  expect(await ask(url, 'POST /', { body: 'quick' })).toMatchObject({ body: 'quick' });
  const said = await Promise.all(connections.map(({ end }) => end()));
  expect(said.flatMap(statusesIn).filter((status) => status < 400)).toEqual([]);
});

test('whoever does not read what they have asked for is let go', async () => {
  let gone = false;
  const chunk = new Uint8Array(2 ** 20);
  const endless = () =>
    new Response(
      new ReadableStream({
        pull: (controller) => controller.enqueue(chunk),
        cancel() {
          gone = true;
        },
      }),
    );
  const { url } = await listenAt(endless, { silence: 100 });
  const { socket, send } = await connectRaw(url);
  socket.pause();
  send('GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n');
  await until('the server has let it go', () => gone);
});
