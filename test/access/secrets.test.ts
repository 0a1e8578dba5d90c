import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { base62, codeSigns, hashCode, hashToken, isToken, makeCode, makeToken } from '../../src/access/secrets.ts';
import { makeClock } from './opened.ts';

test('bytes become as many digits whatever they are, and different bytes different ones', () => {
  expect(base62(new Uint8Array(32))).toBe('0'.repeat(43));
  expect(base62(new Uint8Array(32).fill(255))).toMatch(/^[0-9A-Za-z]{43}$/);
  expect([base62(Uint8Array.of(0)), base62(Uint8Array.of(61)), base62(Uint8Array.of(255))]).toEqual(['00', '0z', '47']);
  const clock = makeClock();
  expect(new Set(Array.from({ length: 200 }, () => makeToken(clock))).size).toBe(200);
});

test('a token is told from anything else by its shape, and kept as its SHA-256', () => {
  const token = makeToken(makeClock());
  expect(isToken(token)).toBe(true);
  for (const other of [token.slice(1), `${token}0`, token.replace('_', '-'), `${token}\n`])
    expect(isToken(other)).toBe(false);
  expect(hashToken(token)).toBe(createHash('sha256').update(token).digest('hex'));
});

test('a code has eight of 28 signs, each as likely as any other', () => {
  const clock = makeClock();
  const codes = Array.from({ length: 7_000 }, () => makeCode(clock));
  for (const code of codes) expect(code).toMatch(/^[2-9BCDFGHJKMNPQRSTVWXYZ]{4}-[2-9BCDFGHJKMNPQRSTVWXYZ]{4}$/);
  const counts = [...codeSigns].map((sign) => codes.join('').split(sign).length - 1);
  expect(counts).toHaveLength(28);
  // 2,000 each; one that had the bytes beyond 252 as well would have 187 more.
  for (const count of counts) expect(Math.abs(count - 2_000)).toBeLessThan(150);
});

test('a code is read as people type it, and its hash says nothing without the key', () => {
  const key = new Uint8Array(32);
  const hash = hashCode('BCDF-2345', key);
  for (const typed of ['bcdf2345', ' BCDF 2345 ', 'b-c-d-f-2-3-4-5']) expect(hashCode(typed, key)).toBe(hash);
  expect(hashCode('BCDF-2346', key)).not.toBe(hash);
  expect(
    hashCode(
      'BCDF-2345',
      key.map(() => 1),
    ),
  ).not.toBe(hash);
});
