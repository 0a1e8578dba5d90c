import { describe, expect, test } from 'vitest';
import { type Edit, editDescription } from '../../../src/domain/description/description.ts';
import { refusal as refused } from '../../support/refusal.ts';

const edited = (text: string, edit: Edit): string => editDescription(text, edit).text;
/** `first-last` of the lines written. */
const written = (text: string, edit: Edit): string => {
  const { first, last } = editDescription(text, edit);
  return `${first}-${last}`;
};
function refusal(run: () => unknown): string {
  const { code, message, hint } = refused(run);
  return `${code}: ${message} ${hint}`;
}

describe('An edit of the whole text', () => {
  test('replaces it by exactly what is given.', () => {
    expect(editDescription('a\r\nb\r\n', { op: 'replace', new: 'x\ny' })).toEqual({
      text: 'x\ny',
      first: 1,
      last: 2,
      shown: 'replaced',
    });
    expect(edited('', { op: 'replace', new: 'x\n\r\n' })).toBe('x\n\r\n');
    expect(editDescription('a', { op: 'delete' })).toEqual({ text: '', first: 1, last: 0, shown: 'deleted' });
  });

  test('appends lines, with the line break that the last one lacks.', () => {
    expect(edited('a', { op: 'append', new: 'b' })).toBe('a\nb');
    expect(edited('a\n', { op: 'append', new: 'b' })).toBe('a\nb\n');
    expect(edited('a', { op: 'append', new: 'b\n' })).toBe('a\nb\n');
    expect(edited('a\r\n', { op: 'append', new: 'b\nc' })).toBe('a\r\nb\r\nc\r\n');
    expect(edited('a', { op: 'append', new: '\r\nb' })).toBe('a\r\n\r\nb');
    expect(edited('', { op: 'append', new: 'b' })).toBe('b');
    expect(written('a\n', { op: 'append', new: '\nb\nc\n' })).toBe('2-4');
    expect(edited('a', { op: 'append', new: '' })).toBe('a');
  });

  test('prepends lines.', () => {
    expect(edited('a', { op: 'prepend', new: 'b' })).toBe('b\na');
    expect(edited('a\r\nb', { op: 'prepend', new: 'x\n' })).toBe('x\r\na\r\nb');
    expect(edited('', { op: 'prepend', new: 'b\n' })).toBe('b\n');
    expect(written('a', { op: 'prepend', new: 'x\ny' })).toBe('1-2');
  });
});

