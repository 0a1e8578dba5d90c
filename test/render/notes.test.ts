import { expect, test } from 'vitest';
import type { Note } from '../../src/domain/rules/notes.ts';
import { mcpSyntax } from '../../src/mcp/syntax.ts';
import { knownOfTurn, noteLine, renderHandOver } from '../../src/render/notes.ts';

const note = (body: string, more: Partial<Note> = {}): Note => ({
  ...{ event: 'e', actor: 'anna', time: Date.parse('2026-10-01T09:30:00Z'), body },
  ...more,
});

test('a note is one line of eighty characters at most, without what is known', () => {
  expect(noteLine(note('one\ntwo', { verb: 'released' }))).toBe('anna 10-01 released: one two');
  expect(noteLine(note('x'.repeat(200)), { actor: 'anna', day: '10-01' })).toBe(`${'x'.repeat(79)}…`);
  const turn = { why: 'sent back', by: 'anna' } as const;
  expect(noteLine(note('one', { verb: 'changes_requested' }), knownOfTurn(turn))).toBe('10-01 one');
  expect(noteLine(note('one', { verb: 'changes_requested' }), knownOfTurn({ ...turn, why: 'handed over' }))).toBe(
    '10-01 changes_requested: one',
  );
});

test('who has said it, and when, is said where it is another than in the line before', () => {
  const later = Date.parse('2026-10-02T09:30:00Z');
  const notes = [note('a', { time: later }), note('b', { actor: 'bob', time: later }), note('c', { actor: 'bob' })];
  const closings = [
    { type: 'blocked_by', key: 'PAY-2', note: notes[0]! },
    { type: 'related', key: 'PAY-3', gone: 'archived', note: notes[1]! },
  ] as const;
  const commits = [{ hash: '0123456789abcdef', subject: 'Mend\nit' }, { hash: 'fedcba9876543210' }];
  const shown = renderHandOver(
    { notes, closings: [...closings], commits, left: 3 },
    { key: 'PAY-1', turn: undefined },
    mcpSyntax,
  );
  expect(shown.split('\n')).toEqual([
    ...[' anna 10-02 a', ' bob b', ' 10-01 c', ' after PAY-2: a', ' related PAY-3 (archived): b'],
    ...[' commit 0123456 Mend it', ' commit fedcba9', ' 3 more: ticket(action:"get", id:"PAY-1")'],
  ]);
});
