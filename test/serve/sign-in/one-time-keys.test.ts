import { expect, test } from 'vitest';
import { createOneTimeKeys, keyMs } from '../../../src/serve/sign-in/one-time-keys.ts';
import { makeClock } from '../../access/opened.ts';

test('a key signs in once, and what is wrong spends nothing', () => {
  const keys = createOneTimeKeys(makeClock());
  const key = keys.mint('alice');
  expect(key).toMatch(/^[\w-]{43}$/);
  for (const wrong of ['', key.slice(1), `${key} `, key.toUpperCase(), 'x'.repeat(1_000_000)])
    expect(keys.spend(wrong)).toBeUndefined();
  expect(keys.spend(key)).toBe('alice');
  expect(keys.spend(key)).toBeUndefined();
});

test('it ends after two minutes, and when another is minted', () => {
  const clock = makeClock();
  const keys = createOneTimeKeys(clock);
  const old = keys.mint('alice');
  clock.time += keyMs;
  expect(keys.spend(old)).toBeUndefined();
  const [one, two] = [keys.mint('alice'), keys.mint('bob')];
  clock.time += keyMs - 1;
  expect([keys.spend(one), keys.spend(two)]).toEqual([undefined, 'bob']);
});

test('before any is minted none opens anything', () => {
  expect(createOneTimeKeys(makeClock()).spend('')).toBeUndefined();
});
