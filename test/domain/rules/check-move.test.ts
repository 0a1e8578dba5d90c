import { describe, expect, it } from 'vitest';
import { checkClose, checkFirstStatus, checkMove } from '../../../src/domain/rules/check-move.ts';
import { builtInTypes, readTypes } from '../../../src/domain/rules/workflow.ts';
import { refusal } from '../../support/refusal.ts';

const key = 'PAY-482913';
const types = builtInTypes;
/** No way leads out of its ends, and none to `verified` but through another end. */
const strict = readTypes({
  incident: {
    initial: 'open',
    done: 'closed',
    terminal: ['closed', 'dropped', 'verified'],
    moves: { open: ['fixing', 'dropped'], fixing: ['closed'], closed: ['verified'] },
  },
  outage: { initial: 'open', done: 'over', terminal: ['over'], moves: { open: ['fixing'], fixing: ['over'] } },
});

describe('a move', () => {
  it.each([
    ['task', 'todo', 'in_progress', undefined, 'in_progress'],
    ['task', 'todo', ' In-Progress ', 'not needed', 'in_progress'],
    ['task', 'in_progress', 'blocked', 'no key', 'blocked'],
    ['decision', 'deferred', 'open', '', 'open'],
  ])('of a %s from %s to "%s" is to the type’s own status', (type, from, to, message, status) => {
    expect(checkMove({ key, types, type, from, to, message })).toBe(status);
  });
});

