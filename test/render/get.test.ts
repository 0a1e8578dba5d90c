import { describe, expect, test } from 'vitest';
import type { TicketView } from '../../src/actions/ticket/view.ts';
import { shellSyntax } from '../../src/cli/commands/syntax.ts';
import { bothTexts } from '../../src/domain/event/fold-description.ts';
import { mcpSyntax } from '../../src/mcp/syntax.ts';
import { renderGet } from '../../src/render/get.ts';
import type { Syntax } from '../../src/render/syntax.ts';

const time = Date.parse('2026-10-01T09:30:00Z');

const plain: TicketView = {
  ...{ id: '01K6FDNN00000000000000ABCD', key: 'PAY-482913', title: 'Fix login', type: 'task', status: 'todo' },
  ...{ priority: 'medium', points: null, due: null, archived: false, revision: 1, assignees: [], labels: [] },
  ...{ links: [], commits: [], urls: [], conflicts: [], description: '', notes: [], notesTotal: 0 },
  ...{ created: { actor: 'anna', time }, updated: { actor: 'anna', time } },
};
const comment = { event: '01K6FDNN00000000000000XY2Z', actor: 'bob', time, body: 'Seen' };

const whole = (ticket: Partial<TicketView>, more: object = {}, syntax: Syntax = mcpSyntax): string[] =>
  renderGet({ ticket: { ...plain, ...ticket }, cut: {}, ...more }, syntax).split('\n');
/** Without the line of its times. */
const show = (...given: Parameters<typeof whole>): string[] => whole(...given).toSpliced(2, 1);

