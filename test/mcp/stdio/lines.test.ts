import { PassThrough } from 'node:stream';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readLines } from '../../../src/mcp/stdio/lines.ts';

interface Read {
  lines: string[];
  overlong: number;
  ends: number;
}

async function readChunks(chunks: Buffer[], maxBytes = 1000): Promise<Read> {
  const input = new PassThrough();
  const read: Read = { lines: [], overlong: 0, ends: 0 };
  const ended = new Promise<void>((resolve) => {
    readLines(input, {
      maxBytes,
      onLine: (line) => read.lines.push(line),
      onOverlong: () => read.overlong++,
      onEnd: () => {
        read.ends++;
        setImmediate(resolve);
      },
    });
  });
  for (const chunk of chunks) {
    input.write(chunk);
    await new Promise((resolve) => setImmediate(resolve));
  }
  input.end();
  await ended;
  return read;
}

/** The bytes, cut at these places. */
function cut(bytes: Buffer, places: number[]): Buffer[] {
  const ends = [...new Set(places.map((place) => place % (bytes.length + 1))), bytes.length].sort((a, b) => a - b);
  return ends.map((end, index) => bytes.subarray(ends[index - 1] ?? 0, end));
}

const line = fc
  .string({ unit: 'binary', minLength: 1, maxLength: 40 })
  .filter((text) => !/[\n\r\uFEFF]/.test(text) && text.trim() !== '');

describe('reading lines', () => {
  it('gives the same lines however the bytes are cut, also inside a character', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(line, { maxLength: 6 }),
        fc.constantFrom('\n', '\r\n', '\n\n'),
        fc.array(fc.nat(), { maxLength: 12 }),
        async (lines, end, places) => {
          const bytes = Buffer.from(lines.map((text) => text + end).join(''));
          const read = await readChunks(cut(bytes, places));
          expect(read.lines.map((text) => text.replace(/\r$/, ''))).toEqual(lines);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('reads a last line that has no end', async () => {
    expect((await readChunks([Buffer.from('a\nb')])).lines).toEqual(['a', 'b']);
  });

  it('drops a byte order mark', async () => {
    expect((await readChunks([Buffer.from('\uFEFF{}\n')])).lines).toEqual(['{}']);
  });

  it('reports an overlong line once, drops it whole and reads the next', async () => {
    const chunks = [Buffer.from(`ok\n${'x'.repeat(8)}`), Buffer.from('yyyyy'), Buffer.from('zzz\nnext\n')];
    expect(await readChunks(chunks, 10)).toEqual({ lines: ['ok', 'next'], overlong: 1, ends: 1 });
  });

  it('accepts a line of exactly the limit', async () => {
    expect(await readChunks([Buffer.from('0123456789\n')], 10)).toMatchObject({ lines: ['0123456789'], overlong: 0 });
  });

  it('says once that the input has ended, also when it fails', async () => {
    const input = new PassThrough();
    let ends = 0;
    readLines(input, { maxBytes: 10, onLine: () => {}, onOverlong: () => {}, onEnd: () => ends++ });
    input.destroy(new Error('EIO'));
    await new Promise((resolve) => setTimeout(resolve, 10));
    expect(ends).toBe(1);
  });
});