describe('a refused move', () => {
  it('says the status, the next ones, and the path with its first call', () => {
    const error = refusal(() => checkMove({ key, types, type: 'bug', from: 'triage', to: 'in_progress' }));
    expect(error.message).toBe(
      'PAY-482913 is triage; a bug in triage can go to confirmed or wont_fix, not in_progress.',
    );
    expect(error.hint).toBe(
      'Path: triage → confirmed → in_progress. Call ticket(action:"move", id:"PAY-482913", status:"confirmed") first.',
    );
  });

  it('offers a first call that carries the message it will need', () => {
    const error = refusal(() => checkMove({ key, types, type: 'task', from: 'done', to: 'review' }));
    expect(error.message).toContain('a task in done can go to backlog, todo or in_progress, not review');
    expect(error.hint).toBe(
      'Path: done → in_progress → review. Call ticket(action:"move", id:"PAY-482913", status:"in_progress", message:"the reason") first.',
    );
  });

  it('never offers a call that closes a ticket only to reopen it', () => {
    const error = refusal(() => checkMove({ key, types, type: 'bug', from: 'in_progress', to: 'triage' }));
    expect(error.hint).toBe('The only path closes and reopens it: in_progress → resolved → triage.');
  });

  it('names the field that is missing and the call that has it', () => {
    const error = refusal(() => checkMove({ key, types, type: 'bug', from: 'triage', to: 'wont_fix', message: ' \n' }));
    expect(error.message).toBe('message is missing: PAY-482913 triage → wont_fix needs the reason.');
    expect(error.hint).toBe('Call ticket(action:"move", id:"PAY-482913", status:"wont_fix", message:"the reason").');
  });

  it('says so when the ticket is already there', () => {
    const error = refusal(() => checkMove({ key, types, type: 'task', from: 'todo', to: 'todo' }));
    expect(error).toMatchObject({ code: 'invalid_status', message: 'PAY-482913 is already todo.' });
    expect(error.hint).toBe('It can go to backlog, in_progress or cancelled.');
  });

  it('answers an unknown status with the nearest one, and the call if it is the next', () => {
    const error = refusal(() => checkMove({ key, types, type: 'task', from: 'todo', to: 'in_progres' }));
    expect(error).toMatchObject({
      code: 'invalid_status',
      message: 'A task has no status "in_progres"; did you mean in_progress?',
    });
    expect(error.hint).toContain('Call ticket(action:"move", id:"PAY-482913", status:"in_progress").');
    const far = refusal(() => checkMove({ key, types, type: 'bug', from: 'triage', to: 'in_progres' }));
    expect(far.hint).toBe(
      'PAY-482913 is triage; statuses: triage, confirmed, in_progress, blocked, review, resolved, wont_fix.',
    );
    const unlike = refusal(() => checkMove({ key, types, type: 'epic', from: 'open', to: 'zzz' }));
    expect([unlike.message, unlike.hint]).toEqual([
      'An epic has no status "zzz".',
      'PAY-482913 is open; statuses: open, in_progress, done, cancelled.',
    ]);
  });

  it.each([
    ['feature', 'review', 'resolved', 'shipped'],
    ['task', 'todo', 'triage', 'backlog'],
  ])('knows what a %s calls %s → %s', (type, from, to, own) => {
    expect(refusal(() => checkMove({ key, types, type, from, to })).message).toContain(`did you mean ${own}?`);
  });

  it.each([
    ['bug', 'resolved', 'reopen', 'triage'],
    ['task', 'cancelled', 'Open', 'backlog'],
    ['epic', 'done', 'reopened', 'open'],
    ['decision', 'decided', 'open', 'open'],
    ['bug', 'in_progress', 'todo', 'confirmed'],
    ['feature', 'approved', 'doing', 'in_progress'],
    ['task', 'blocked', 'todo', 'todo'],
    ['bug', 'review', 'Done', 'resolved'],
    ['decision', 'open', 'done', 'decided'],
  ])('takes a word of all types for the status of a %s: %s → %s is %s', (type, from, to, status) => {
    expect(checkMove({ key, types, type, from, to, message: 'because' })).toBe(status);
  });

  it.each(['open', 'reopen', 'Reopened'])('says of %s that an open ticket is so', (to) => {
    const error = refusal(() => checkMove({ key, types, type: 'task', from: 'review', to }));
    expect(error.message).toBe('PAY-482913 is open, as review.');
    expect(error.hint).toMatch(/^It can go to in_progress, done or cancelled\.$/);
  });

  it('leads out of a status that the type does not know', () => {
    const asked = { key, types, type: 'bug', from: 'limbo' };
    expect(checkMove({ ...asked, to: 'triage' })).toBe('triage');
    const error = refusal(() => checkMove({ ...asked, to: 'in_progress' }));
    expect(error.message).toBe('PAY-482913 is limbo; a bug has no such status and can go to triage, not in_progress.');
    expect(error.hint).toContain('Path: limbo → triage → confirmed → in_progress.');
  });

  it.each(['spike', 'featur'])('leads out of the type %s, which the repository does not have', (type) => {
    const error = refusal(() => checkMove({ key, types, type, from: 'open', to: 'done' }));
    expect(error).toEqual({
      code: 'invalid_status',
      message: `PAY-482913 is a ${type}, a type that this repository does not have, so it cannot change its status.`,
      hint: 'Give it another type first (update, type): task, bug, feature, decision, epic.',
    });
  });

  it('has no hint where no way leads out of a status', () => {
    const from = (status: string, to: string) =>
      refusal(() => checkMove({ key, types: strict, type: 'incident', from: status, to }));
    expect(from('verified', 'open')).toEqual({
      code: 'invalid_status',
      message: 'PAY-482913 is verified; an incident in verified can go nowhere, not open.',
      hint: '',
    });
    expect(from('dropped', 'dropped')).toMatchObject({ message: 'PAY-482913 is already dropped.', hint: '' });
  });

  it('is not fooled by names that every object has', () => {
    expect(refusal(() => checkMove({ key, types, type: 'constructor', from: 'a', to: 'b' })).code).toBe(
      'invalid_status',
    );
    expect(refusal(() => checkMove({ key, types, type: 'task', from: 'todo', to: 'constructor' })).code).toBe(
      'invalid_status',
    );
  });
});

