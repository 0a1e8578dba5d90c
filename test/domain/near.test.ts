import fc from 'fast-check';
import { expect, test } from 'vitest';
import { nearest } from '../../src/domain/near.ts';

const statuses = ['backlog', 'todo', 'in_progress', 'blocked', 'review', 'done', 'cancelled', 'wont_fix'];

test.each([
  ['tood', 'todo'],
  ['In-Progres', 'in_progress'],
  ['progress', 'in_progress'],
  ['wont', 'wont_fix'],
  ['canceled', 'cancelled'],
  ['todos', 'todo'],
])('%s means %s', (word, meant) => {
  expect(nearest(word, statuses)).toBe(meant);
});

test('two swapped letters of a short word are one slip', () => {
  expect(nearest('bgu', ['task', 'bug', 'epic'])).toBe('bug');
});

test.each(['x', 'zebra', 'to', ''])('"%s" is near nothing', (word) => {
  expect(nearest(word, statuses)).toBeUndefined();
});

test('a word is nearest to itself, in the spelling of the candidate', () => {
  fc.assert(
    fc.property(fc.constantFrom(...statuses), (status) => {
      expect(nearest(status.toUpperCase(), statuses)).toBe(status);
    }),
  );
});
