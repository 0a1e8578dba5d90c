import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { listTasks, markdownLines, parseMarkdown } from '../../../src/domain/description/markdown.ts';
import { findLineTasks, findPlainTasks, type PlainTask } from '../../../src/domain/description/plain-list.ts';

function tasksOf(text: string): PlainTask[] | undefined {
  const source = markdownLines(text);
  return findPlainTasks(source, { kind: 'other', first: 0, end: source.lines.length });
}

test('Lines that are too many for the parser have a task each, whatever they stand in.', () => {
  const text = '> - [ ] a\n> > b\n  1. [x] c d\nwords - [ ] e\n- [ ]\n';
  const source = markdownLines(text);
  expect(findLineTasks(source, { kind: 'other', first: 0, end: 5 })).toEqual([
    { line: 1, mark: 5, from: 8, to: 9, lastLine: 1 },
    { line: 3, mark: 22, from: 25, to: 28, lastLine: 3 },
  ]);
});

describe('A list with one item on each line', () => {
  test('has its tasks in order, with the lines that are nested in them.', () => {
    const text = '- [ ] a\n  * [X] b\n    + plain\n      - [x]  c\n  - d\n+ [ ] e\n\n';
    expect(tasksOf(text)).toEqual([
      { line: 1, mark: 3, from: 6, to: 7, lastLine: 5 },
      { line: 2, mark: 13, from: 16, to: 17, lastLine: 4 },
      { line: 4, mark: 39, from: 43, to: 44, lastLine: 4 },
      { line: 6, mark: 54, from: 57, to: 58, lastLine: 6 },
    ]);
    expect(text.slice(43, 44)).toBe('c');
  });

  test('may stand up to three blanks in.', () => {
    expect(tasksOf('   - [ ] a\n')).toMatchObject([{ line: 1, mark: 6 }]);
    expect(tasksOf('- a\n     - [ ] b\n')).toMatchObject([{ line: 2 }]);
  });

  test('has none where no item is a task.', () => {
    expect(tasksOf('- a\n- b\n')).toEqual([]);
  });

  test('is looked at from the first of its lines to the last.', () => {
    const source = markdownLines('words\n- [ ] a\n- [x] b\n');
    expect(findPlainTasks(source, { kind: 'other', first: 1, end: 2 })).toEqual([
      { line: 2, mark: 9, from: 12, to: 13, lastLine: 2 },
    ]);
  });

  test.each([
    ['words', 'words\n'],
    ['words of an item', '- [ ] a\n  more\n'],
    ['an item after a blank line', '- [ ] a\n\n- [ ] b\n'],
    ['a number', '1. [ ] a\n'],
    ['a task without words', '- [ ] \n'],
    ['another mark', '- [-] a\n'],
    ['Markdown in an item', '- # a\n'],
    ['more room than an item needs', '-  [ ] a\n'],
    ['code', '    - [ ] a\n'],
    ['words that only look like an item', '- a\n      - [ ] b\n'],
    ['a tab', '- a\n\t- [ ] b\n'],
  ])('is left to the parser where it has %s.', (_, text) => {
    expect(tasksOf(text)).toBeUndefined();
  });

  test('has the tasks that the parser finds.', () => {
    const line = fc.tuple(
      fc.nat(9),
      fc.constantFrom('- ', '* ', '+ '),
      fc.constantFrom('[ ] a', '[x]  b', '[X]\tc', 'd'),
    );
    let plain = 0;
    fc.assert(
      fc.property(fc.array(line, { minLength: 1, maxLength: 8 }), fc.nat(2), (lines, blanks) => {
        const text =
          lines.map((parts) => `${' '.repeat(parts[0])}${parts[1]}${parts[2]}\n`).join('') + '\n'.repeat(blanks);
        const found = tasksOf(text);
        if (!found) return;
        plain++;
        const source = markdownLines(text);
        const parsed = listTasks(parseMarkdown(source, { first: 0, end: source.lines.length })!);
        expect(found.map(({ line, mark, lastLine }) => ({ line, mark, lastLine }))).toEqual(
          parsed.map(({ item, mark }) => ({
            line: item.position!.start.line,
            mark,
            lastLine: item.position!.end.line,
          })),
        );
      }),
      { numRuns: 200 },
    );
    expect(plain).toBeGreaterThan(20);
  });
});
