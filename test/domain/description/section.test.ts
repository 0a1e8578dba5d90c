import { describe, expect, test } from 'vitest';
import { findSection, foldName } from '../../../src/domain/description/section.ts';
import { refusal } from '../../support/refusal.ts';

const text = '# A\n\n## Sub `x`\n\n## sub\n\n### A\n\n# C# #\n# #1 first\n# Cafe\u0301\n';
const line = (name: string) => findSection(text, name).line;
const refused = (run: () => unknown): string => {
  const { code, message, hint } = refusal(run);
  return `${code}: ${message} ${hint}`;
};

describe('A section', () => {
  test.each([
    ['# A', 1],
    ['###  A ', 7],
    ['### A ###', 7],
    ['## Sub `x`', 3],
    [' ## sub `x`\n', 3],
    ['C#', 9],
    ['# C#', 9],
    ['#1 first', 10],
    ['# #1 first', 10],
  ])('is found by its heading with or without its #s: %s', (name, found) => {
    expect(line(name)).toBe(found);
  });

  test('is found by its heading where that ends in signs of its own', () => {
    expect(findSection('Under ## B ##\n===\n', '# Under ## B ##').line).toBe(1);
  });

  test.each([
    ['SUB', 5],
    ['## Sub x', 3],
    ['SUB  `X`', 3],
    ['**sub** [x](/url)', 3],
    ['CAFÉ', 11],
  ])('is found whatever its case, white space, accents and Markdown, if nothing is nearer: %s', (name, found) => {
    expect(line(name)).toBe(found);
  });

  test('that is exactly the same wins over those that are nearly.', () => {
    const nearly = '# a `b`\n# A B\n# a b\n# a  b\n';
    expect(['a b', 'A B', 'a  b', 'a `b`'].map((name) => findSection(nearly, name).line)).toEqual([3, 2, 4, 1]);
  });

  test('that is there several times is refused, with the headings and their lines.', () => {
    expect(refused(() => findSection('## A\nx\n\n# B\n## A\n', 'a'))).toBe(
      'invalid_input: 2 sections are called "a": ## A (line 1), ## A (line 5). Name the lines instead: lines:"1-3" is the first of them.',
    );
    expect(refused(() => line('A'))).toContain('# A (line 1), ### A (line 7)');
  });

  test('that is not there is refused, with the headings that are.', () => {
    expect(refused(() => findSection('# A\n\nB\n---\n', 'Z'))).toBe(
      'not_found: The description has no section "Z"; it has # A (line 1), ## B (line 3). Send one of them as section. A new section is appended without section, with its heading in new.',
    );
    expect(refused(() => findSection('# A\n', '## A'))).toContain('not_found');
    expect(refused(() => findSection('# A\n', 'A #'))).toContain('not_found');
    expect(refused(() => findSection('# A\n', ''))).toContain('not_found');
    expect(refused(() => findSection('## Acceptance\n', '## Aceptance'))).toContain('Send section:"Acceptance".');
    expect(refused(() => findSection('words', 'A'))).toBe(
      'not_found: The description has no section "A"; it has no headings. Name the place by lines or old. A new section is appended without section, with its heading in new.',
    );
  });

  test('is shown with others up to 30, and each cut where it is longer than 60 characters.', () => {
    expect(refused(() => findSection('# h\n'.repeat(30), 'A'))).toContain('# h (line 30). Send');
    expect(refused(() => findSection('# h\n'.repeat(31), 'A'))).toContain('# h (line 30) and 1 more.');
    expect(refused(() => findSection(`# ${'x'.repeat(60)}\n`, 'A'))).toContain(`# ${'x'.repeat(60)} (line 1)`);
    expect(refused(() => findSection(`# ${'x'.repeat(61)}\n`, 'A'))).toContain(`# ${'x'.repeat(59)}… (line 1)`);
    expect(refused(() => findSection(`# ${'😀'.repeat(61)}\n`, 'A'))).toContain(`# ${'😀'.repeat(29)}… (line 1)`);
  });
});

test.each([
  [' A\t b ', 'a b'],
  ['CAFE\u0301', 'caf\u00e9'],
  ['', ''],
])('Compared, the name %j is %j.', (name, folded) => {
  expect(foldName(name)).toBe(folded);
});
