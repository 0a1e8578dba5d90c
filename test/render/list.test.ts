import { describe, expect, test } from 'vitest';
import type { TicketLine } from '../../src/actions/ticket/list.ts';
import { shellSyntax } from '../../src/cli/commands/syntax.ts';
import { mcpSyntax } from '../../src/mcp/syntax.ts';
import { renderLine, renderList, sharedProject } from '../../src/render/list.ts';

const ticket = (key: string, more: Partial<TicketLine> = {}): TicketLine => ({
  ...{ key, title: 'Fix login', type: 'task', status: 'todo', priority: 'medium', points: null, assignees: [] },
  ...more,
});

describe('a list', () => {
  const page = { query: 'is:open', notes: [] };

  test('says what neighbours share once, and keys of one project by their number', () => {
    const tickets = [
      ...[ticket('PAY-1'), ticket('PAY-2'), ticket('PAY-3', { type: 'bug', priority: 'high' })],
      ticket('PAY-4', { points: 3, assignees: ['anna', 'b ob'], snippet: 'the **log in**' }),
    ];
    expect(renderList({ ...page, tickets, total: 4 }, mcpSyntax).split('\n')).toEqual([
      ...['4 · PAY- · is:open', 'todo:', '1 Fix login', '2 Fix login', 'bug todo high:', '3 Fix login'],
      ...['todo:', '4 Fix login (3 pts, @anna @b ob)', '  the **log in**'],
    ]);
  });

  test('of several projects says keys in full', () => {
    const tickets = [ticket('PAY-1'), ticket('OPS-1')];
    expect(renderList({ ...page, query: '', tickets, total: 2 }, mcpSyntax)).toBe(
      '2\ntodo:\nPAY-1 Fix login\nOPS-1 Fix login',
    );
  });

  test('counts what is on other pages, after this one where that is known, with the way on', () => {
    const result = { ...page, tickets: [ticket('PAY-1')], total: 5, cursor: '3f' };
    expect(renderList(result, mcpSyntax)).toMatch(/^1 of 5 · PAY- · is:open\n.*\n4 more: cursor:"3f"$/s);
    expect(renderList({ ...result, left: 2 }, shellSyntax)).toMatch(/\n2 more: --cursor 3f$/);
    expect(renderList({ ...result, left: 0 }, mcpSyntax)).toMatch(/\nmore: cursor:"3f"$/);
  });

  test('that is empty says how it was asked, what emptied it and what was read otherwise', () => {
    expect(renderList({ ...page, query: '', tickets: [], total: 0 }, mcpSyntax)).toBe('No tickets');
    const empty = { ...page, tickets: [], total: 0, notes: ['so'], emptiedBy: 'is:open' };
    expect(renderList(empty, mcpSyntax, 'Nothing is ready')).toBe(
      'Nothing is ready: is:open\nnote: so\nNothing is left because of is:open.',
    );
  });
});

test.each([
  [[], undefined],
  [['PAY-1', 'PAY-2'], 'PAY'],
  [['PAYMENT-1', 'PAY-2'], undefined],
])('%j share the project %s', (keys, project) => {
  expect(sharedProject(keys.map((key) => ({ key })))).toBe(project);
});

test('a line has the whole key where no project is shared', () => {
  expect(renderLine(ticket('PAY-1', { points: 0 }), undefined)).toBe('PAY-1 Fix login (0 pts)');
});
