import { Writable } from 'node:stream';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { takeOutput } from '../../../src/mcp/stdio/writer.ts';

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
afterEach(() => void vi.useRealTimers());

/** An output whose reader takes a piece when told to. */
function openOutput() {
  let taken = '';
  let pending: (() => void) | undefined;
  const output = new Writable({
    write(chunk: Buffer, _, done) {
      pending = () => {
        taken += chunk;
        done();
      };
    },
  });
  const strays = new Writable();
  const writer = takeOutput(output, () => strays);
  let isFlushed = false;
  return {
    writer,
    taken: () => taken,
    isFlushed: () => isFlushed,
    watch: () => void writer.flushed().then(() => (isFlushed = true)),
    /** Whether there was anything to take. */
    async take(): Promise<boolean> {
      const take = pending;
      pending = undefined;
      take?.();
      await new Promise((resolve) => setImmediate(resolve));
      return take !== undefined;
    },
  };
}

const line = (size: number) => `${'ä'.repeat(size)}\n`;

it('gives everything, in order, to a reader that takes a little before each limit', async () => {
  const { writer, take, taken, watch, isFlushed } = openOutput();
  writer.limitWait(1000);
  const lines = [line(20_000), 'second\n', line(3000)];
  for (const text of lines) writer.write(text);
  watch();
  let pieces = 0;
  do vi.advanceTimersByTime(900);
  while ((await take()) && ++pieces);
  expect(taken()).toBe(lines.join(''));
  expect(isFlushed()).toBe(true);
  expect(pieces).toBeGreaterThan(10);
});

it('drops the rest, and what comes later, once the reader has taken nothing for so long', async () => {
  const { writer, take, taken, watch, isFlushed } = openOutput();
  writer.limitWait(1000);
  writer.write(line(20_000));
  watch();
  await take();
  vi.advanceTimersByTime(999);
  await take();
  vi.advanceTimersByTime(999);
  writer.write('late\n');
  expect(isFlushed()).toBe(false);
  vi.advanceTimersByTime(1);
  await take();
  expect(isFlushed()).toBe(true);
  const before = taken();
  writer.write('later\n');
  await writer.flushed();
  await take();
  expect(taken()).toBe(before);
  expect(before).not.toContain('late');
});

it('counts from when there is something to take, however long nothing was said', async () => {
  const { writer, take, taken, watch, isFlushed } = openOutput();
  writer.limitWait(1000);
  vi.advanceTimersByTime(5999);
  writer.write('answer\n');
  vi.advanceTimersByTime(999);
  watch();
  await take();
  expect(taken()).toBe('answer\n');
  expect(isFlushed()).toBe(true);
});

it('waits for ever as long as no limit is set', async () => {
  const { writer, take, taken } = openOutput();
  writer.write('a\n');
  writer.write('b\n');
  vi.advanceTimersByTime(10 ** 9);
  while (await take());
  expect(taken()).toBe('a\nb\n');
});