describe('An edit of lines', () => {
  const text = 'one\ntwo\nthree\n';

  test('replaces them by any number of lines.', () => {
    expect(edited(text, { op: 'replace', lines: '2', new: 'zwei' })).toBe('one\nzwei\nthree\n');
    expect(edited(text, { op: 'replace', lines: '2-3', new: 'x\n' })).toBe('one\nx\n');
    expect(edited(text, { op: 'replace', lines: '2', new: 'x\ny\n\n' })).toBe('one\nx\ny\n\nthree\n');
    expect(edited(text, { op: 'replace', lines: '1-', new: 'x' })).toBe('x\n');
    expect(edited(text, { op: 'replace', lines: '2', new: '' })).toBe('one\nthree\n');
    expect(edited(text, { op: 'replace', lines: '2', new: '\n' })).toBe('one\n\nthree\n');
    expect(editDescription(text, { op: 'replace', lines: '2', new: 'x\ny' })).toMatchObject({ first: 2, last: 3 });
  });

  test('inserts after and before them.', () => {
    expect(edited(text, { op: 'append', lines: '1', new: 'x' })).toBe('one\nx\ntwo\nthree\n');
    expect(edited(text, { op: 'append', lines: '1-2', new: 'x' })).toBe('one\ntwo\nx\nthree\n');
    expect(edited(text, { op: 'prepend', lines: '2-3', new: 'x\n' })).toBe('one\nx\ntwo\nthree\n');
    expect(edited(text, { op: 'append', lines: '0', new: 'x' })).toBe('x\none\ntwo\nthree\n');
    expect(edited(text, { op: 'prepend', lines: '4', new: 'x' })).toBe('one\ntwo\nthree\nx\n');
    expect(edited('', { op: 'prepend', lines: '1', new: 'x' })).toBe('x');
    expect(written(text, { op: 'append', lines: '2', new: 'x\ny' })).toBe('3-4');
  });

  test('deletes them.', () => {
    expect(edited(text, { op: 'delete', lines: '1-2' })).toBe('three\n');
    expect(edited(text, { op: 'delete', lines: '3' })).toBe('one\ntwo\n');
    expect(edited(text, { op: 'delete', lines: '1-3' })).toBe('');
    expect(editDescription(text, { op: 'delete', lines: '2-3' })).toMatchObject({ first: 2, last: 1 });
  });

  test('takes emoji and combining characters as they are.', () => {
    expect(edited('👩‍👩‍👧\ne\u0301\nz\n', { op: 'replace', lines: '2', new: '\u0301é🏳️‍🌈' })).toBe(
      '👩‍👩‍👧\n\u0301é🏳️‍🌈\nz\n',
    );
  });

  test('is refused where the lines are not there.', () => {
    expect(refusal(() => edited(text, { op: 'delete', lines: '3-5' }))).toBe(
      'invalid_input: The description has 3 lines; "3-5" goes beyond. Read it with lines:"1-" first.',
    );
    expect(refusal(() => edited(text, { op: 'delete', lines: '0' }))).toContain('lines are numbered from 1');
    expect(refusal(() => edited('', { op: 'delete', lines: '1' }))).toContain('The description is empty');
    expect(refusal(() => edited(text, { op: 'prepend', lines: '5', new: 'x' }))).toContain('has 3 lines');
    expect(refusal(() => edited(text, { op: 'append', lines: '4', new: 'x' }))).toContain('has 3 lines');
  });
});

describe('An edit of old text', () => {
  test('changes just that.', () => {
    expect(edited('one two three', { op: 'replace', old: 'two', new: 'x\ny' })).toBe('one x\ny three');
    expect(edited('one two three', { op: 'append', old: 'two', new: '!' })).toBe('one two! three');
    expect(edited('one two three', { op: 'prepend', old: 'two', new: '!' })).toBe('one !two three');
    expect(edited('one two three', { op: 'delete', old: ' two' })).toBe('one three');
    expect(edited('a\nb\nc', { op: 'delete', old: 'b\n' })).toBe('a\nc');
  });

  test('is deleted with its line break where it is all of its lines, and by itself where it is a part of one.', () => {
    for (const ending of ['\n', '\r\n']) {
      const text = ['one', 'two', 'three', ''].join(ending);
      expect(edited(text, { op: 'delete', old: 'one' })).toBe(`two${ending}three${ending}`);
      expect(edited(text, { op: 'delete', old: 'two' })).toBe(`one${ending}three${ending}`);
      expect(edited(text, { op: 'delete', old: 'two\nthree' })).toBe(`one${ending}`);
      expect(edited(text, { op: 'delete', old: 'hree' })).toBe(`one${ending}two${ending}t${ending}`);
    }
    expect(edited('one\ntwo', { op: 'delete', old: 'two' })).toBe('one');
    expect(edited('one', { op: 'delete', old: 'one' })).toBe('');
    expect(edited('one\n\ntwo\n', { op: 'delete', old: 'one\n\n' })).toBe('two\n');
    expect(edited('# A\none\ntwo\n# B\n', { op: 'delete', section: 'A', old: 'two' })).toBe('# A\none\n# B\n');
    expect(editDescription('a\nb\nc', { op: 'delete', old: 'b' })).toMatchObject({ first: 2, last: 1 });
    expect(edited('a\nb\nc', { op: 'replace', old: 'b', new: '' })).toBe('a\n\nc');
  });

  test('says which lines it wrote.', () => {
    expect(written('a\nb c\nd', { op: 'replace', old: 'c', new: 'x\ny\n' })).toBe('2-3');
    expect(written('a\nb c\nd', { op: 'delete', old: 'c' })).toBe('2-1');
    expect(written('a\nb c\nd', { op: 'append', old: 'd', new: '!' })).toBe('3-3');
  });

  test('writes the line breaks of the text.', () => {
    expect(edited('a\r\nb\r\nc\r\n', { op: 'replace', old: 'a\nb\n', new: 'x\ny\n' })).toBe('x\r\ny\r\nc\r\n');
    expect(edited('a\r\nb\r\nc\r\n', { op: 'replace', old: '\nb', new: '\nB' })).toBe('a\r\nB\r\nc\r\n');
  });

  test('is refused where it is not there once.', () => {
    expect(refusal(() => edited('a', { op: 'delete', old: 'z' }))).toContain(
      'not_found: old is not in the description',
    );
    expect(refusal(() => edited('aa', { op: 'delete', old: 'a' }))).toContain('invalid_input: old is there 2 times');
  });
});

