import { describe, expect, test } from 'vitest';
import type { Card } from '../../src/actions/board/card.ts';
import type { MeResult } from '../../src/actions/board/me.ts';
import { shellSyntax } from '../../src/cli/commands/syntax.ts';
import { mcpSyntax } from '../../src/mcp/syntax.ts';
import { renderKanban, renderMe, renderStats, renderSummary } from '../../src/render/board.ts';
import type { Syntax } from '../../src/render/syntax.ts';
import { plainLine } from '../support/ticket-line.ts';

const time = Date.parse('2026-10-01T09:30:00Z');
const ticket: Card = {
  category: 'todo',
  ...{ key: 'PAY-100001', title: 'One', type: 'task', status: 'todo' },
  ...{ ...plainLine, priority: 'medium' },
};
const asked = { query: '', notes: [] };

describe('the board', () => {
  const columns = [
    {
      status: 'todo',
      count: 7,
      categories: {},
      tickets: [ticket, { ...ticket, type: 'bug', priority: 'high', assignees: ['anna'] }],
    },
    { status: 'done', count: 2, categories: {}, tickets: [] },
  ];

  test('has a heading a column and a line a ticket, with what is not as usual', () => {
    expect(renderKanban({ ...asked, columns, left: 0 }, mcpSyntax).split('\n')).toEqual([
      ...['todo 7', ' PAY-100001 One', ' PAY-100001 One (@anna) · bug high', ' 5 more', 'done 2'],
    ]);
  });

  test('says keys in full where they are of several projects, how it was asked, and the way to the rest', () => {
    const two = [{ status: 'todo', count: 9, categories: {}, tickets: [ticket, { ...ticket, key: 'OPS-100002' }] }];
    const result = { columns: two, query: 'is:open', notes: ['label "x" is read as y'], left: 3 };
    expect(renderKanban(result, mcpSyntax).split('\n')).toEqual([
      ...['is:open', 'note: label "x" is read as y', 'todo 9', ' PAY-100001 One', ' OPS-100002 One'],
      '3 more: ticket(action:"list", query:"status:todo"), or a budget',
    ]);
    expect(renderKanban(result, shellSyntax)).toMatch(/\n3 more: tracker list status:todo, or a budget$/);
  });

  test('without a column says what emptied it', () => {
    expect(renderKanban({ ...asked, columns: [], left: 0 }, mcpSyntax)).toBe('No tickets');
    const empty = { columns: [], query: 'label:sceurity', notes: [], left: 0, emptiedBy: 'label:sceurity' };
    expect(renderKanban({ ...empty, nearest: 'label:security' }, mcpSyntax)).toBe(
      'No tickets: label:sceurity\nDid you mean label:security?',
    );
  });
});

describe('the summary', () => {
  const counts = { total: 1, open: 1, ready: 1, blocked: 0, claimed: 0, overdue: 0 };
  const summary = {
    ...asked,
    ...counts,
    types: { bug: { triage: 1, resolved: 2 } },
    conflicts: [],
    unapproved: [],
    closedInGit: [],
  };

  test('counts, and leaves out what there is nothing of', () => {
    expect(renderSummary(summary)).toBe(
      '1 ticket, 1 open · 1 ready · 0 blocked · 0 claimed\nbug: triage 1, resolved 2',
    );
    expect(renderSummary({ ...summary, total: 2, overdue: 3, query: 'is:open', notes: ['so'] })).toMatch(
      /^2 tickets, 1 open · 1 ready · 0 blocked · 0 claimed · 3 overdue · is:open\nnote: so\n/,
    );
  });

  test('names twenty conflicts and twenty unapproved tickets, and counts the others', () => {
    const keys = Array.from({ length: 21 }, (_, at) => `PAY-${at}`);
    const conflicts = keys.map((key) => ({ key, fields: ['title', 'due'] }));
    const [, , first, second] = renderSummary({ ...summary, conflicts, unapproved: keys.slice(1) }).split('\n');
    expect(first).toMatch(/^Conflicts to settle: PAY-0 \(title, due\), .*, PAY-19 \(title, due\) and 1 more$/);
    expect(second).toBe(`Closed without approval: ${keys.slice(1).join(', ')}`);
    const closedInGit = [{ key: 'PAY-1', hash: '0123456789abcdef', subject: 'Fix' }];
    expect(renderSummary({ ...summary, closedInGit })).toMatch(/\nOpen, but closed by a commit: PAY-1 \(0123456789\)$/);
  });
});

