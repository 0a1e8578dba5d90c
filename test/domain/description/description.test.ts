import { describe, expect, test } from 'vitest';
import {
  type Edit,
  editDescription,
  findSection,
  parseRange,
  readLines,
} from '../../../src/domain/description/description.ts';
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

  test('leaves the end of a text without a line break at its end as it is.', () => {
    expect(edited('a\nb', { op: 'replace', lines: '1', new: 'x' })).toBe('x\nb');
    expect(edited('a\nb', { op: 'replace', lines: '2', new: 'x' })).toBe('a\nx');
    expect(edited('a\nb', { op: 'replace', lines: '2', new: 'x\n' })).toBe('a\nx\n');
    expect(edited('a\nb', { op: 'delete', lines: '2' })).toBe('a');
    expect(edited('a\r\n\r\nb', { op: 'delete', lines: '3' })).toBe('a\r\n\r\n');
    expect(edited('a\r\nb', { op: 'delete', lines: '2' })).toBe('a');
    expect(edited('a\nb', { op: 'delete', lines: '1' })).toBe('b');
    expect(edited('a\nb', { op: 'append', lines: '2', new: 'x' })).toBe('a\nb\nx');
    expect(edited('a\nb', { op: 'append', lines: '1', new: 'x' })).toBe('a\nx\nb');
  });

  test('writes the line ending that most lines have, and leaves the others as they are.', () => {
    expect(edited('a\r\nb\r\nc\n', { op: 'replace', lines: '2', new: 'x\ny' })).toBe('a\r\nx\r\ny\r\nc\n');
    expect(edited('a\nb\r\nc\n', { op: 'append', lines: '1', new: 'x\r\ny' })).toBe('a\nx\ny\nb\r\nc\n');
    expect(edited('a\r\nb', { op: 'append', lines: '2', new: 'x' })).toBe('a\r\nb\r\nx');
    expect(edited('a\rb\nc\u2028d\n', { op: 'delete', lines: '2' })).toBe('a\rb\n');
  });

  test('takes emoji and combining characters as they are.', () => {
    expect(edited('👩‍👩‍👧\ne\u0301\nz\n', { op: 'replace', lines: '2', new: '\u0301é🏳️‍🌈' })).toBe(
      '👩‍👩‍👧\n\u0301é🏳️‍🌈\nz\n',
    );
  });

  test('is refused where the lines are not there, with how many there are.', () => {
    const error = (lines: string) => refusal(() => edited(text, { op: 'delete', lines }));
    expect(error('3-5')).toBe(
      'invalid_input: The description has 3 lines; "3-5" goes beyond. Read it with lines:"1-" first.',
    );
    expect(error('4')).toContain('has 3 lines; "4" goes beyond.');
    expect(error('0')).toContain('lines are numbered from 1');
    expect(error('3-2')).toBe('invalid_input: "3-2" ends before it begins. Send lines:"2-3".');
    expect(error('two')).toBe('invalid_input: "two" is no range of lines. Send lines:"8-10", "8" or "8-".');
    expect(refusal(() => edited('', { op: 'delete', lines: '1' }))).toContain('The description is empty');
    expect(refusal(() => edited(text, { op: 'prepend', lines: '5', new: 'x' }))).toContain('has 3 lines');
  });
});

test('A range of lines can be written in several ways.', () => {
  const range = (written: string) => Object.values(parseRange(written, 12)).join('-');
  expect(['8-10', ' 8 - 10 ', '8..10', '8:10', 'L8-L10', '8–10'].map(range)).toEqual(Array(6).fill('8-10'));
  expect(['8', '8-', '-8', 'L8'].map(range)).toEqual(['8-8', '8-12', '1-8', '8-8']);
  for (const wrong of ['', '-', 'a', '1-2-3', '1,2', '1.5', '1e1', '-L'])
    expect(
      refusal(() => range(wrong)),
      wrong,
    ).toContain('is no range of lines');
});