describe('An edit of a section', () => {
  const text = '# Top\n\n## A\nold\n\n## B\n- [ ] b\n';

  test('finds it by its heading, and writes under that or removes both.', () => {
    expect(editDescription(text, { op: 'replace', section: 'a', new: 'new' })).toEqual({
      text: text.replace('old', 'new'),
      first: 4,
      last: 4,
      shown: 'replaced',
    });
    expect(edited(text, { op: 'append', section: '## A', new: 'x' })).toBe(text.replace('old', 'old\nx'));
    expect(edited(text, { op: 'prepend', section: 'A', new: 'x' })).toBe(text.replace('old', 'x\nold'));
    expect(edited(text, { op: 'delete', section: 'A' })).toBe(text.replace('## A\nold\n\n', ''));
    expect(refusal(() => edited(text, { op: 'delete', section: 'C' }))).toContain('has no section "C"');
  });
});

describe('An edit of a checkbox', () => {
  const text = '- [ ] a\n  - [x] b\n- [ ] c\n';

  test('checks and unchecks one, or all.', () => {
    expect(editDescription(text, { op: 'check', checkbox: '3' })).toEqual({
      text: text.replace('[ ] c', '[x] c'),
      first: 3,
      last: 3,
      shown: 'checked',
    });
    expect(edited(text, { op: 'uncheck', checkbox: 'b' })).toBe(text.replace('[x]', '[ ]'));
    expect(edited(text, { op: 'check', checkbox: 'all' })).toBe(text.replaceAll('[ ]', '[x]'));
  });

  test('needs no name where it is the only one, and a place means all that are there.', () => {
    expect(edited('a\n- [ ] b', { op: 'check' })).toBe('a\n- [x] b');
    expect(refusal(() => edited(text, { op: 'check' }))).toContain('invalid_input: There are 3 checkboxes');
    expect(edited('- [ ] a\n- [ ] b\n- [ ] c\n', { op: 'check', lines: '1-2' })).toBe('- [x] a\n- [x] b\n- [ ] c\n');
    expect(edited('# A\n- [ ] a\n- [ ] b\n# B\n- [ ] c\n', { op: 'check', section: 'A' })).toBe(
      '# A\n- [x] a\n- [x] b\n# B\n- [ ] c\n',
    );
    expect(edited('- [ ] a\n- [ ] b\n', { op: 'check', old: 'b\n' })).toBe('- [ ] a\n- [x] b\n');
    expect(refusal(() => edited('- [ ] a\n# B\n', { op: 'check', section: 'B' }))).toContain(
      'not_found: There is no checkbox in that place',
    );
  });

  test('writes its text, others beside it, or removes it, of one only.', () => {
    expect(edited(text, { op: 'replace', checkbox: 'b', new: 'x' })).toBe(text.replace('b', 'x'));
    expect(edited(text, { op: 'append', checkbox: 'c', new: 'x' })).toBe(`${text}- [ ] x\n`);
    expect(edited(text, { op: 'prepend', checkbox: 'c', new: 'x' })).toBe(text.replace('- [ ] c', '- [ ] x\n- [ ] c'));
    expect(edited(text, { op: 'delete', checkbox: '1' })).toBe('- [ ] c\n');
    expect(refusal(() => edited(text, { op: 'delete', checkbox: 'all' }))).toBe(
      'invalid_input: 3 checkboxes are meant; only check and uncheck take several. Send the number of one of them.',
    );
  });
});

