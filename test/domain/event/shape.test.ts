import { expect, test } from 'vitest';
import {
  boolean,
  either,
  fields,
  id,
  integer,
  list,
  matching,
  nullOr,
  record,
  type Shape,
  text,
  word,
} from '../../../src/domain/event/shape.ts';

const ticket = '01ARZ3NDEKTSV4RRFFQ69G5FAV';

test.each<[string, Shape, unknown[], unknown[]]>([
  ['text of at most three units', text(3), ['', 'abc', '\n'], ['abcd', 3, null, ['a']]],
  ['word of at most three units', word(3), ['a', 'a b'], ['', 'abcd', 'a\n', 'a\u2028', '\u202e', 7]],
  ['id', id, [ticket], ['PAY-1', ticket.slice(1), 1, null]],
  ['integer from 1 to 3', integer(1, 3), [1, 3], [0, 4, 1.5, '1', Number.NaN, 1e300]],
  ['boolean', boolean, [true, false], [0, 'true', null]],
  ['match', matching(/^a+$/), ['a', 'aa'], ['', 'b', 1]],
  ['null or boolean', nullOr(boolean), [null, true], [undefined, 0]],
  ['list of at most two booleans', list(boolean, 2), [[], [true, false]], [[1], [true, true, true], 'a', { 0: true }]],
  ['either', either(boolean, id), [true, ticket], ['a', 1]],
  [
    'record of at most one',
    record(word(2), boolean, 1),
    [{}, { a: true }],
    [{ abc: true }, { a: 1 }, { a: true, b: true }, [true], null],
  ],
])('%s', (_, shape, right, wrong) => {
  expect(right.map(shape)).toEqual(right.map(() => true));
  expect(wrong.map(shape)).toEqual(wrong.map(() => false));
});

test('fields that are wanted must be there, others may, and unknown ones are let through', () => {
  const shape = fields({ a: boolean }, { b: boolean });
  expect([{ a: true }, { a: true, b: false }, { a: true, c: 'new' }].every(shape)).toBe(true);
  expect([{}, { b: true }, { a: 1 }, { a: true, b: 1 }, { a: true, b: undefined }, [true], null].some(shape)).toBe(
    false,
  );
  // What an object has from its prototype is not given.
  expect(fields({ toString: () => true })({})).toBe(false);
});
