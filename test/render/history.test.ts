import { describe, expect, test } from 'vitest';
import type { EditView } from '../../src/actions/ticket/event-changes.ts';
import { shellSyntax } from '../../src/cli/commands/syntax.ts';
import { mcpSyntax } from '../../src/mcp/syntax.ts';
import { renderEvent, renderHistory } from '../../src/render/history.ts';

describe('an event is told in a few words:', () => {
  test.each<[string, object, string]>([
    ['create', { type: 'bug', title: 'Fix login' }, 'created bug "Fix login"'],
    ['edit', { text: 'whole' }, 'wrote the description'],
    ['edit', { base: 'a', splice: { at: 7, remove: 1, insert: 'x' } }, 'edited the description'],
    ['comment', { body: 'said so' }, 'commented: said so'],
    ['link', { type: 'discovered_from', target: 'PAY-1' }, 'linked: discovered from PAY-1'],
    ['link', { commit: '0123456789abcdef' }, 'linked commit 0123456789'],
    ['link', { url: 'https://example.org' }, 'linked https://example.org'],
    ['unlink', { links: ['7f3k2m', '8f3k2m'] }, 'removed the link 7f3k2m, 8f3k2m'],
    ['submit', { message: 'done' }, 'submitted for review: done'],
    ['decide', { decision: 'approved' }, 'decided approved'],
    ['decide', { decision: 'rejected', message: 'no test' }, 'decided rejected: no test'],
    ['retract', { event: '7f3k2m' }, 'took back 7f3k2m'],
    ['project', { project: 'PAY' }, 'made project PAY'],
    ['update', { set: { title: 'New', due: null } }, 'title → "New", due → none'],
    ['archive', { set: { archived: true }, message: 'dup' }, 'archived (dup)'],
    ['archive', { set: { archived: false } }, 'unarchived'],
    ['update', { key: { project: 'OPS', number: 100001 } }, 'key → OPS-100001'],
    [
      'update',
      { add: { labels: ['a'], assignees: ['anna'] }, remove: { labels: { b: ['e'] } } },
      'labels +a, labels -b, assignees +anna',
    ],
    ['move', { set: { status: 'todo' }, message: 'now' }, 'move status → todo (now)'],
    ['move', { set: { status: 'done' }, override: 'the demo' }, 'move status → done (override: the demo)'],
    ['release', { claim: null }, 'release'],
    ['undo', { undo: '7f3k2m', set: { points: 3 } }, 'undo of 7f3k2m: points → 3'],
    ['unlink', { links: ['8f3k2m'], undo: '7f3k2m' }, 'undo of 7f3k2m: removed the link 8f3k2m'],
    ['comment', { redacted: true, body: '' }, 'redacted commented:'],
  ])('%s %j', (kind, payload, said) => {
    expect(renderEvent({ kind, payload }).trimEnd()).toBe(said);
  });

  test('what it has replaced stands before the arrow', () => {
    const from = { status: 'todo', title: 'Old', points: null, parent: 'PAY-1' };
    const payload = { set: { status: 'review', title: 'New', points: 3, parent: null } };
    expect(renderEvent({ kind: 'update', payload, change: { from } })).toBe(
      'status todo → review, title "Old" → "New", points none → 3, parent PAY-1 → none',
    );
    const key = { project: 'OPS', number: 100001 };
    expect(
      renderEvent({ kind: 'update', payload: { key }, change: { from: { key: { ...key, project: 'PAY' } } } }),
    ).toBe('key PAY-100001 → OPS-100001');
  });

  test('a link that is gone, and what was taken back, are told by what they were', () => {
    const link = { kind: 'link', payload: { type: 'blocks', target: 'PAY-1' } };
    expect(renderEvent({ kind: 'unlink', payload: { links: ['7f3k2m'] }, change: { removed: [link] } })).toBe(
      'removed the link blocks PAY-1',
    );
    const comment = { kind: 'comment', payload: { body: 'Hi' } };
    expect(renderEvent({ kind: 'retract', payload: { event: 'a', undo: 'a' }, change: { removed: [comment] } })).toBe(
      'took back a, which commented: Hi',
    );
  });

  const two = { first: 8, last: 9 };
  const none = { first: 8, last: 7 };
  const box = { text: 'Tests', checked: true };
  test.each<[EditView, string]>([
    [{ removed: two, written: two, section: '## Notes' }, 'edited lines 8-9 in ## Notes'],
    [{ removed: two, written: { first: 8, last: 12 } }, 'edited lines 8-9 → 8-12'],
    [{ removed: two, written: { first: 8, last: 8 } }, 'edited lines 8-9 → 8'],
    [{ removed: none, written: two, section: '# A' }, 'added lines 8-9 in # A'],
    [{ removed: two, written: none }, 'deleted lines 8-9'],
    [
      { removed: { first: 1, last: 0 }, written: { first: 1, last: 3 }, whole: 'written' },
      'wrote the description, 3 lines',
    ],
    [
      { removed: { first: 1, last: 1 }, written: { first: 1, last: 0 }, whole: 'emptied' },
      'emptied the description, 1 line',
    ],
    [{ removed: two, written: two, boxes: [box], section: '## Done' }, 'checked "Tests" in ## Done, lines 8-9'],
    [
      { removed: two, written: two, boxes: [box, { ...box, checked: false }, box, box] },
      'checked "Tests", unchecked "Tests", checked "Tests" and 1 more, lines 8-9',
    ],
  ])('an edit by its section, box and lines: %j', (edit, said) => {
    expect(renderEvent({ kind: 'edit', payload: {}, change: { edit } })).toBe(said);
    const redacted = { redacted: true, text: '' };
    expect(renderEvent({ kind: 'edit', payload: redacted, change: { edit } })).toBe('redacted wrote the description');
  });

  test('and cut, inside no character', () => {
    expect(renderEvent({ kind: 'comment', payload: { body: 'x'.repeat(101) } })).toBe(`commented: ${'x'.repeat(99)}…`);
    expect(renderEvent({ kind: 'comment', payload: { body: 'x'.repeat(100) } })).toBe(`commented: ${'x'.repeat(100)}`);
    expect(renderEvent({ kind: 'comment', payload: { body: `${'x'.repeat(98)}🐛🐛` } })).toBe(
      `commented: ${'x'.repeat(98)}…`,
    );
    const set = Object.fromEntries(['a', 'b', 'c'].map((field) => [field, 'y'.repeat(90)]));
    expect(renderEvent({ kind: 'update', payload: { set, message: 'z'.repeat(200) } })).toMatch(
      /^a → y{90}, b → y{90}, c → y+… \(z{99}…\)$/,
    );
  });
});

