import { describe, expect, test } from 'vitest';
import type { Reply } from '../../../src/actions/perform.ts';
import type { ListResult } from '../../../src/actions/ticket/list.ts';
import { shellSyntax } from '../../../src/cli/commands/syntax.ts';
import { findView } from '../../../src/cli/terminal/views.ts';
import { plainLine } from '../../support/ticket-line.ts';
import { openRecordedScreen } from '../recorded-screen.ts';

const line = {
  ...{ ...plainLine, key: 'PAY-100001', title: 'One', type: 'task', status: 'todo', priority: 'medium' },
};
const page: ListResult = { tickets: [line], total: 1, query: '', notes: [] };

function draw(action: string, result: unknown, columns?: number) {
  const { screen, printed } = openRecordedScreen(columns);
  const view = findView({ action, result } as Reply, shellSyntax);
  view?.(screen);
  return view && printed();
}

test.each(['ticket.list', 'board.ready', 'search.search'])('%s draws a row a ticket', (action) => {
  expect(draw(action, { ...page, view: 'list' })).toEqual({
    stdout: 'PAY-100001  todo    medium    One    task\n',
    stderr: '',
  });
});

test('a row says what has to be closed first, where something has', () => {
  const rows = [line, { ...line, blockedBy: ['PAY-100002', 'PAY-100003'] }];
  expect(draw('ticket.list', { ...page, tickets: rows, total: 2 })?.stdout).toBe(
    'PAY-100001  todo    medium    One                            task\nPAY-100001  todo    medium    One    PAY-100002, PAY-100003  task\n',
  );
});

test('the board and the history have views of their own, other answers none', () => {
  expect(draw('board.kanban', { columns: [], query: '', notes: [], left: 0 })?.stdout).toMatch(
    /^The board is empty\.\n/,
  );
  expect(draw('ticket.history', { entries: [], left: 0 })?.stderr).toBe('No events\n');
  for (const [action, result] of [
    ['ticket.get', {}],
    ['search.search', { view: 'ticket' }],
    ['search.search', { view: 'graph' }],
  ] as const)
    expect(draw(action, result)).toBeUndefined();
});

describe('what is to be said of rows', () => {
  test('goes aside in a pipe, and only where it matters', () => {
    expect(draw('ticket.list', { ...page, query: 'is:open' })?.stderr).toBe('');
    expect(draw('ticket.list', { ...page, total: 3, query: 'is:open', cursor: '3f' })?.stderr).toBe(
      '1 of 3 tickets · query: is:open · go on with --cursor 3f\n',
    );
    expect(draw('ticket.list', { ...page, notes: ['read so'] })?.stderr).toBe('1 ticket\nread so\n');
    expect(draw('ticket.list', { ...page, tickets: [], total: 0, emptiedBy: 'label:x' })).toEqual({
      stdout: '',
      stderr: '0 tickets\nNothing is left because of label:x.\n',
    });
  });

  test('is, where nothing is ready, the nearest ticket and the call that helps it on', () => {
    const next = [
      'To make it ready: ',
      { tool: 'ticket', args: { action: 'move', id: 'PAY-1', status: 'confirmed' } },
      '.',
    ];
    const heldUp = { key: 'PAY-1', title: 'Login fails', why: 'bug in triage', next };
    expect(draw('board.ready', { ...page, tickets: [], total: 0, heldUp })).toEqual({
      stdout: '',
      stderr:
        '0 tickets\nThe nearest is PAY-1 "Login fails": bug in triage. To make it ready: tracker move PAY-1 confirmed.\n',
    });
  });

  test('is where a search has looked, too', () => {
    const scope = { tickets: 45, fields: [], byStatus: true, archived: 3, archivedMatching: 1 };
    expect(draw('search.search', { ...page, view: 'list', scope })?.stderr).toBe(
      '1 ticket\n1 archived matches too: is:archived\n',
    );
    const none = { ...page, tickets: [], total: 0, emptiedBy: 'cachng', nearest: 'caching' };
    expect(draw('search.search', { ...none, view: 'list', scope })?.stderr).toBe(
      '0 tickets\nNothing is left because of cachng; did you mean caching?\nSearched 45 tickets. 1 archived matches: is:archived\n',
    );
  });

  test('stands below them on a terminal, without what would move its cursor', () => {
    const drawn = draw(
      'ticket.list',
      { ...page, query: 'a\u001b[2J', tickets: [{ ...line, snippet: 'the **one**' }] },
      80,
    );
    expect(drawn).toEqual({
      stdout:
        'KEY         STATUS  PRIORITY  TITLE  TYPE\nPAY-100001  todo    medium    One    task\n  the **one**\n\n1 ticket · query: a\ufffd[2J\n',
      stderr: '',
    });
    expect(draw('ticket.list', { ...page, tickets: [], total: 0 }, 80)?.stdout).toBe('0 tickets\n');
  });
});

test('how fast work goes is a table, a row a type, or says that there is nothing', () => {
  const types = [
    {
      ...{ type: 'bug', open: 3, closedByWeek: [0, 1, 2, 3], cycleHours: { median: 47, p90: 60 } },
      ageDays: { median: 4, oldest: 30, oldestKey: 'PAY-100001' },
    },
    { type: 'task', open: 0, closedByWeek: [0, 0, 0, 1] },
  ];
  expect(draw('board.stats', { query: 'is:any', notes: ['so'], types }, 100)?.stdout.split('\n')).toEqual([
    'TYPE  OPEN  CLOSED, BY WEEK  CYCLE  90 % WITHIN  AGE  OLDEST',
    'bug   3     0 1 2 3          47 h   2.5 d        4 d  30 d PAY-100001',
    'task  0     0 0 0 1',
    '',
    'Last 4 weeks · is:any',
    'so',
    '',
  ]);
  expect(draw('board.stats', { query: '', notes: [], types })?.stdout).toBe(
    'bug   3     0 1 2 3          47 h   2.5 d        4 d  30 d PAY-100001\ntask  0     0 0 0 1\n',
  );
  expect(draw('board.stats', { query: '', notes: [], types: [] })?.stderr).toBe('No tickets\n');
});

test.each([80, undefined])('no view lets a text act, on a terminal or in a pipe: %s', (columns) => {
  const bad = 'to\u001b[2J\n\u0007\u202e';
  const ticket = { ...line, title: bad, type: bad, status: bad, assignees: [bad], snippet: bad };
  const list = { ...page, tickets: [ticket], query: bad, notes: [bad], emptiedBy: bad, total: 2, cursor: bad };
  const entry = { id: bad, event: 'abc123', time: 0, actor: bad, client: bad, session: bad, kind: 'comment' };
  const board = {
    columns: [
      {
        status: bad,
        count: 1,
        categories: { todo: 1 },
        tickets: [{ ...ticket, category: 'todo', blockedBy: [bad], claimedBy: bad }],
      },
    ],
    query: bad,
    notes: [bad],
    left: 0,
  };
  for (const [action, result] of [
    ['ticket.list', list],
    ['search.search', { ...list, view: 'list' }],
    ['board.kanban', board],
    ['ticket.history', { entries: [{ ...entry, ticket: 'PAY-1', payload: { body: bad } }], left: 1, cursor: bad }],
  ] as const) {
    const { stdout, stderr } = draw(action, result, columns) ?? { stdout: '', stderr: '' };
    expect(stdout).toContain('to\ufffd[2J \ufffd\ufffd');
    expect((stdout + stderr).replaceAll('\n', '')).not.toMatch(/[\p{Cc}\u202e]/u);
    expect(stdout + stderr).not.toMatch(/^\ufffd/m);
  }
});
