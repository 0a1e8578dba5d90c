import { expect, test } from 'vitest';
import { placeOfName } from '../../../src/domain/rules/named.ts';

test.each([
  ['@bob which one?', 'bob', 0],
  ['Which one, @BOB?', 'bob', 11],
  ['ask @bob.', 'bob', 4],
  ['(@bob)', 'bob', 1],
  ['ask @bob', 'bob/codex', 4],
  ['ask @bob/codex', 'bob/codex', 4],
  ['ask @bob/codex', 'bob', -1],
  ['ask @bob/codex', 'bob/claude-code', -1],
  ['ask @bobby', 'bob', -1],
  ['ask @bob-two', 'bob', -1],
  ['ask @bob.smith', 'bob', -1],
  ['ann@bob.com', 'bob', -1],
  ['npm i @scope/@bob', 'bob', -1],
  ['ask bob', 'bob', -1],
  ['ask @Bob Smith please', 'Bob Smith/codex', 4],
  ['ask @Jürgen', 'jürgen', 4],
  ['ask @a.b*', 'a.b*', 4],
])('in %j %s is named at %i', (text, actor, place) => {
  expect(placeOfName(text, actor)).toBe(place);
});
