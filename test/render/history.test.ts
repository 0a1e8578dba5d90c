import { describe, expect, test } from 'vitest';
import { shellSyntax } from '../../src/cli/commands/syntax.ts';
import { mcpSyntax } from '../../src/mcp/syntax.ts';
import { renderEvent, renderHistory } from '../../src/render/history.ts';

describe('an event is told in a few words:', () => {
  test.each<[string, object, string]>([
    ['create', { type: 'bug', title: 'Fix login' }, 'created bug "Fix login"'],
    ['edit', { text: 'whole' }, 'wrote the description'],
    ['edit', { base: 'a', splice: { at: 7, remove: 1, insert: 'x' } }, 'edited the description at character 7'],
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
    ['update', { set: { title: 'New', due: null } }, 'title → New, due → none'],
    ['update', { key: { project: 'OPS', number: 100001 } }, 'key → OPS-100001'],
    [
      'update',
      { add: { labels: ['a'], assignees: ['anna'] }, remove: { labels: { b: ['e'] } } },
      'labels +a, labels -b, assignees +anna',
    ],
    ['move', { set: { status: 'todo' }, message: 'now' }, 'move status → todo (now)'],
    ['move', { set: { status: 'done' }, override: 'the demo' }, 'move status → done (override: the demo)'],
    ['release', { claim: null }, 'release'],
    ['undo', { undo: '7f3k2m', set: { points: 3 } }, 'undo points → 3'],
    ['unlink', { links: ['8f3k2m'], undo: '7f3k2m' }, 'undo of 7f3k2m: removed the link 8f3k2m'],
    ['comment', { redacted: true, body: '' }, 'redacted commented:'],
  ])('%s %j', (kind, payload, said) => {
    expect(renderEvent({ kind, payload }).trimEnd()).toBe(said);
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

  test('may be empty', () => {
    expect(renderHistory({ entries: [], left: 0 }, mcpSyntax)).toBe('No events');
    expect(renderHistory({ key: 'PAY-1', entries: [], left: 0 }, mcpSyntax)).toBe('PAY-1 has no events there');
  });
});