describe('A section beside another place', () => {
  const text = [
    '# A',
    '- [ ] one',
    'same',
    '# B',
    '',
    '- [ ] two',
    '- [ ] three',
    'same',
    '# C',
    '- [ ] four',
    '',
  ].join('\n');

  test('counts the boxes in it, and knows their texts.', () => {
    expect(edited(text, { op: 'check', section: 'B', checkbox: '2' })).toBe(text.replace('[ ] three', '[x] three'));
    expect(edited(text, { op: 'check', section: 'B', checkbox: 'all' })).toBe(
      text.replace('[ ] two', '[x] two').replace('[ ] three', '[x] three'),
    );
    expect(edited(text, { op: 'delete', section: 'C', checkbox: 'four' })).toBe(text.replace('- [ ] four\n', ''));
    expect(refusal(() => edited(text, { op: 'check', section: 'B', checkbox: 'four' }))).toBe(
      'not_found: In section "B": There is no checkbox "four"; there is 1 "two" (line 6), 2 "three same" (line 7). Send the number of the one that is meant.',
    );
  });

  test('is where the old text is looked for.', () => {
    expect(edited(text, { op: 'replace', section: 'B', old: 'same', new: 'other' })).toBe(
      text.replace('three\nsame', 'three\nother'),
    );
    expect(editDescription(text, { op: 'replace', section: 'B', old: 'same', new: 'other' })).toMatchObject({
      first: 8,
      last: 8,
    });
    expect(refusal(() => edited(text, { op: 'delete', section: 'C', old: 'same' }))).toBe(
      'not_found: In section "C": old is not in the description. Read it with lines:"1-" first.',
    );
    expect(refusal(() => edited(text, { op: 'delete', section: 'B', old: '\n# B' }))).toBe(
      'not_found: In section "B": old begins before it. Send text of the section as old.',
    );
  });

  test('holds its lines, which keep the numbers of the whole.', () => {
    expect(edited(text, { op: 'delete', section: 'B', lines: '6-7' })).toBe(
      text.replace('- [ ] two\n- [ ] three\n', ''),
    );
    for (const lines of ['3', '3-5', '8-9'])
      expect(refusal(() => edited(text, { op: 'delete', section: 'B', lines }))).toContain(
        'Section "B" has lines 4-8;',
      );
  });

  test('leaves every byte outside of it, whatever its line endings.', () => {
    const dos = text.replaceAll('\n', '\r\n');
    expect(edited(dos, { op: 'append', section: 'B', checkbox: '1', new: '- [ ] new' })).toBe(
      dos.replace('two\r\n', 'two\r\n- [ ] new\r\n'),
    );
  });
});

describe('An edit is refused', () => {
  test('with several places, naming them.', () => {
    expect(refusal(() => edited('a', { op: 'delete', lines: '1', old: 'a' }))).toBe(
      'invalid_input: An edit has one place, and lines and old are given. Send one of them only, beside a section if need be.',
    );
  });

  test('without what is to be written, and with what is not.', () => {
    expect(refusal(() => edited('a', { op: 'append' }))).toContain('invalid_input: append needs new');
    expect(refusal(() => edited('a', { op: 'delete', new: 'x' }))).toContain('invalid_input: delete takes no new.');
    expect(edited('- [ ] a', { op: 'check', new: '' })).toBe('- [x] a');
  });
});