describe('close', () => {
  it('returns every status on the way', () => {
    expect(checkClose({ key, types, type: 'task', from: 'backlog' })).toEqual(['in_progress', 'done']);
    expect(checkClose({ key, types, type: 'bug', from: 'blocked', to: 'Wont-Fix', message: 'by design' })).toEqual([
      'wont_fix',
    ]);
  });

  it('asks for the reason where the last step needs it', () => {
    const error = refusal(() => checkClose({ key, types, type: 'bug', from: 'triage', to: 'wont_fix' }));
    expect(error.code).toBe('invalid_input');
    expect(error.hint).toBe('Call ticket(action:"close", id:"PAY-482913", status:"wont_fix", message:"the reason").');
  });

  it.each([
    ['first', { open: ['fixing!'], fixing: ['tested'], tested: ['closed'] }],
    ['second', { open: ['fixing'], fixing: ['tested!'], tested: ['closed'] }],
  ])('asks for the reason where the %s step on the way needs it', (_, moves) => {
    const own = readTypes({ incident: { initial: 'open', done: 'closed', terminal: ['closed'], moves } });
    const asked = { key, types: own, type: 'incident', from: 'open' };
    expect(refusal(() => checkClose(asked)).code).toBe('invalid_input');
    expect(checkClose({ ...asked, message: 'disk full' })).toEqual(['fixing', 'tested', 'closed']);
  });

  it('does not reopen', () => {
    const error = refusal(() => checkClose({ key, types, type: 'task', from: 'cancelled' }));
    expect(error).toMatchObject({
      code: 'invalid_status',
      message: 'PAY-482913 is already closed, as cancelled; close does not reopen it.',
      hint: 'To close it as done, call ticket(action:"move", id:"PAY-482913", status:"backlog", message:"the reason") first.',
    });
    expect(refusal(() => checkClose({ key, types, type: 'task', from: 'done' })).message).toBe(
      'PAY-482913 is already done.',
    );
  });

  it('has no hint where no way leads back', () => {
    const error = refusal(() => checkClose({ key, types: strict, type: 'incident', from: 'dropped' }));
    expect(error).toMatchObject({
      message: 'PAY-482913 is already closed, as dropped; close does not reopen it.',
      hint: '',
    });
  });

  it('goes through no other end', () => {
    const error = refusal(() => checkClose({ key, types: strict, type: 'incident', from: 'open', to: 'verified' }));
    expect(error).toEqual({
      code: 'invalid_status',
      message: 'PAY-482913 is open; an incident in open can go to fixing or dropped, not verified.',
      hint: 'The only path closes and reopens it: open → fixing → closed → verified.',
    });
  });

  it('refuses a status that closes nothing', () => {
    const error = refusal(() => checkClose({ key, types, type: 'bug', from: 'triage', to: 'confirmed' }));
    expect(error.message).toBe('confirmed does not close a bug; resolved or wont_fix do.');
    expect(error.hint).toBe(
      'Path: triage → confirmed. Call ticket(action:"move", id:"PAY-482913", status:"confirmed").',
    );
    const own = refusal(() => checkClose({ key, types: strict, type: 'outage', from: 'open', to: 'Fixing' }));
    expect(own.message).toBe('fixing does not close an outage; over does.');
  });
});

describe('the first status', () => {
  it.each([
    ['task', undefined, 'backlog'],
    ['task', 'In Progress', 'in_progress'],
    ['task', 'doing', 'in_progress'],
    ['bug', 'confirmed', 'confirmed'],
    ['bug', 'todo', 'triage'],
    ['feature', 'open', 'proposed'],
    ['decision', 'open', 'open'],
  ])('of a %s that is asked for as %s is %s', (type, word, status) => {
    expect(checkFirstStatus(types, type, word)).toBe(status);
  });

  it.each([
    ['task', 'done', 'A new task cannot be done.'],
    ['task', 'review', 'A new task cannot be review.'],
    ['bug', 'blocked', 'A new bug cannot be blocked.'],
    ['bug', 'wont_fix', 'A new bug cannot be wont_fix.'],
    ['task', 'tod', 'A task has no status "tod"; did you mean todo?'],
    ['decision', 'doing', 'A decision has no status "doing".'],
  ])('of a %s cannot be %s', (type, word, message) => {
    const error = refusal(() => checkFirstStatus(types, type, word));
    expect(error).toMatchObject({ code: 'invalid_status', message });
    expect(error.hint).toMatch(/^It can begin as /);
  });
});