test('Lines are read without their endings, and as many as there are.', () => {
  expect(readLines('a\r\nb\nc', '2-9')).toEqual({ first: 2, lines: ['b', 'c'], total: 3 });
  expect(readLines('a\n\n', '1-')).toEqual({ first: 1, lines: ['a', ''], total: 2 });
  expect(readLines('', '1-')).toEqual({ first: 1, lines: [], total: 0 });
  expect(readLines('', '1-20')).toEqual({ first: 1, lines: [], total: 0 });
  expect(refusal(() => readLines('a', '2-'))).toContain('has 1 line; "2-" goes beyond.');
  expect(refusal(() => readLines('', '2'))).toContain('has 0 lines; "2" goes beyond.');
});

describe('An edit of old text', () => {
  test('changes just that.', () => {
    expect(edited('one two three', { op: 'replace', old: 'two', new: 'x\ny' })).toBe('one x\ny three');
    expect(edited('one two three', { op: 'append', old: 'two', new: '!' })).toBe('one two! three');
    expect(edited('one two three', { op: 'prepend', old: 'two', new: '!' })).toBe('one !two three');
    expect(edited('one two three', { op: 'delete', old: ' two' })).toBe('one three');
    expect(edited('a\nb\nc', { op: 'delete', old: 'b\n' })).toBe('a\nc');
  });

  test('says which lines it wrote.', () => {
    expect(written('a\nb c\nd', { op: 'replace', old: 'c', new: 'x\ny\n' })).toBe('2-3');
    expect(written('a\nb c\nd', { op: 'delete', old: 'c' })).toBe('2-1');
    expect(written('a\nb c\nd', { op: 'append', old: 'd', new: '!' })).toBe('3-3');
  });

  test('finds it with other line breaks, and writes those of the text.', () => {
    expect(edited('a\r\nb\r\nc\r\n', { op: 'replace', old: 'a\nb\n', new: 'x\ny\n' })).toBe('x\r\ny\r\nc\r\n');
    expect(edited('a\r\nb\r\nc\r\n', { op: 'replace', old: '\nb', new: '\nB' })).toBe('a\r\nB\r\nc\r\n');
    expect(edited('a\nb\n', { op: 'replace', old: 'a\r\nb', new: 'x' })).toBe('x\n');
  });

  test('is refused for none and for several, with the lines.', () => {
    const error = (text: string, old: string) => refusal(() => edited(text, { op: 'replace', old, new: 'x' }));
    expect(error('a\nb a\na', 'a')).toBe(
      'invalid_input: old is there 3 times, on lines 1, 2, 3. Send more of the text around it as old, or lines:"1".',
    );
    expect(error('aaa', 'aa')).toContain('old is there 2 times, on line 1.');
    expect(error('a'.repeat(1000), 'a')).toContain('at least 100 times');
    expect(error('a\n  Some words\n', 'some words')).toBe(
      'not_found: old is not in the description; line 2 comes near: "  Some words". Read it with lines:"2" first.',
    );
    expect(error('a', 'z')).toBe('not_found: old is not in the description. Read it with lines:"1-" first.');
    expect(error('a', '')).toContain('invalid_input: old is empty.');
  });

  test('never finds half of a character.', () => {
    expect(refusal(() => edited('😀', { op: 'delete', old: '\uD83D' }))).toContain('not_found');
  });
});