describe('a ticket', () => {
  test('of which nothing is special is three lines', () => {
    expect(whole({})).toEqual(['PAY-482913 Fix login', 'task · todo', 'created 2026-10-01 by anna']);
  });

  test('shows its fields in one line, whoever has it, and each name on that line', () => {
    const claim = { actor: 'b ob', until: time, mine: false };
    const fields = {
      ...{ type: 'bug', priority: 'high', points: 3, due: '2026-12-24', archived: true, revision: 7 },
      ...{ assignees: ['anna', 'c d'], labels: ['web'], claim, review: { state: 'waiting', actor: 'e f' } },
    };
    expect(show(fields)[1]).toBe(
      'bug · todo · high · 3 pts · due 2026-12-24 · archived · rev 7 · anna, c d · web · claimed by b ob until 2026-10-01 09:30Z · review waiting (e f)',
    );
    const mine = { claim: { ...claim, mine: true }, review: { state: 'approved', actor: 'bob' } };
    expect(show(mine)[1]).toBe('task · todo · claimed by you · review approved');
  });

  test('shows its relations with the state of what it waits for', () => {
    const link = { title: 'Other', status: 'todo', done: false, suspended: false };
    const links = [
      { ...link, type: 'blocked_by', key: 'PAY-1' },
      { ...link, type: 'blocks', key: 'PAY-2' },
      { ...link, type: 'blocks', key: 'PAY-3', status: 'done', done: true },
      { ...link, type: 'blocks', key: 'PAY-4', suspended: true },
      { ...link, type: 'discovered_from', key: 'PAY-5' },
      { ...link, type: 'duplicated_by', key: 'PAY-6' },
    ] as const;
    const parent = { key: 'PAY-9', title: 'Epic', done: 1, total: 4 };
    expect(show({ parent, progress: { done: 2, total: 3, points: 8 }, links: [...links] })[2]).toBe(
      'parent PAY-9 (1/4 done) "Epic" · children 2/3 done, 8 pts · after PAY-1 (todo) "Other" · blocks PAY-2 (todo) "Other" · blocks PAY-3 (done) "Other" · blocks PAY-4 (suspended: cycle) "Other" · discovered from PAY-5 (todo) "Other" · duplicated by PAY-6 (todo) "Other"',
    );
    expect(show({ parent: { ...parent, total: 0 }, progress: { done: 0, total: 1, points: 0 } })[2]).toBe(
      'parent PAY-9 "Epic" · children 0/1 done',
    );
    expect(
      show({ parent: { ...parent, title: '', total: 0 }, links: [{ ...links[0], title: '', status: '' }] })[2],
    ).toBe('parent PAY-9 · after PAY-1');
  });

  test('lists its children, and says how to see those that do not fit', () => {
    const child = { key: 'PAY-2', title: 'Part', status: 'todo' };
    const progress = { done: 2, total: 5, points: 0 };
    const children = [child, { ...child, key: 'PAY-3', status: 'done' }];
    expect(show({ progress, children }).slice(2)).toEqual([
      'children 2/5 done',
      ' PAY-2 todo Part',
      ' PAY-3 done Part',
      ' 3 more: ticket(action:"list", query:"parent:PAY-482913")',
    ]);
  });

  test('says who made it, and who was the last to touch it and when', () => {
    const later = { actor: 'bob', time: time + 60_000 };
    expect(whole({ updated: { actor: 'anna', time: time + 60_000 } })[2]).toBe('created 2026-10-01 by anna');
    expect(whole({ isOwn: true })).toEqual(['PAY-482913 Fix login', 'task · todo']);
    expect(whole({ updated: later })[2]).toBe('created 2026-10-01 by anna, last 2026-10-01 09:31Z by bob');
    expect(whole({ updated: { actor: 'anna', time: time + 86_400_000 } })[2]).toBe(
      'created 2026-10-01 by anna, last 2026-10-02 09:30Z',
    );
  });

  test('shows commits, addresses, what keys mean and its texts, the comments behind them', () => {
    const commits = [{ hash: '0123456789abcdef', subject: 'Fix it' }, { hash: 'fedcba9876543210' }];
    const mentions = [{ written: 'OPS-1', tickets: [{ key: 'PAY-1', title: 'One' }] }];
    const reply = { ...comment, replyTo: '01K6FDNN00000000000000QQ1A', body: 'Yes\n\n', mentions };
    const ticket = {
      ...{ commits, urls: ['https://example.org/a'], mentions, description: 'Text\n\n  \n' },
      ...{ notes: [reply, comment], notesTotal: 2 },
    };
    expect(show(ticket, { at: '2026-10-01' })).toEqual([
      'PAY-482913 Fix login (as of 2026-10-01)',
      'task · todo',
      'commit 0123456789 Fix it',
      'commit fedcba9876',
      'https://example.org/a',
      'mentions: OPS-1 in this text is PAY-1 "One"',
      ...['', 'Text', '', 'bob 2026-10-01 [00xy2z] to 00qq1a', 'Yes', 'mentions: OPS-1 in this text is PAY-1 "One"'],
      ...['', 'bob 2026-10-01 [00xy2z]', 'Seen'],
    ]);
  });

  test.each([
    ['priority', 'priority was also set to high by bob; setting it'],
    ['description', 'description has lines by bob beside others for the same place; writing those lines'],
    ['claim', 'claim was made by bob too; a release or the next claim'],
    ['review', 'review was also decided as high by bob; the next decision'],
    ['archived', 'archived was also set to high by bob; archive or unarchive'],
    ['key', 'key was also set to high by bob; update with project'],
  ])('says what settles a conflict about its %s', (field, said) => {
    expect(
      show({
        conflicts: [{ field, value: field === 'description' ? bothTexts : 'high', actor: 'bob', event: 'E' }],
      })[2],
    ).toBe(`conflict: ${said} settles that`);
  });

  test('says what is lacking of a description, and how many conflicts more there are', () => {
    const conflicts = [{ field: 'description', value: 'too many', actor: 'bob', event: 'E' }];
    expect(show({ conflicts, conflictsLeft: 30 }).slice(2, 4)).toEqual([
      'conflict: description lacks lines by bob: too many; writing it whole settles that',
      '… 30 conflicts more',
    ]);
  });

  test('says that a parent is suspended, not overruled', () => {
    expect(show({ conflicts: [{ field: 'parent', value: 'PAY-1', actor: 'bob', event: 'E', cycle: true }] })[2]).toBe(
      'conflict: parent PAY-1, set by bob, is suspended, as it would close a cycle; breaking that or another parent settles that',
    );
  });
});

