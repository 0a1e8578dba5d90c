import { expect, test } from 'vitest';
import { openStream, print } from '../../../src/serve/events/stream.ts';

test('an event is its name, its id and its data in one line, however many its texts have', () => {
  expect(print({ event: 'change', id: 'a.1.b', data: { text: 'two\nlines' } })).toBe(
    'event: change\nid: a.1.b\ndata: {"text":"two\\nlines"}\n\n',
  );
  expect(print({ event: 'bye', data: null })).toBe('event: bye\ndata: null\n\n');
});

test('a listener that reads nothing is let go once a MiB waits for it, and told of nothing more', async () => {
  let gone = 0;
  const stream = openStream(() => gone++);
  const data = 'x'.repeat(100_000);
  const sent = Array.from({ length: 20 }, () => stream.send({ event: 'change', data }));
  expect(sent.indexOf(false)).toBe(10);
  expect(gone).toBe(1);
  await expect(stream.body.getReader().read()).rejects.toThrow('behind');
});

test('a listener that leaves is gone once', async () => {
  let gone = 0;
  const stream = openStream(() => gone++);
  expect(stream.beat()).toBe(true);
  await stream.body.cancel();
  expect([stream.beat(), gone]).toEqual([false, 1]);
  stream.close();
  expect(gone).toBe(1);
});