describe('An edit of a section', () => {
  const text = '# Top\n\nintro\n\n## Context\n\nold\nlines\n\n## Done when\n- [ ] a\n';

  test('replaces what is under the heading, between the blank lines there.', () => {
    expect(edited(text, { op: 'replace', section: 'Context', new: 'new' })).toBe(
      '# Top\n\nintro\n\n## Context\n\nnew\n\n## Done when\n- [ ] a\n',
    );
    expect(edited(text, { op: 'replace', section: '## Done when', new: '\n\n- [ ] b\n\n' })).toBe(
      '# Top\n\nintro\n\n## Context\n\nold\nlines\n\n## Done when\n- [ ] b\n',
    );
    expect(written(text, { op: 'replace', section: 'Context', new: 'a\nb\nc' })).toBe('7-9');
    expect(edited(text, { op: 'replace', section: '# Top', new: 'all' })).toBe('# Top\n\nall\n');
  });

  test('leaves out the heading where the content repeats it.', () => {
    const result = '# Top\n\nintro\n\n## Context\n\nnew\n\n## Done when\n- [ ] a\n';
    for (const heading of ['## Context', '## context ##', '# Context', 'Context\n---', '\n## Context\n'])
      expect(edited(text, { op: 'replace', section: 'Context', new: `${heading}\n\nnew\n` }), heading).toBe(result);
    expect(edited('## A\nx\n', { op: 'append', section: 'A', new: '## A\n\ny' })).toBe('## A\nx\ny\n');
    expect(edited('## A\nx\n', { op: 'prepend', section: 'A', new: '## A\n\ny' })).toBe('## A\ny\nx\n');
    expect(edited('## A\nx\n', { op: 'replace', section: 'A', new: '## A\n## A\ny' })).toBe('## A\n## A\ny\n');
    expect(edited('## A\nx\n', { op: 'replace', section: 'A', new: '### A\ny' })).toBe('## A\n### A\ny\n');
    expect(edited('## A\nx\n', { op: 'replace', section: 'A', new: 'words\n## A\ny' })).toBe('## A\nwords\n## A\ny\n');
  });

  test('empties a section, and fills an empty one.', () => {
    expect(edited(text, { op: 'replace', section: 'Context', new: '' })).toBe(
      '# Top\n\nintro\n\n## Context\n\n## Done when\n- [ ] a\n',
    );
    expect(edited('# A\n\nx\n', { op: 'replace', section: 'A', new: '\n' })).toBe('# A\n');
    expect(edited('# A\n\nx', { op: 'replace', section: 'A', new: '# A' })).toBe('# A');
    expect(edited('# A', { op: 'replace', section: 'A', new: 'x' })).toBe('# A\n\nx');
    expect(edited('# A\n', { op: 'append', section: 'A', new: 'x\n' })).toBe('# A\n\nx\n');
    expect(edited('# A\n\n', { op: 'append', section: 'A', new: 'x' })).toBe('# A\n\nx\n');
    expect(edited('# A\n\n# B\n', { op: 'replace', section: 'A', new: 'x' })).toBe('# A\n\nx\n\n# B\n');
    expect(edited('# A\n# B\n', { op: 'prepend', section: 'A', new: 'x' })).toBe('# A\n\nx\n\n# B\n');
    expect(edited('# A\n# B\ntight\n', { op: 'replace', section: 'A', new: 'x' })).toBe('# A\nx\n# B\ntight\n');
    expect(edited('# A\r\n# B\r\n', { op: 'replace', section: 'A', new: 'x\ny' })).toBe(
      '# A\r\n\r\nx\r\ny\r\n\r\n# B\r\n',
    );
    expect(written('# A\n# B\n', { op: 'replace', section: 'A', new: 'x\ny' })).toBe('3-4');
  });

  test('appends at its end, with all that is under it, and before the blank lines there.', () => {
    const nested = '## A\n\na\n\n### B\n\nb\n\n\n## C\n';
    expect(edited(nested, { op: 'append', section: 'A', new: 'x' })).toBe('## A\n\na\n\n### B\n\nb\nx\n\n\n## C\n');
    expect(edited(nested, { op: 'append', section: 'A', new: '\nx\n\n' })).toBe(
      '## A\n\na\n\n### B\n\nb\n\nx\n\n\n## C\n',
    );
    expect(edited(text, { op: 'append', section: 'Done when', new: '- [ ] b' })).toBe(`${text}- [ ] b\n`);
    expect(edited('# A\nx', { op: 'append', section: 'A', new: 'y' })).toBe('# A\nx\ny');
    expect(edited('# A\nx', { op: 'append', section: 'A', new: 'y\n' })).toBe('# A\nx\ny\n');
    expect(written(nested, { op: 'append', section: 'A', new: '\nx' })).toBe('8-9');
    expect(edited(nested, { op: 'append', section: 'A', new: '' })).toBe(nested);
  });

  test('prepends under the heading.', () => {
    expect(edited(text, { op: 'prepend', section: 'Context', new: 'x' })).toBe(
      '# Top\n\nintro\n\n## Context\n\nx\nold\nlines\n\n## Done when\n- [ ] a\n',
    );
    expect(edited(text, { op: 'prepend', section: 'Context', new: '\nx\n\n' })).toBe(
      '# Top\n\nintro\n\n## Context\n\nx\n\nold\nlines\n\n## Done when\n- [ ] a\n',
    );
    expect(edited('## A\n\n### B\n', { op: 'prepend', section: 'A', new: 'x' })).toBe('## A\n\nx\n\n### B\n');
    expect(edited('## A\n### B\n', { op: 'prepend', section: 'A', new: 'x' })).toBe('## A\nx\n### B\n');
  });

  test('deletes it with its heading and what is under it.', () => {
    expect(edited(text, { op: 'delete', section: 'Context' })).toBe('# Top\n\nintro\n\n## Done when\n- [ ] a\n');
    expect(edited(text, { op: 'delete', section: 'Top' })).toBe('');
    expect(edited('x\n\nA\n===\n\ny', { op: 'delete', section: 'A' })).toBe('x\n\n');
    expect(editDescription(text, { op: 'delete', section: 'Done when' })).toMatchObject({ first: 10, last: 9 });
  });

  test('keeps setext headings, and puts a blank line where the text would become a part of one.', () => {
    const setext = 'A\n===\n\nx\n\nB\n---\ny\n';
    expect(edited(setext, { op: 'replace', section: 'A', new: 'z' })).toBe('A\n===\n\nz\n');
    expect(edited(setext, { op: 'replace', section: '## B', new: 'B\n---\nz' })).toBe('A\n===\n\nx\n\nB\n---\nz\n');
    expect(edited('# A\n```\n```\nB\n===\n', { op: 'replace', section: 'A', new: 'x' })).toBe('# A\nx\n\nB\n===\n');
    expect(edited('# A\n---\nx\n', { op: 'prepend', section: 'A', new: 'y' })).toBe('# A\ny\n\n---\nx\n');
    expect(edited('# A\n```\n```\nB\n===\n', { op: 'replace', section: 'A', new: '- x\n\n```\nopen' })).toBe(
      '# A\n- x\n\n```\nopen\nB\n===\n',
    );
  });

  test('sees no headings in code fences.', () => {
    const fenced = '## A\n\n```md\n## B\n```\n\n## B\n\nb\n';
    expect(edited(fenced, { op: 'replace', section: 'B', new: 'x' })).toBe('## A\n\n```md\n## B\n```\n\n## B\n\nx\n');
    expect(edited(fenced, { op: 'replace', section: 'A', new: 'x' })).toBe('## A\n\nx\n\n## B\n\nb\n');
  });
});