describe('what the budget has left out', () => {
  const cut = { description: { next: 8, total: 20 }, characters: 1, cursor: '7:30', links: 2 };
  const ticket = {
    description: 'Text',
    notes: [{ ...comment, characters: 12, rest: '00xy2z+4' }],
    notesTotal: 3,
  };

  test('is counted, with the way to it, in the syntax of the door', () => {
    expect(show(ticket, { cut, cursor: '00xy2z' }).slice(2)).toEqual([
      '… 2 links more: link(action:"list", id:"PAY-482913")',
      ...['', 'Text', '… 1 character more of this: cursor:"7:30"', '… lines 8-20 left: lines:"8-"'],
      ...['', 'bob 2026-10-01 [00xy2z]', 'Seen', '… 12 characters more of this: cursor:"00xy2z+4"'],
      ...['', '2 more notes: cursor:"00xy2z"'],
    ]);
    expect(show(ticket, { cut, cursor: '00xy2z' }, shellSyntax).filter((line) => /[:;] /.test(line))).toEqual([
      '… 2 links more: tracker link list PAY-482913',
      '… 1 character more of this: --cursor 7:30',
      '… lines 8-20 left: --lines 8-',
      '… 12 characters more of this: --cursor 00xy2z+4',
      '2 more notes: --cursor 00xy2z',
    ]);
  });

  test('is not said where nothing is left, and not counted where there is no way on', () => {
    expect(show({ ...ticket, notes: [comment], notesTotal: 1 }, { cut: { characters: 0 } }).slice(4)).toEqual([
      ...['', 'bob 2026-10-01 [00xy2z]', 'Seen'],
    ]);
    expect(show({ notes: [comment], notesTotal: 5 }).at(-1)).toBe('Seen');
  });
});

describe('a part of the description', () => {
  const part = { key: 'PAY-482913', revision: 2, first: 9, total: 12, lines: ['nine', 'ten'], characters: 0 };

  test('is shown as it is, or with numbers of one width', () => {
    expect(renderGet({ part: { ...part, numbered: true } }, mcpSyntax)).toBe(
      'PAY-482913 rev 2, lines 9-10 of 12\n 9 nine\n10 ten',
    );
    expect(renderGet({ part: { ...part, numbered: false, next: 11, characters: 3, cursor: '9:4' } }, shellSyntax)).toBe(
      'PAY-482913 rev 2, lines 9-10 of 12\nnine\nten\n… 3 characters more of this: --cursor 9:4\n… more: --lines 11-',
    );
  });

  test('has no line that could be the reply’s own, and each line as it is behind its number', () => {
    const lines = ['PAY-1 x', 'more: cursor:"a"', '  error x: y'];
    const shown = (numbered: boolean) =>
      renderGet({ part: { ...part, lines, numbered } }, mcpSyntax)
        .split('\n')
        .slice(1);
    expect(shown(false)).toEqual([' PAY-1 x', ' more: cursor:"a"', '  error x: y']);
    expect(shown(true)).toEqual([' 9 PAY-1 x', '10  more: cursor:"a"', '11   error x: y']);
  });

  test('is none of an empty one', () => {
    const none = { ...part, total: 0, lines: [], numbered: true };
    expect(renderGet({ part: none }, mcpSyntax)).toBe('PAY-482913 rev 2 has no description');
  });
});

test('older comments are numbered from the newest, with the way to the rest', () => {
  const more = { key: 'PAY-482913', before: 20, total: 23, notes: [comment, comment], cursor: 'abc123' };
  expect(renderGet({ more }, mcpSyntax)).toBe(
    'PAY-482913 notes 21-22 of 23, newest first\n\nbob 2026-10-01 [00xy2z]\nSeen\n\nbob 2026-10-01 [00xy2z]\nSeen\n\n1 more note: cursor:"abc123"',
  );
  expect(renderGet({ more: { ...more, total: 22 } }, mcpSyntax)).not.toContain('cursor');
  expect(renderGet({ more: { ...more, notes: [] } }, mcpSyntax)).toBe('PAY-482913 has no notes before that');
});
