import { describe, expect, test } from 'vitest';
import { checkboxPatch, markCheckboxes } from '../../../src/domain/description/checkbox-edit.ts';
import { checkboxes } from '../../../src/domain/description/outline.ts';
import { applyPatch, draft, type Patched, type WriteOp } from '../../../src/domain/description/patch.ts';
import { refusal } from '../../support/refusal.ts';

const text = '- [ ] First thing\n- [x] second\n  - [ ] Nested *one*\n\n1. [X] 404\r\n';

describe('Marking', () => {
  const marked = (checked: boolean, ...numbers: number[]) => {
    const boxes = checkboxes(text);
    return markCheckboxes(
      text,
      numbers.map((number) => boxes[number - 1]!),
      checked,
    );
  };

  test('changes the one character between the brackets.', () => {
    expect(marked(true, 1)).toEqual({ text: text.replace('[ ] First', '[x] First'), first: 1, last: 1 });
    expect(marked(true, 3)).toEqual({ text: text.replace('- [ ] Nested', '- [x] Nested'), first: 3, last: 3 });
    expect(marked(false, 4)).toEqual({ text: text.replace('[X]', '[ ]'), first: 5, last: 5 });
  });

  test('leaves what is so already, also a capital X.', () => {
    expect(marked(true, 4)).toEqual({ text, first: 5, last: 5 });
    expect(marked(false, 1, 3)).toEqual({ text, first: 1, last: 3 });
  });

  test('of several says the first and the last line that it changed.', () => {
    expect(marked(true, 1, 2)).toMatchObject({ first: 1, last: 1 });
    expect(marked(true, 1, 2, 3, 4)).toEqual({ text: text.replaceAll('[ ]', '[x]'), first: 1, last: 3 });
    expect(marked(false, 1, 2, 3, 4)).toEqual({ text: text.replace(/\[x\]/gi, '[ ]'), first: 2, last: 5 });
  });
});

function patched(of: string, op: WriteOp, number: number, content?: string): Patched {
  return applyPatch(of, checkboxPatch(draft(of, content), op, checkboxes(of)[number - 1]!));
}
const edited = (of: string, op: WriteOp, number: number, content?: string): string =>
  patched(of, op, number, content).text;

describe('A new text of a checkbox', () => {
  test.each([
    ['stands behind its marker', '- [ ] a\n- b\n', 1, ' Other\n', '- [ ] Other\n- b\n'],
    ['keeps its state', '1. [X] a', 1, 'b', '1. [X] b'],
    ['brings a state with a marker of its own', '- [ ] a\n', 1, '- [x] b', '- [x] b\n'],
    ['brings a state without a list marker', '- [x] a\n', 1, '[ ] b', '- [ ] b\n'],
    ['brings a state in a numbered or quoted marker', '- [ ] a\n', 1, '> 2) [X] b', '- [X] b\n'],
    ['keeps blanks behind the brackets', '- [ ]  a', 1, 'b', '- [ ]  b'],
    ['hangs further lines', '- [x] a\n  - [ ] b\n    more\n- c\n', 2, 'x\ny', '- [x] a\n  - [ ] x\n    y\n- c\n'],
    ['hangs no line that hangs already', '- [ ] a\n', 1, 'x\n  y\n    z', '- [ ] x\n  y\n    z\n'],
    ['hangs no blank line', '- [ ] a\n', 1, 'x\n\ny', '- [ ] x\n\n  y\n'],
    ['hangs lines behind quote marks', '> 1. [ ] a\n> b\n', 1, 'x\ny', '> 1. [ ] x\n>    y\n'],
    ['hangs lines behind tabs', '- a\n\t- [ ] b\n', 1, 'x\ny', '- a\n\t- [ ] x\n\t  y\n'],
    ['takes the line ending of the text', '- [ ] a\r\n- b\r\n', 1, 'x\ny', '- [ ] x\r\n  y\r\n- b\r\n'],
    ['keeps what is no marker', '- [ ] a\n', 1, '[-] b', '- [ ] [-] b\n'],
  ])('%s.', (_, of, number, content, result) => {
    expect(edited(of, 'replace', number, content)).toBe(result);
  });

  test('says its lines.', () => {
    expect(patched('- a\n- [ ] b\n- c', 'replace', 1, 'x\ny')).toMatchObject({ first: 2, last: 3 });
  });

  test.each(['', ' \n', '- [ ] ', '[x]', '1. [ ]\t'])('is refused without words: %j', (content) => {
    const { code, message, hint } = refusal(() => edited(text, 'replace', 1, content));
    expect([code, message]).toEqual(['invalid_input', 'A checkbox needs a text.']);
    expect(hint).toBe('Send it as new, or op:"delete" to remove the checkbox.');
  });
});

describe('Lines beside a checkbox', () => {
  test.each([
    ['become one', '- [x] a\n- [ ] c\n', 1, 'new', '- [x] a\n- [ ] new\n- [ ] c\n'],
    ['follow what is nested in it', '- [x] a\n  - [ ] b\n- c\n', 1, 'new', '- [x] a\n  - [ ] b\n- [ ] new\n- c\n'],
    ['are as deep as it', '- [x] a\n  - [ ] b\n', 2, 'new\nmore', '- [x] a\n  - [ ] b\n  - [ ] new\n    more\n'],
    ['have its marker', '- a\n  1) [ ] b', 1, 'c\nd', '- a\n  1) [ ] b\n  1) [ ] c\n     d'],
    ['have its quote marks', '> * [ ] b\n', 1, 'c', '> * [ ] b\n> * [ ] c\n'],
    ['keep their own markers', '- a\n  - [ ] b', 1, '* [ ] c\n* d', '- a\n  - [ ] b\n  * [ ] c\n  * d'],
    ['are taken as they are where they are as deep already', '- a\n  - [ ] b', 1, '  - c', '- a\n  - [ ] b\n  - c'],
    ['are words where they only begin as deep', '- a\n  - [ ] b', 1, '  c', '- a\n  - [ ] b\n  - [ ]   c'],
    ['have blanks for other markers on its line', '- 1. [ ] b\n', 1, 'c', '- 1. [ ] b\n  1. [ ] c\n'],
    ['keep blank lines blank', '- a\n  - [ ] b\n', 1, 'c\n\nd', '- a\n  - [ ] b\n  - [ ] c\n\n    d\n'],
    ['have the line ending of the text', '- [ ] a\r\n', 1, 'c\nd', '- [ ] a\r\n- [ ] c\r\n  d\r\n'],
  ])('%s.', (_, of, number, content, result) => {
    expect(edited(of, 'append', number, content)).toBe(result);
  });

  test('go before it where they are prepended.', () => {
    expect(edited('- [ ] c', 'prepend', 1, '- [x] a\n- [ ] b')).toBe('- [x] a\n- [ ] b\n- [ ] c');
    expect(patched('- [x] a\n  - [ ] b\n', 'prepend', 2, 'new')).toEqual({
      text: '- [x] a\n  - [ ] new\n  - [ ] b\n',
      first: 2,
      last: 2,
    });
  });

  test('say where they are.', () => {
    expect(patched('- [x] a\n  - b\n- c\n', 'append', 1, 'x\ny')).toMatchObject({ first: 3, last: 4 });
  });
});

test('A checkbox is deleted with what is nested in it.', () => {
  expect(edited(text, 'delete', 1)).toBe(text.slice(text.indexOf('- [x]')));
  expect(edited(text, 'delete', 2, 'ignored')).toBe('- [ ] First thing\n\n1. [X] 404\r\n');
  expect(edited('- [ ] a\n- [ ] b', 'delete', 2)).toBe('- [ ] a');
});