describe('A section', () => {
  const text = '# A\n\n## Sub `x`\n\n## sub\n\n### A\n\n# C# #\n# #1 first\n# Cafe\u0301\n';
  const line = (name: string) => findSection(text, name).line;

  test('is found by its heading with or without its #s.', () => {
    expect([line('# A'), line('###  A '), line('## Sub `x`'), line('### A ###')]).toEqual([1, 7, 3, 7]);
    expect([line('C#'), line('# C#'), line('#1 first'), line('# #1 first')]).toEqual([9, 9, 10, 10]);
  });

  test('is found whatever its case, white space, accents and Markdown, if nothing is nearer.', () => {
    expect([line('SUB'), line('## Sub x'), line('SUB  `X`'), line('CAFÉ')]).toEqual([5, 3, 3, 11]);
  });

  test('that is there several times is refused, with the headings and their lines.', () => {
    expect(refusal(() => findSection('## A\nx\n\n# B\n## A\n', 'a'))).toBe(
      'invalid_input: 2 sections are called "a": ## A (line 1), ## A (line 5). Name the lines instead: lines:"1-3" is the first of them.',
    );
    expect(refusal(() => line('A'))).toContain('# A (line 1), ### A (line 7)');
  });

  test('that is not there is refused, with the headings that are.', () => {
    expect(refusal(() => findSection('# A\n\nB\n---\n', 'Z'))).toBe(
      'not_found: The description has no section "Z"; it has # A (line 1), ## B (line 3). Send one of them as section.',
    );
    expect(refusal(() => findSection('# A\n', '## A'))).toContain('not_found');
    expect(refusal(() => findSection('## Acceptance\n', '## Aceptance'))).toContain('Send section:"Acceptance".');
    expect(refusal(() => findSection('words', 'A'))).toContain('it has no headings.');
    expect(refusal(() => findSection('# h\n'.repeat(40), 'A'))).toContain('# h (line 30) and 10 more.');
  });
});

