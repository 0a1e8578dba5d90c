import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Screen } from '../../../src/cli/terminal/screen.ts';
import { type Column, renderTable } from '../../../src/cli/terminal/table.ts';
import { widthOf } from '../../../src/cli/terminal/width.ts';

const screen = (columns: number): Screen => ({
  isTerminal: true,
  columns,
  paint: (_, text) => text,
  paged() {},
  write() {},
  print() {},
  draw() {},
  exact() {},
  json() {},
  jsonLine() {},
  warn() {},
});

interface Row {
  key: string;
  title: string;
  who: string;
}

const columns: Column<Row>[] = [
  { heading: 'KEY', cell: ({ key }) => key },
  { heading: 'TITLE', cell: ({ title }) => title, flexible: true },
  { heading: 'WHO', cell: ({ who }) => who, optional: true },
];

describe('a table', () => {
  test('is aligned by columns of the terminal, also with wide characters', () => {
    const rows = [
      { key: 'A-1', title: 'プラグイン', who: 'alice' },
      { key: 'A-22', title: 'Plain', who: 'bob' },
    ];
    expect(renderTable(rows, columns, screen(80))).toBe(
      'KEY   TITLE       WHO\nA-1   プラグイン  alice\nA-22  Plain       bob',
    );
  });

  test('leaves out a column that is empty everywhere', () => {
    expect(renderTable([{ key: 'A-1', title: 'x', who: '' }], columns, screen(80))).toBe('KEY  TITLE\nA-1  x');
  });

  test('first leaves out what is optional, then shortens what is long', () => {
    const rows = [
      { key: 'A-1', title: 'A title that is much longer than there is room for', who: 'alice/claude-code' },
    ];
    expect(renderTable(rows, columns, screen(40))).toBe('KEY  TITLE\nA-1  A title that is much longer than t…');
  });

  test('never is wider than the terminal, and what a text holds moves no cursor', () => {
    const text = fc.string({
      unit: fc.constantFrom('a', ' ', 'é', '漢', '👩‍👩‍👧', '\n', '\t', '\u001b[2J', '\u0301', '\r'),
      maxLength: 60,
    });
    const row = fc.record({
      key: fc.constant('A-100000'),
      title: text,
      who: fc.string({ unit: 'grapheme', maxLength: 20 }),
    });
    fc.assert(
      fc.property(fc.array(row, { minLength: 1, maxLength: 5 }), fc.integer({ min: 40, max: 120 }), (rows, width) => {
        const lines = renderTable(rows, columns, screen(width)).split('\n');
        expect(lines).toHaveLength(rows.length + 1);
        for (const line of lines) {
          expect(widthOf(line)).toBeLessThanOrEqual(width);
          expect(line).not.toMatch(/\p{Cc}/u);
        }
      }),
    );
  });
});