describe('a history', () => {
  const entry = {
    ...{ id: '01K6FDNN000000000000007F3K', event: '7f3k2m', time: Date.parse('2026-10-01T09:30:00Z') },
    ...{ actor: 'an na', client: 'c', session: 's', kind: 'comment', ticket: 'PAY-1', payload: { body: 'Hi' } },
  };

  test('of a ticket names it only where an event is of another', () => {
    const entries = [entry, { ...entry, ticket: 'PAY-2' }, { ...entry, ticket: undefined }];
    const line = '7f3k2m 2026-10-01 09:30Z an na';
    expect(renderHistory({ key: 'PAY-1', entries, left: 0 }, mcpSyntax)).toBe(
      `${line} commented: Hi\n${line} PAY-2 commented: Hi\n${line} commented: Hi`,
    );
    expect(renderHistory({ entries: [entry], left: 0 }, mcpSyntax)).toBe(`${line} PAY-1 commented: Hi`);
  });

  test('says how many are left and how to get them, in the syntax of the door', () => {
    const page = { entries: [entry], left: 4, cursor: '2f' };
    expect(renderHistory(page, mcpSyntax)).toMatch(/\n4 more: cursor:"2f"$/);
    expect(renderHistory(page, shellSyntax)).toMatch(/\n4 more: --cursor 2f$/);
  });

  test('says how to see the lines of an edit, and shows them where they were asked for', () => {
    const edit = { removed: { first: 8, last: 8 }, written: { first: 8, last: 9 } };
    const edited = { ...entry, kind: 'edit', payload: {}, change: { edit } };
    expect(renderHistory({ key: 'PAY-1', entries: [entry, edited], left: 0 }, mcpSyntax)).toMatch(
      /edited line 8 → 8-9\nThe lines of an edit: ticket\(action:"history", event:"7f3k2m"\)$/,
    );
    const shown = { removed: { ...edit.removed, lines: ['old'] }, written: { ...edit.written, lines: ['8 more: x'] } };
    expect(renderHistory({ entries: [{ ...edited, change: { edit: shown } }], left: 0 }, mcpSyntax)).toMatch(
      /edited line 8 → 8-9\n-8 old\n\+8 8 more: x\n\+… to 9$/,
    );
  });

  test('may be empty', () => {
    expect(renderHistory({ entries: [], left: 0 }, mcpSyntax)).toBe('No events');
    expect(renderHistory({ key: 'PAY-1', entries: [], left: 0 }, mcpSyntax)).toBe('PAY-1 has no events there');
  });
});