describe('A checkbox', () => {
  const text = '- [ ] First thing\n- [x] second\n  - [ ] Nested *one*\n\n1. [X] 404\r\n';

  test('is checked and unchecked by its number, and nothing else changes.', () => {
    expect(editDescription(text, { op: 'check', checkbox: '3' })).toEqual({
      text: text.replace('- [ ] Nested', '- [x] Nested'),
      first: 3,
      last: 3,
      shown: 'checked',
    });
    expect(edited(text, { op: 'uncheck', checkbox: '4' })).toBe(text.replace('[X]', '[ ]'));
    expect(edited(text, { op: 'check', checkbox: '4' })).toBe(text);
    expect(written(text, { op: 'check', checkbox: '2' })).toBe('2-2');
  });

  test('is found by its text: the same, else whatever its case, else a part of one only.', () => {
    const check = (checkbox: string) => written(text, { op: 'check', checkbox });
    expect(
      ['First thing', 'first  THING', 'thing', '- [ ] First thing', '[x] Second', '404', 'nested *'].map(check),
    ).toEqual(['1-1', '1-1', '1-1', '1-1', '2-2', '5-5', '3-3']);
    expect(refusal(() => check('s'))).toBe(
      'invalid_input: "s" is in several checkboxes: 1 "First thing" (line 1), 2 "second" (line 2), 3 "Nested *one*" (line 3). Send its number: checkbox:"1".',
    );
    expect(refusal(() => check('9'))).toContain(
      'not_found: There is no checkbox "9"; there is 1 "First thing" (line 1)',
    );
    expect(refusal(() => edited('# A\n', { op: 'check', checkbox: '1' }))).toContain(
      'not_found: The description has no checkboxes.',
    );
  });

  test('all are changed together.', () => {
    expect(editDescription(text, { op: 'check', checkbox: 'all' })).toMatchObject({
      text: text.replaceAll('[ ]', '[x]'),
      first: 1,
      last: 3,
    });
    expect(edited(text, { op: 'uncheck', checkbox: 'ALL' })).toBe(text.replace(/\[x\]/gi, '[ ]'));
  });

  test('needs no name where it is the only one, and a place means all that are there.', () => {
    expect(edited('a\n- [ ] b', { op: 'check' })).toBe('a\n- [x] b');
    expect(refusal(() => edited(text, { op: 'check' }))).toContain(
      'invalid_input: There are 4 checkboxes: 1 "First thing" (line 1)',
    );
    expect(edited('- [ ] a\n- [ ] b\n- [ ] c\n', { op: 'check', lines: '1-2' })).toBe('- [x] a\n- [x] b\n- [ ] c\n');
    expect(edited('# A\n- [ ] a\n- [ ] b\n# B\n- [ ] c\n', { op: 'check', section: 'A' })).toBe(
      '# A\n- [x] a\n- [x] b\n# B\n- [ ] c\n',
    );
    expect(edited('- [ ] a\n- [ ] b\n', { op: 'check', old: 'b\n' })).toBe('- [ ] a\n- [x] b\n');
    expect(refusal(() => edited('- [ ] a\n# B\n', { op: 'check', section: 'B' }))).toContain(
      'not_found: There is no checkbox in that place; there is 1 "a"',
    );
  });

  test('gets a new text behind its marker.', () => {
    expect(edited(text, { op: 'replace', checkbox: '1', new: ' Other\n' })).toBe(text.replace('First thing', 'Other'));
    expect(edited(text, { op: 'replace', checkbox: '1', new: '- [x] Other' })).toBe(
      text.replace('[ ] First thing', '[x] Other'),
    );
    expect(edited('- [x] a\n  - [ ] b\n    more\n- c\n', { op: 'replace', checkbox: '2', new: 'x\ny' })).toBe(
      '- [x] a\n  - [ ] x\n    y\n- c\n',
    );
    expect(edited('> 1. [ ] a\n> b\n', { op: 'replace', checkbox: '1', new: 'x\ny' })).toBe('> 1. [ ] x\n>    y\n');
    expect(refusal(() => edited(text, { op: 'replace', checkbox: '1', new: '- [ ] ' }))).toContain(
      'invalid_input: A checkbox needs a text.',
    );
  });

  test('gets others after and before it.', () => {
    expect(edited('- [x] a\n  - [ ] b\n- [ ] c\n', { op: 'append', checkbox: '1', new: 'new' })).toBe(
      '- [x] a\n  - [ ] b\n- [ ] new\n- [ ] c\n',
    );
    expect(edited('- [x] a\n  - [ ] b\n- [ ] c\n', { op: 'append', checkbox: 'b', new: 'new\nmore' })).toBe(
      '- [x] a\n  - [ ] b\n  - [ ] new\n    more\n- [ ] c\n',
    );
    expect(edited('- [ ] c', { op: 'prepend', checkbox: '1', new: '- [x] a\n- [ ] b' })).toBe(
      '- [x] a\n- [ ] b\n- [ ] c',
    );
    expect(edited('- a\n  - [ ] b', { op: 'append', checkbox: '1', new: '* [ ] c\n* [ ] d' })).toBe(
      '- a\n  - [ ] b\n  * [ ] c\n  * [ ] d',
    );
    expect(edited('- a\n  - [ ] b', { op: 'append', checkbox: '1', new: '  - [ ] c' })).toBe(
      '- a\n  - [ ] b\n  - [ ] c',
    );
    expect(edited('> * [ ] b\n', { op: 'append', checkbox: '1', new: 'c' })).toBe('> * [ ] b\n> * [ ] c\n');
  });

  test('is deleted with what is nested in it.', () => {
    expect(edited(text, { op: 'delete', checkbox: '1' })).toBe(text.slice(text.indexOf('- [x]')));
    expect(edited(text, { op: 'delete', checkbox: 'second' })).toBe('- [ ] First thing\n\n1. [X] 404\r\n');
    expect(edited('- [ ] a\n- [ ] b', { op: 'delete', checkbox: 'b' })).toBe('- [ ] a');
    expect(refusal(() => edited(text, { op: 'delete', checkbox: 'all' }))).toContain(
      'invalid_input: 4 checkboxes are meant',
    );
  });
});

