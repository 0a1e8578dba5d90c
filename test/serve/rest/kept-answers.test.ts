import { expect, test } from 'vitest';
import { keepAnswers } from '../../../src/serve/rest/kept-answers.ts';

test('an answer is kept as long as there is room', () => {
  const kept = keepAnswers(10);
  kept.keep('a', { text: '1234' });
  kept.keep('b', { text: '5678' });
  expect(String(kept.find('a')?.text)).toBe('1234');
  kept.keep('c', { text: '90' });
  expect(kept.find('b')).toBeDefined();
  // The one that was asked for longest ago.
  kept.keep('d', { text: '12' });
  expect(['a', 'b', 'c', 'd'].map((tag) => kept.find(tag) !== undefined)).toEqual([false, true, true, true]);
  kept.keep('e', { text: 'longer than there is room' });
  expect(['b', 'c', 'd', 'e'].map((tag) => kept.find(tag) !== undefined)).toEqual([false, false, false, false]);
});
