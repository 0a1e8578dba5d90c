import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

export interface Received {
  path: string;
  headers: IncomingHttpHeaders;
  body: string;
  // biome-ignore lint/suspicious/noExplicitAny: what was sent is what its test expects.
  json: any;
}

export interface Receiver {
  url: string;
  port: number;
  received: Received[];
  /** How it answers from now on: a status, or one with where to go instead. */
  answer: (one: Received) => number | { status: number; location: string };
  /** What it waits for before it answers. */
  hold: Promise<void>;
}

/** Somebody who is told of changes, on loopback. */
export async function openReceiver(): Promise<Receiver> {
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (text: string) => {
      body += text;
    });
    request.on('end', async () => {
      const one = { path: request.url ?? '', headers: request.headers, body, json: JSON.parse(body) };
      const answer = receiver.answer(one);
      receiver.received.push(one);
      await receiver.hold;
      if (typeof answer === 'number') response.writeHead(answer).end('thanks');
      else response.writeHead(answer.status, { location: answer.location }).end();
    });
  });
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}/in`;
  const receiver: Receiver = { url, port, received: [], answer: () => 204, hold: Promise.resolve() };
  return receiver;
}
