import { describe, expect, test } from 'vitest';
import type { Column } from '../../../src/actions/board/kanban.ts';
import type { TicketLine } from '../../../src/actions/ticket/list.ts';
import { renderBoard } from '../../../src/cli/terminal/board.ts';
import { widthOf } from '../../../src/cli/terminal/width.ts';
import { openRecordedScreen } from '../recorded-screen.ts';

const ticket = (title: string, more: Partial<TicketLine> = {}): TicketLine => ({
  ...{ key: 'PAY-100001', title, type: 'task', status: 'todo', priority: 'medium', points: null, assignees: [] },
  ...more,
});

const draw = (columns: Column[], width?: number, more: { query?: string; notes?: string[] } = {}) =>
  renderBoard({ columns, query: '', notes: [], left: 0, ...more }, openRecordedScreen(width).screen);

const column = (status: string, ...tickets: TicketLine[]): Column => ({ status, count: tickets.length, tickets });

describe('a board on a terminal', () => {
  test('has its columns side by side, and counts those without cards', () => {
    const bug = ticket('Login fails', { type: 'bug', priority: 'high', points: 3, assignees: ['anna', 'bob'] });
    const board = [column('todo', ticket('One')), column('review', bug), { status: 'done', count: 7, tickets: [] }];
    expect(draw(board, 80, { query: 'is:open', notes: ['read so'] }).split('\n')).toEqual([
      'todo 1                                   review 1',
      `${'─'.repeat(39)}  ${'─'.repeat(39)}`,
      'PAY-100001 task                          PAY-100001 bug · high · 3 pts · anna,…',
      '  One                                      Login fails',
      '',
      'done 7',
      'query: is:open',
      'read so',
    ]);
  });

  test('breaks a title over two lines at most, and says how many cards are not shown', () => {
    const long = ticket('A title that is a good deal longer than two lines of a column are wide, however wide');
    expect(
      draw([{ status: 'todo', count: 3, tickets: [long] }], 40)
        .split('\n')
        .slice(2),
    ).toEqual([
      ...[
        'PAY-100001 task',
        '  A title that is a good deal longer',
        '  than two lines of a column are wide,…',
        '… 2 more',
      ],
    ]);
  });

  test('puts below what has no room beside, and is never wider than the screen', () => {
    const columns = ['a', 'b', 'c', 'd'].map((status) =>
      column(status, ticket('漢字 and more of it, to the very end')),
    );
    for (const width of [40, 53, 54, 82, 83, 200]) {
      const drawn = draw(columns, width);
      for (const line of drawn.split('\n')) expect(widthOf(line)).toBeLessThanOrEqual(width);
      const bands = drawn.split('\n\n');
      expect(bands, String(width)).toHaveLength({ 40: 4, 53: 4, 54: 2, 82: 2, 83: 2, 200: 1 }[width]!);
    }
  });

  test('may be empty', () => {
    expect(draw([], 80, { query: 'label:x' })).toBe('The board is empty.\nquery: label:x');
  });
});

describe('a board in a pipe', () => {
  test('is a line a ticket under its status', () => {
    expect(
      draw([column('todo', ticket('One'), ticket('Two', { type: 'bug', priority: 'high' })), column('done')]),
    ).toBe('todo 2\n  PAY-100001  task  medium  One\n  PAY-100001  bug  high  Two\ndone 0');
    expect(draw([])).toBe('The board is empty.');
  });
});
