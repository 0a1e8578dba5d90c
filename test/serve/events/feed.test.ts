import { readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { openFeed } from '../../../src/serve/events/feed.ts';
import { dataOf } from '../../support/file-facts.ts';
import { openTracker } from '../../support/in-process.ts';
import { until } from '../../support/until.ts';
import { makeRepository } from '../../support/workspace.ts';
import { serve } from '../served.ts';
import { listen } from './listening.ts';

const listener = (token: string, mayListen = async () => true) => ({ token, mayListen });

/** A feed of a tracker in this process, and everything that one of its streams has said. */
function open(options?: { beatMs: number }) {
  const { root } = makeRepository();
  const { workspace, call } = openTracker(root);
  const log: string[] = [];
  const feed = openFeed({ workspace, log: (line) => log.push(line) }, options);
  return { feed, workspace, call, log, root };
}

async function readAll(body: ReadableStream<Uint8Array>): Promise<string> {
  return new Response(body).text();
}

test('a token has 64 streams at a time, and another has its own', async () => {
  const { url, tokens } = await serve();
  const all = await Promise.all(Array.from({ length: 64 }, () => listen(url, { token: tokens.bob! })));
  expect(all.map(({ status }) => status)).toEqual(Array(64).fill(200));
  expect((await listen(url, { token: tokens.bob! })).status).toBe(429);
  expect((await listen(url, { token: tokens.alice! })).status).toBe(200);
});

test('all together have 256 streams, and one that was left is free again', async () => {
  const { feed } = open();
  const streams = [];
  for (let number = 0; number < 256; number++)
    streams.push(await feed.listen(listener(`token ${number % 8}`), undefined));
  expect(streams).not.toContain(undefined);
  expect(await feed.listen(listener('another'), undefined)).toBeUndefined();
  await streams[0]?.body.cancel();
  expect(await feed.listen(listener('another'), undefined)).toBeDefined();
  feed.close();
});

test('whoever may listen no more is let go', async () => {
  const { feed } = open();
  let may = true;
  const revoked = await feed.listen(
    listener('revoked', async () => may),
    undefined,
  );
  const kept = await feed.listen(listener('kept'), undefined);
  const ended = readAll(revoked!.body);
  may = false;
  expect(await ended).toContain('event: hello');
  expect(kept!.beat()).toBe(true);
  feed.close();
});

test('a stream that could not be begun takes nobody’s place', async () => {
  const { feed, call, root } = open();
  await call('ticket', { action: 'create', title: 'One' });
  const whole = readFileSync(dataOf(root));
  writeFileSync(dataOf(root), 'no database');
  for (let time = 0; time < 64; time++) await expect(feed.listen(listener('a'), undefined)).rejects.toThrow();
  writeFileSync(dataOf(root), whole);
  expect(await feed.listen(listener('a'), undefined)).toBeDefined();
  feed.close();
});

test('a feed that nobody listens to watches nothing, and listens again for the next one', async () => {
  const { feed, call } = open();
  const first = await feed.listen(listener('a'), undefined);
  await first!.body.cancel();
  const second = await feed.listen(listener('a'), undefined);
  let said = '';
  const reading = second!.body.pipeTo(
    new WritableStream({
      write(bytes) {
        said += new TextDecoder().decode(bytes);
      },
    }),
  );
  await call('ticket', { action: 'create', title: 'One' });
  await until('the change was told', () => said.includes('event: change'));
  feed.close();
  await reading;
  expect(said.match(/event: change/g)).toHaveLength(1);
  expect(said).toContain('event: bye');
});
