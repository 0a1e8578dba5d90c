import { describe, expect, test } from 'vitest';
import type { Card } from '../../../src/actions/board/card.ts';
import type { Column, KanbanResult } from '../../../src/actions/board/kanban.ts';
import { type BoardOptions, renderBoard } from '../../../src/cli/terminal/board.ts';
import { widthOf } from '../../../src/cli/terminal/width.ts';
import { plainLine } from '../../support/ticket-line.ts';
import { openRecordedScreen } from '../recorded-screen.ts';

const card = (title: string, more: Partial<Card> = {}): Card => ({
  ...{ key: 'PAY-100001', title, type: 'task', status: 'todo', category: 'todo' },
  ...{ ...plainLine, priority: 'medium' },
  ...more,
});

type More = Partial<KanbanResult> & Partial<BoardOptions>;

const draw = (columns: Column[], width?: number, { by = 'category', ...more }: More = {}) =>
  renderBoard({ columns, query: '', notes: [], left: 0, ...more }, openRecordedScreen(width).screen, { by });

const column = (status: string, ...tickets: Card[]): Column => {
  const [{ category } = { category: 'todo' as const }] = tickets;
  return { status, count: tickets.length, categories: { [category]: tickets.length }, tickets };
};

const finished: Column = { status: 'done', count: 7, categories: { done: 7 }, tickets: [] };

describe('a board on a terminal', () => {
  test('has what is to do, doing and in review side by side over all types, and counts what is done', () => {
    const bug = card('Login fails', {
      ...{ type: 'bug', status: 'confirmed', priority: 'high', points: 3, assignees: ['anna', 'bob'] },
    });
    const started = card('Started', { status: 'in_progress', category: 'doing', points: 1 });
    const board = [column('todo', card('One')), column('in_progress', started), column('confirmed', bug), finished];
    expect(draw(board, 80, { query: 'is:open', notes: ['read so'] }).split('\n')).toEqual([
      'to do 2                                  doing 1',
      `${'─'.repeat(39)}  ${'─'.repeat(39)}`,
      'PAY-100001 confirmed · bug · high · 3…   PAY-100001 in_progress · 1 pt',
      '  Login fails                              Started',
      'PAY-100001 todo',
      '  One',
      '',
      'done 7',
      'query: is:open',
      'read so',
    ]);
  });

  test('says of a card what blocks it, who holds it, that it is overdue, and what it is a part of', () => {
    const more: Partial<Card> = {
      ...{ blockedBy: ['PAY-100002', 'PAY-100003'], claimedBy: 'anna/codex', assignees: ['anna/codex'] },
      ...{ due: '2026-11-01', overdue: true, parent: 'PAY-100004' },
    };
    const shown = [
      'blocked by PAY-100002, PAY-100003',
      'claimed by anna/codex',
      'overdue since 2026-11-01',
      'in PAY-100004',
    ];
    expect(
      draw([column('todo', card('One', more))], 80)
        .split('\n')
        .slice(2),
    ).toEqual(['PAY-100001 todo', '  One', ...shown.map((line) => `  ${line}`)]);
    expect(draw([column('todo', card('One', more))])).toBe(
      `to do 1\n  PAY-100001  todo  task  medium  One  ${shown.map((line) => `[${line}]`).join('  ')}`,
    );
    expect(draw([column('todo', card('One', { ...more, overdue: false }))])).not.toContain('overdue');
  });

  test('has a column for each status where that is asked for', () => {
    const [heading, , head] = draw([column('todo', card('One')), finished], 80, { by: 'status' }).split('\n');
    expect([heading, head]).toEqual(['todo 1', 'PAY-100001 task']);
  });

  test('breaks a title over two lines at most, and says how many cards are not shown', () => {
    const long = card('A title that is a good deal longer than two lines of a column are wide, however wide');
    expect(
      draw([{ status: 'todo', count: 3, categories: { todo: 3 }, tickets: [long] }], 40)
        .split('\n')
        .slice(2),
    ).toEqual([
      ...[
        'PAY-100001 todo',
        '  A title that is a good deal longer',
        '  than two lines of a column are wide,…',
        '… 2 more',
      ],
    ]);
  });

  test('puts below what has no room beside, evenly, and is never wider than the screen', () => {
    const columns = ['a', 'b', 'c', 'd'].map((status) => column(status, card('漢字 and more of it, to the very end')));
    for (const [width, count] of [
      [40, 4],
      [49, 4],
      [50, 2],
      [80, 2],
      [101, 2],
      [102, 1],
      [200, 1],
    ] as const) {
      const drawn = draw(columns, width, { by: 'status' });
      for (const line of drawn.split('\n')) expect(widthOf(line)).toBeLessThanOrEqual(width);
      expect(drawn.split('\n\n'), String(width)).toHaveLength(count);
    }
  });

  test('may be empty, and says what to do then, or what emptied it', () => {
    expect(draw([], 80)).toBe('The board is empty.\nThe first ticket: tracker create "TITLE"');
    const emptied = { query: 'label:sceurity', emptiedBy: 'label:sceurity', nearest: 'label:security' };
    expect(draw([], 80, emptied)).toBe(
      'The board has nothing of that.\nquery: label:sceurity\nDid you mean label:security?',
    );
  });
});

describe('a board in a pipe', () => {
  test('has those with a place first, whatever their status', () => {
    const placed = (title: string, rank: string, more: Partial<Card> = {}) => card(title, { rank, ...more });
    const board = [
      column('backlog', placed('Second', 'V'), card('Urgent', { priority: 'urgent' })),
      column('todo', placed('First', 'Ab'), placed('Third', 'k', { priority: 'urgent' }), card('Last')),
    ];
    expect(
      draw(board)
        .split('\n')
        .flatMap((line) => /First|Second|Third|Urgent|Last/.exec(line)?.[0] ?? []),
    ).toEqual(['First', 'Second', 'Third', 'Urgent', 'Last']);
  });

  test('is a line a ticket under its column, the most urgent first', () => {
    const board = [column('todo', card('One'), card('Two', { type: 'bug', priority: 'high' })), finished];
    expect(draw(board)).toBe(
      'to do 2\n  PAY-100001  todo  bug  high  Two\n  PAY-100001  todo  task  medium  One\ndone 7',
    );
  });
});
