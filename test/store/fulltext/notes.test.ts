import { describe, expect, test } from 'vitest';
import { readNotes } from '../../../src/store/fulltext/notes.ts';
import { recordTickets } from '../../support/recorded-tickets.ts';
import { phrase, search, word } from '../../support/searching.ts';
import { authorOf } from '../../support/ticket-events.ts';

const anna = authorOf('anna');
const bob = authorOf('bob');

describe('the notes of a ticket', () => {
  test('are what was written with whatever was done, the newest first', () => {
    const { db, create, change, comment, record, numberOf } = recordTickets();
    const ticket = create('one', { description: 'not a note' });
    comment(ticket, 'comment');
    change(ticket, { set: { points: 3 }, message: 'update' });
    record(ticket, 'move', { set: { status: 'done' }, override: 'override' }, anna);
    record(ticket, 'claim', { claim: null, message: 'claim' }, anna);
    record(ticket, 'move', { set: { status: 'blocked' }, message: 'blocked' }, anna);
    record(ticket, 'edit', { text: 'a text', message: 'edit' }, anna);
    record(ticket, 'release', { message: 'release' }, anna);
    record(ticket, 'archive', { set: { archived: true }, message: 'archive' }, anna);
    record(ticket, 'undo', { set: { archived: false }, message: 'undo' }, anna);
    const evidence = [
      { kind: 'command', value: 'npm test', exitCode: 0 },
      { kind: 'note', value: 'by hand' },
    ] as const;
    const submission = record(ticket, 'submit', { message: 'submission', evidence: [...evidence] }, anna);
    record(ticket, 'decide', { submission, decision: 'changes_requested', message: 'decision' }, bob);
    record(ticket, 'link', { url: 'https://example.org/x' }, anna);
    record(ticket, 'link', { commit: 'abc1234', subject: 'Mend it' }, anna);
    expect(readNotes(db, [numberOf(ticket)]).get(numberOf(ticket))).toEqual([
      ...['abc1234', 'Mend it', 'https://example.org/x', 'decision', 'submission', 'npm test\nby hand'],
      ...['undo', 'archive', 'release', 'edit', 'blocked', 'claim', 'override', 'update', 'comment'],
    ]);
  });

  test('are without what an undo took back, unless that was taken back', () => {
    const { db, create, record, numberOf } = recordTickets();
    const ticket = create('one');
    const moved = record(ticket, 'move', { set: { status: 'todo' }, message: 'soon' }, anna);
    const notes = () => readNotes(db, [numberOf(ticket)]).get(numberOf(ticket)) ?? [];
    const undo = record(ticket, 'undo', { set: { status: 'backlog' }, undo: moved }, anna);
    expect(notes()).toEqual([]);
    record(ticket, 'undo', { set: { status: 'todo' }, undo }, anna);
    expect(notes()).toEqual(['soon']);
  });

  test('are without what was taken back', () => {
    const { db, create, comment, record, numberOf } = recordTickets();
    const ticket = create('one');
    const other = create('two');
    const submission = record(ticket, 'submit', { message: 'first', evidence: [] }, anna);
    const second = record(ticket, 'submit', { message: 'second', evidence: [] }, anna);
    const decision = record(ticket, 'decide', { submission, decision: 'approved', message: 'fine' }, bob);
    const link = record(ticket, 'link', { url: 'https://example.org/x' }, anna);
    const said = comment(ticket, 'said');
    comment(other, 'other');
    expect(readNotes(db, [numberOf(ticket)]).get(numberOf(ticket))).toHaveLength(5);
    for (const event of [second, decision, said]) record(ticket, 'retract', { event, undo: event }, anna);
    record(ticket, 'unlink', { links: [link] }, anna);
    expect(readNotes(db, [1, 2, 99])).toEqual(
      new Map([
        [numberOf(ticket), ['first']],
        [numberOf(other), ['other']],
      ]),
    );
  });

  test('are each a text of its own for phrases', async () => {
    const { db, create, comment, fullText } = recordTickets();
    const ticket = create('one');
    comment(ticket, 'ends with alpha');
    comment(ticket, 'bravo begins');
    comment(ticket, '登');
    comment(ticket, '录');
    expect(await search(db, fullText, word('alpha'), word('bravo'))).toEqual(['one']);
    for (const text of ['bravo begins ends', 'alpha bravo', 'begins ends', '录登'])
      expect([text, await search(db, fullText, phrase(text))]).toEqual([text, []]);
  });
});
