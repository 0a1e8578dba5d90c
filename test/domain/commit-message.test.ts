import { expect, test } from 'vitest';
import { keysInMessage, revertedBy } from '../../src/domain/commit-message.ts';

test.each([
  ['PAY-482913: Rotate the keys', ['PAY-482913'], []],
  ['fix: PAY-482913 a typo', ['PAY-482913'], []],
  ['Rotate the keys\n\nCloses PAY-482913.', ['PAY-482913'], ['PAY-482913']],
  [
    'Fixes pay-482913, OPS-100001 and PAY-104477',
    ['PAY-482913', 'OPS-100001', 'PAY-104477'],
    ['PAY-482913', 'OPS-100001', 'PAY-104477'],
  ],
  ['Resolved: PAY-482913; see PAY-104477', ['PAY-482913', 'PAY-104477'], ['PAY-482913']],
  ['fix PAY-482913 (PAY-482913)', ['PAY-482913'], ['PAY-482913']],
  ['Prefixes PAY-482913', ['PAY-482913'], []],
  ['Merge branch feature/PAY-482913', [], []],
  ['Closes PAY-482913-x, XPAY-48291, a_PAY-482913', [], []],
  ['Revert "Rotate, closes PAY-482913"', ['PAY-482913'], []],
  ['No key', [], []],
])('%j', (message, names, closes) => {
  expect(keysInMessage(message)).toEqual({ names, closes });
});

test('the commit that is taken back is the one that git names', () => {
  const hash = '0123456789abcdef0123456789abcdef01234567';
  expect(revertedBy(`Revert "x"\n\nThis reverts commit ${hash}.`)).toBe(hash);
  expect(revertedBy('This reverts commit abc')).toBeUndefined();
});
