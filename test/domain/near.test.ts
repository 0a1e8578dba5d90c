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
  ['  DONE ', 'done'],
  ['bakclog', 'backlog'],
])('%s means %s', (word, meant) => {
  expect(nearest(word, statuses)).toBe(meant);
});

test('two swapped letters of a short word are one slip', () => {
  expect(nearest('bgu', ['task', 'bug', 'epic'])).toBe('bug');
});

test.each<[string, string[], string | undefined]>([
  ['ab', ['ac'], undefined],
  ['abc', ['abd'], 'abd'],
  ['abc', ['add'], undefined],
  ['abcde', ['abcxy'], 'abcxy'],
  ['abcd', ['abxy'], undefined],
  ['abcdefg', ['abcdxyz'], undefined],
  ['abcdefgh', ['abcdexyz'], 'abcdexyz'],
  ['abcdefghi', ['abcdewxyz'], undefined],
  ['abc', ['ab'], undefined],
  ['bac', ['abc'], 'abc'],
  ['ba', ['ab'], undefined],
])('%s is as near %j as a word of its length can bear: %s', (word, candidates, meant) => {
  expect(nearest(word, candidates)).toBe(meant);
});

test('of several the nearest is meant, of equally near ones the first, a misspelling before a beginning', () => {
  expect(nearest('abcdef', ['abxxef', 'abcxef', 'abcdxf'])).toBe('abcxef');
  expect(nearest('todos', ['todos_for_the_team', 'todo'])).toBe('todo');
  expect(nearest('rev', ['reviewing', 'review', 'revised'])).toBe('review');
});

test('a beginning or a part is near from three letters on', () => {
  expect(nearest('pro', ['in_progress'])).toBeUndefined();
  expect(nearest('in_', ['in_progress'])).toBe('in_progress');
  expect(nearest('fix', ['wont_fix'])).toBe('wont_fix');
  expect(nearest('in', ['in_progress'])).toBeUndefined();
  expect(nearest('xyz', ['wont_xyz_it'])).toBe('wont_xyz_it');
});

test('of a long word the first hundred characters count', () => {
  const long = 'a'.repeat(100);
  expect(nearest(`${long}${'b'.repeat(50)}`, [long])).toBe(long);
  expect(nearest(`${'b'.repeat(50)}${long}`, [long])).toBeUndefined();
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
