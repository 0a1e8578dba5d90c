import { describe, expect, test } from 'vitest';
import type { TicketLine } from '../../src/actions/ticket/list.ts';
import { shellSyntax } from '../../src/cli/commands/syntax.ts';
import { call, hint } from '../../src/domain/hint.ts';
import { mcpSyntax } from '../../src/mcp/syntax.ts';
import { renderLine, renderList } from '../../src/render/list.ts';
import { plainLine } from '../support/ticket-line.ts';

const ticket = (key: string, more: Partial<TicketLine> = {}): TicketLine => ({
  ...{ ...plainLine, key, title: 'Fix login', type: 'task', status: 'todo', priority: 'medium' },
  ...more,
});

describe('a list', () => {
  const page = { query: 'is:open', notes: [] };

  test('says what neighbours share once, and keys whole', () => {
    const tickets = [
      ...[ticket('PAY-1'), ticket('PAY-2'), ticket('PAY-3', { type: 'bug', priority: 'high' })],
      ticket('PAY-4', { points: 3, assignees: ['anna', 'b ob'], snippet: 'the **log in**' }),
    ];
    expect(renderList({ ...page, tickets, total: 4 }, mcpSyntax).split('\n')).toEqual([
      ...['4 · is:open', 'todo:', 'PAY-1 Fix login', 'PAY-2 Fix login', 'bug todo high:', 'PAY-3 Fix login'],
      ...['todo:', 'PAY-4 Fix login (3 pts, @anna @b ob)', '  the **log in**'],
    ]);
  });

  test('counts what is on other pages, after this one where that is known, with the way on', () => {
    const result = { ...page, tickets: [ticket('PAY-1')], total: 5, cursor: '3f' };
    expect(renderList(result, mcpSyntax)).toMatch(/^1 of 5 · is:open\n.*\n4 more: cursor:"3f"$/s);
    expect(renderList({ ...result, left: 2 }, shellSyntax)).toMatch(/\n2 more: --cursor 3f$/);
    expect(renderList({ ...result, left: 0 }, mcpSyntax)).toMatch(/\nmore: cursor:"3f"$/);
  });

  test('that is empty says how it was asked, what emptied it and what was read otherwise', () => {
    expect(renderList({ ...page, query: '', tickets: [], total: 0 }, mcpSyntax)).toBe('No tickets');
    const empty = { ...page, tickets: [], total: 0, notes: ['so'], emptiedBy: 'is:open' };
    expect(renderList(empty, mcpSyntax, 'Nothing is ready')).toBe('Nothing is ready: is:open\nnote: so');
    expect(renderList({ ...empty, query: 'is:open label:a' }, mcpSyntax)).toBe(
      'No tickets: is:open label:a\nnote: so\nNothing is left because of is:open.',
    );
  });
});

test('where nothing is ready the nearest ticket is named, what is between, and the call, in the syntax of the door', () => {
  const next = hint`To make it ready: ${call('ticket', { action: 'move', id: 'PAY-1', status: 'confirmed' })}.`;
  const heldUp = { key: 'PAY-1', title: 'Login fails', why: 'bug in triage', next };
  const empty = { query: '', notes: [], tickets: [], total: 0, heldUp };
  expect(renderList(empty, shellSyntax, 'Nothing is ready')).toBe(
    'Nothing is ready\nThe nearest is PAY-1 "Login fails": bug in triage. To make it ready: tracker move PAY-1 confirmed.',
  );
});

test('a line counts points in words', () => {
  expect(renderLine(ticket('PAY-1', { points: 1 }))).toBe('PAY-1 Fix login (1 pt)');
  expect(renderLine(ticket('PAY-1', { points: 0 }))).toBe('PAY-1 Fix login (0 pts)');
});
