import { describe, expect, test } from 'vitest';
import { findCheckboxes, listMeant } from '../../../src/domain/description/checkbox.ts';
import { refusal } from '../../support/refusal.ts';

const text = '- [ ] First thing\n- [x] second\n  - [ ] Nested *one*\n\n1. [X] 404\r\n';
const linesOf = (name: string, of = text) => findCheckboxes(of, name).map(({ line }) => line);
const refused = (run: () => unknown): string => {
  const { code, message, hint } = refusal(run);
  return `${code}: ${message} ${hint}`;
};

describe('A checkbox', () => {
  test.each([
    ['1', 1],
    [' 3 ', 3],
    ['4', 5],
    ['First thing', 1],
    ['first  THING', 1],
    ['thing', 1],
    ['- [ ] First thing', 1],
    ['12) [x] first', 1],
    ['[x] Second', 2],
    ['404', 5],
    ['40', 5],
    ['nested *', 3],
  ])('is found by its number or its text, the same or a part of one only: "%s"', (name, line) => {
    expect(linesOf(name)).toEqual([line]);
  });

  test('that is exactly the same wins over one that is so but for case, and that over one that has it as a part.', () => {
    const like = '- [ ] go on\n- [ ] Go\n- [ ] go\n- [ ] GO ON NOW\n';
    expect([linesOf('go', like), linesOf('go ON', like), linesOf('On Now', like)]).toEqual([[3], [1], [4]]);
  });

  test('has a number that wins over a text, while there are so many.', () => {
    const numbers = '- [ ] 2\n- [ ] 1\n- [ ] 4\n';
    expect([linesOf('1', numbers), linesOf('2', numbers), linesOf('4', numbers)]).toEqual([[1], [2], [3]]);
  });

  test('is one of all where all are meant.', () => {
    expect([linesOf('all'), linesOf(' ALL ')]).toEqual([
      [1, 2, 3, 5],
      [1, 2, 3, 5],
    ]);
  });

  test('is refused where its text is in several, with their numbers.', () => {
    expect(refused(() => linesOf('s'))).toBe(
      'invalid_input: "s" is in several checkboxes: 1 "First thing" (line 1), 2 "second" (line 2), 3 "Nested *one*" (line 3). Send the number of the one that is meant.',
    );
    expect(refused(() => linesOf('o', '- [ ] a\n- [ ] oh\n- [ ] no\n'))).toContain('2 "oh" (line 2), 3 "no" (line 3).');
  });

  test.each(['9', '5', '1.0', 'x', '', '[ ] '])('is refused where there is none: "%s"', (name) => {
    expect(refused(() => linesOf(name))).toBe(
      `not_found: There is no checkbox "${name}"; there is 1 "First thing" (line 1), 2 "second" (line 2), 3 "Nested *one*" (line 3), 4 "404" (line 5). Send the number of the one that is meant.`,
    );
  });

  test('is shown with others up to 20.', () => {
    const boxes = (count: number) => Array.from({ length: count }, (_, at) => `- [ ] b${at}\n`).join('');
    expect(refused(() => linesOf('x', boxes(20)))).toContain('20 "b19" (line 20). Send');
    expect(refused(() => linesOf('x', boxes(21)))).toContain('20 "b19" (line 20) and 1 more. Send');
  });
});

describe('Checkboxes of a place', () => {
  test('are those on its lines.', () => {
    const on = (first: number, last: number) => listMeant(text, { first, last }).map(({ line }) => line);
    expect([on(1, 2), on(2, 3), on(3, 5), on(5, 9)]).toEqual([[1, 2], [2, 3], [3, 5], [5]]);
  });

  test('are refused where the place has none.', () => {
    expect(refused(() => listMeant('- [ ] a\n# B\n', { first: 2, last: 2 }))).toBe(
      'not_found: There is no checkbox in that place; there is 1 "a" (line 1). Send the number of the one that is meant.',
    );
  });

  test('are the only one where no place is named, and refused where there are several.', () => {
    expect(listMeant('a\n- [ ] b')).toMatchObject([{ line: 2, text: 'b' }]);
    expect(refused(() => listMeant('- [ ] a\n- [x] b'))).toBe(
      'invalid_input: There are 2 checkboxes: 1 "a" (line 1), 2 "b" (line 2). Send the number of the one that is meant.',
    );
  });
});

test('A text without checkboxes has none to find, in no place.', () => {
  const finds = [() => linesOf('1', '# A\n'), () => linesOf('all', ''), () => listMeant('- a\n')];
  for (const find of finds)
    expect(refused(find)).toBe(
      'not_found: The description has no checkboxes. A checkbox is a list item such as "- [ ] Works offline".',
    );
  expect(refused(() => listMeant('- [-] a\n', { first: 1, last: 1 }))).toContain('has no checkboxes');
});
