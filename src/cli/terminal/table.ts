import { safeLine } from '../../domain/shown.ts';
import type { Screen, Style } from './screen.ts';
import { pad, shorten, widthOf } from './width.ts';

export interface Column<Row> {
  heading: string;
  cell(row: Row): string;
  style?(row: Row): Style | undefined;
  /** Gives way when the terminal is narrow: the widest flexible column is cut first. */
  flexible?: boolean;
  /** Left out, the last one first, when the terminal is too narrow for all. */
  optional?: boolean;
}

const gap = '  ';
const minFlexible = 24;

/** Rows in aligned columns that shorten the screen; columns that are empty everywhere are left out. `detail` adds a line under a row.
 * Without a terminal there is no heading: every line is a row. */
export function renderTable<Row>(
  rows: readonly Row[],
  columns: readonly Column<Row>[],
  screen: Screen,
  detail?: (row: Row) => string | undefined,
): string {
  const clean = columns.map((column) => ({
    ...column,
    cell: (row: Row) => cellOf(column.cell(row)),
  }));
  const used = clean.filter((column) => rows.some((row) => column.cell(row) !== ''));
  const { shown, widths } = layOut(rows, used, screen.columns);
  const line = (cell: (column: Column<Row>, width: number) => string) =>
    shown
      .map((column, index) => cell(column, widths[index] ?? 0))
      .join(gap)
      .trimEnd();
  const heading = line((column, width) => screen.paint('dim', pad(column.heading, width)));
  const body = rows.flatMap((row) => {
    const cells = line((column, width) => {
      const text = shorten(column.cell(row), width);
      return screen.paint(column.style?.(row), text) + ' '.repeat(Math.max(0, width - widthOf(text)));
    });
    const more = shorten(cellOf(detail?.(row) ?? ''), screen.columns - gap.length);
    return more === '' ? [cells] : [cells, gap + screen.paint('dim', more)];
  });
  return [...(screen.isTerminal ? [heading] : []), ...body].join('\n');
}

/** Rows may come from a file as they are, and cells are told apart by two spaces. */
const cellOf = (text: string): string => safeLine(text).replace(/\s+/g, ' ');

function layOut<Row>(
  rows: readonly Row[],
  columns: Column<Row>[],
  room: number,
): { shown: Column<Row>[]; widths: number[] } {
  const widths = columns.map((column) =>
    rows.reduce((width, row) => Math.max(width, widthOf(column.cell(row))), widthOf(column.heading)),
  );
  const excess = widths.reduce((sum, width) => sum + width, gap.length * (columns.length - 1)) - room;
  if (excess <= 0) return { shown: columns, widths };
  const flexible = columns.map((column, index) => ({ column, index })).filter(({ column }) => column.flexible);
  const spare = flexible.reduce((sum, { index }) => sum + Math.max(0, (widths[index] ?? 0) - minFlexible), 0);
  const dispensable = columns.findLastIndex((column) => column.optional);
  if (spare < excess && dispensable >= 0) return layOut(rows, columns.toSpliced(dispensable, 1), room);
  for (let left = excess; left > 0; left--) {
    const [widest] = flexible.toSorted((a, b) => (widths[b.index] ?? 0) - (widths[a.index] ?? 0));
    if (!widest || (widths[widest.index] ?? 0) <= 8) break;
    widths[widest.index] = (widths[widest.index] ?? 0) - 1;
  }
  return { shown: columns, widths };
}