describe('what is mine', () => {
  const [overMcp, inShell] = [mcpSyntax, shellSyntax].map((syntax) => ({ ...syntax, place: '/repo' })) as [
    Syntax,
    Syntax,
  ];
  const me: MeResult = {
    ...{ actor: 'anna', kind: 'agent', session: 's1', client: 'codex 1', ...asked },
    ...{ holding: [], turns: [], assigned: [], questions: [], reviews: [], lost: [], changed: [], others: [] },
    left: { turns: 0, assigned: 0, questions: 0, reviews: 0, changed: 0 },
  };
  const one = { key: 'PAY-100001', title: 'O ne', status: 'todo' };

  test('says which other work trees the clone has, three of them by name', () => {
    const others = [{ root: '/a', branch: 'one' }, { root: '/b' }, { root: '/c', branch: 'two' }, { root: '/d' }];
    expect(renderMe({ ...me, others }, overMcp).split('\n')[2]).toBe(
      'Other work trees of the clone: /a on one, /b, /c on two and 1 more',
    );
  });

  test('has no path of another machine', () => {
    expect(renderMe(me, mcpSyntax).split('\n')).toEqual([
      'You are anna (agent), session s1, codex 1',
      'Nothing is yours. Next: ticket(action:"claim")',
    ]);
  });

  test('where nothing is names the next call, but for a query', () => {
    const head = 'You are anna (agent), session s1, codex 1\n/repo\n';
    expect(renderMe(me, overMcp)).toBe(`${head}Nothing is yours. Next: ticket(action:"claim")`);
    expect(renderMe(me, inShell)).toBe(`${head}Nothing is yours. Next: tracker claim`);
    expect(
      renderMe({ ...me, branch: 'main', query: 'type:bug' }, overMcp)
        .split('\n')
        .slice(1),
    ).toEqual([...['/repo · main · type:bug', 'Nothing of that is yours.']]);
  });

  const full: MeResult = {
    ...me,
    holding: [
      { ...one, until: time, thisSession: true },
      {
        ...one,
        until: time,
        thisSession: false,
        note: { event: 'e', actor: 'bob', time, verb: 'released', body: 'half\nof it' },
      },
    ],
    turns: [
      {
        ...one,
        ticket: 1,
        why: 'sent back',
        by: 'bob',
        time,
        note: { event: 'e', actor: 'bob', time, body: 'x'.repeat(90) },
      },
    ],
    assigned: [one],
    questions: [{ ...one, at: 0, note: { event: 'e', actor: 'bob', time, body: '@anna which one?' } }],
    reviews: [{ ...one, actor: 'bob', time, state: 'waiting', message: 'm', decidable: true }],
    lost: [one],
    since: time,
    changed: [{ ...one, ticket: 1, last: 9, actors: ['bob', 'carl'], events: 2 }],
    left: { turns: 4, assigned: 1, questions: 5, reviews: 2, changed: 3 },
  };

  test('is listed by what it asks for, with the way to the rest in the syntax of the door', () => {
    expect(renderMe(full, overMcp).split('\n').slice(2)).toEqual([
      ...['Holding:', ' PAY-100001 O ne · todo until 2026-10-01 09:30Z'],
      ' PAY-100001 O ne · todo until 2026-10-01 09:30Z, in another session',
      '  bob 10-01 released: half of it',
      ...['Your turn:', ' PAY-100001 O ne · todo, sent back by bob', `  10-01 ${'x'.repeat(79)}…`],
      ' 4 more: ticket(action:"list", query:"assignee:me is:open")',
      ...['Said to you:', ' PAY-100001 O ne · todo', '  bob 10-01 @anna which one? [e]'],
      ' 5 more: search(query:"\\"@anna\\"")',
      ...['Assigned:', ' PAY-100001 O ne · todo', ' 1 more: ticket(action:"list", query:"assignee:me is:open")'],
      ...['Waiting for your review:', ' PAY-100001 O ne · by bob 2026-10-01', ' 2 more: alignment(action:"list")'],
      ...['Claimed earlier by somebody else, not yours any more:', ' PAY-100001 O ne'],
      ...['Changed since 2026-10-01 09:30Z:', ' PAY-100001 O ne · 2 by bob, carl'],
      ' 3 more: ticket(action:"history", since:"2026-10-01T09:30:00.000Z")',
    ]);
    expect(renderMe(full, inShell).match(/^ \d more: .*$/gm)).toEqual([
      ' 4 more: tracker list "assignee:me is:open"',
      ' 5 more: tracker search \'"@anna"\'',
      ' 1 more: tracker list "assignee:me is:open"',
      ' 2 more: tracker align list',
      ' 3 more: tracker history --since 2026-10-01T09:30:00.000Z',
    ]);
  });

  test('names no next claim to one who has a ticket, held or assigned', () => {
    for (const part of [{ holding: full.holding }, { assigned: [one] }])
      expect(renderMe({ ...me, ...part }, overMcp)).not.toContain('Next:');
  });
});

describe('the statistics', () => {
  test('say hours up to two days, then days, and leave out what was not measured', () => {
    const bug = {
      ...{ type: 'bug', open: 3, closedByWeek: [0, 1, 2, 3], cycleHours: { median: 47, p90: 60 } },
      ageDays: { median: 4, oldest: 30, oldestKey: 'PAY-1' },
    };
    const task = { type: 'task', open: 0, closedByWeek: [0, 0, 0, 1] };
    expect(renderStats({ query: 'is:open', notes: ['so'], types: [bug, task] })).toBe(
      'Last 4 weeks · is:open\nnote: so\nbug: 3 open · closed 0 1 2 3 · cycle 47 h, 90 % within 2.5 d · age 4 d, oldest 30 d (PAY-1)\ntask: 0 open · closed 0 0 0 1',
    );
  });

  test('are none without tickets', () => {
    expect(renderStats({ query: 'type:epic', notes: [], types: [] })).toBe('No tickets: type:epic');
  });
});