describe('An edit is refused', () => {
  test('with several places, naming them.', () => {
    expect(refusal(() => edited('a', { op: 'delete', section: 'A', old: 'a' }))).toBe(
      'invalid_input: An edit has one place, and section and old are given. Send one of them only.',
    );
  });

  test('without what is to be written, and with what is not.', () => {
    expect(refusal(() => edited('a', { op: 'append' }))).toContain('invalid_input: append needs new');
    expect(refusal(() => edited('a', { op: 'delete', new: 'x' }))).toContain('invalid_input: delete takes no new.');
    expect(edited('- [ ] a', { op: 'check', new: '' })).toBe('- [x] a');
  });
});

test('An edit of 256 KiB takes less than 100 ms.', () => {
  const part = (at: number) =>
    `## Title ${at}\n\nSome words, and\nmore of them.\n\n- [ ] task ${at}\n  - [x] done\n\n\`\`\`ts\nfoo();\n\`\`\`\n\n`;
  const text = Array.from({ length: 2700 }, (_, at) => part(at)).join('');
  expect(text.length).toBeGreaterThan(250_000);
  const edits: Edit[] = [
    { op: 'replace', section: 'Title 1300', new: 'x' },
    { op: 'append', section: '## Title 1300', new: '- [ ] y' },
    { op: 'check', checkbox: 'task 1300' },
    { op: 'replace', lines: '9000-9010', new: 'x' },
    { op: 'replace', old: 'task 1300\n', new: 'x\n' },
    { op: 'append', new: 'x' },
  ];
  for (const edit of edits) {
    const times = Array.from({ length: 10 }, () => {
      const start = performance.now();
      expect(edited(text, edit)).not.toBe(text);
      return performance.now() - start;
    });
    expect(Math.min(...times), JSON.stringify(edit)).toBeLessThan(100);
  }
}, 30_000);
