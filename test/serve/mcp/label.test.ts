import fc from 'fast-check';
import { expect, test } from 'vitest';
import { makeSession, readLabel, writeLabel } from '../../../src/serve/mcp/label.ts';

const key = Buffer.alloc(32, 7);
const label = { session: makeSession(), clientName: 'codex', clientVersion: '1.0' };

test('a label is read as it was written, with the token that it was written for alone', () => {
  const text = writeLabel(label, 'one', key);
  expect(readLabel(text, 'one', key)).toEqual(label);
  expect(readLabel(text, 'two', key)).toBeUndefined();
  expect(readLabel(text, 'one', Buffer.alloc(32, 8))).toBeUndefined();
});

test('no text but what was written is a label', () => {
  const text = writeLabel(label, 'one', key);
  const spoiled = fc
    .tuple(fc.nat(text.length - 1), fc.constantFrom(...'aZ09-_. '))
    .map(([at, sign]) => text.slice(0, at) + sign + text.slice(at + 1));
  fc.assert(
    fc.property(fc.oneof(fc.string(), spoiled), (given) => {
      expect(readLabel(given, 'one', key)).toEqual(given === text ? label : undefined);
    }),
    { numRuns: 2_000 },
  );
});

test('no two sessions have one name, and each is one that a header can carry', () => {
  const made = Array.from({ length: 100 }, makeSession);
  expect(new Set(made).size).toBe(100);
  for (const name of made) expect(name).toMatch(/^[\w-]{12}$/);
});
