import { createServer } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { listen } from '../../src/serve/listen.ts';
import { ask } from './served.ts';

const hello = () => new Response('hello');

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
