import { describe, expect, test } from 'vitest';
import { type Edit, editDescription } from '../../../src/domain/description/description.ts';
import { checkboxes, outline } from '../../../src/domain/description/outline.ts';
import { growth, linear } from '../../support/work.ts';

const part = (at: number) =>
  `## Title ${at}\n\nSome words, and\nmore of them.\n\n- [ ] task ${at}\n  - [x] done\n\n\`\`\`ts\nfoo();\n\`\`\`\n\n`;
const partsOf = (count: number) => Array.from({ length: count }, (_, at) => part(at)).join('');

describe('The work of a long text grows with its length', () => {
  test.each<[string, (text: string) => { length: number }]>([
    ['headings', outline],
    ['checkboxes', checkboxes],
  ])('where its %s are read.', (_, read) => {
    expect(read(partsOf(400)).length).toBeGreaterThanOrEqual(400);
    expect(growth(800, (count) => read(partsOf(count)))).toBeLessThan(linear);
  });

  test.each<[Edit]>([
    [{ op: 'replace', section: 'Title 0', new: 'x' }],
    [{ op: 'append', section: '## Title 0', new: '- [ ] y' }],
    [{ op: 'check', checkbox: 'task 0' }],
    [{ op: 'replace', lines: '9-10', new: 'x' }],
    [{ op: 'replace', old: 'task 0\n', new: 'x\n' }],
    [{ op: 'append', new: 'x' }],
  ])('where it is edited: %j', (edit) => {
    expect(editDescription(partsOf(400), edit).text).not.toBe(partsOf(400));
    expect(growth(800, (count) => editDescription(partsOf(count), edit))).toBeLessThan(linear);
  });
});

// Half of them nest as deep as the parser is let: it alone would need the square of their length.
test.each<[string, (count: number) => unknown, unknown]>([
  [
    'quotes in quotes',
    (count) => outline(`${'> '.repeat(count)}# no\n\n# Out\n`).map(({ text, line }) => [text, line]),
    [['Out', 3]],
  ],
  [
    'lists in lists',
    (count) => checkboxes(`${'- * '.repeat(count)}[ ] no\n\n- [ ] Out\n`).map(({ text, line }) => [text, line]),
    [['Out', 3]],
  ],
  [
    'quotes in a quote that never ends',
    (count) =>
      checkboxes(`- [ ] In\n\n${'> - [ ] a\n> > b\n'.repeat(4 * count)}\n- [ ] Out\n`)
        .map(({ text, line }) => [text, line])
        .filter((_, at, { length }) => at < 2 || at > length - 3),
    [
      ['In', 1],
      ['a', 3],
      ['a', 8001],
      ['Out', 8004],
    ],
  ],
  [
    'a paragraph that never ends',
    (count) =>
      checkboxes(`- [ ] In\n${'b\n'.repeat(count)}\n- [ ] Out\n`)
        .map(({ text }) => text)
        .slice(-1),
    ['Out'],
  ],
])('A text made to be slow is read in work that grows with its length: %s', (_, read, expected) => {
  expect(read(1000)).toEqual(expected);
  expect(growth(4000, read)).toBeLessThan(linear);
});

test('A section that is not there is looked for in work that grows with the headings.', () => {
  const missing = (count: number) => {
    try {
      editDescription('## *a*\n'.repeat(count), { op: 'append', section: 'none such', new: 'x' });
    } catch (error) {
      return (error as Error).message;
    }
  };
  expect(missing(100)).toContain('(line 30) and 70 more');
  expect(growth(8000, missing)).toBeLessThan(linear);
});
