import { expect, test } from 'vitest';
import type { TrackerEvent } from '../../../src/domain/event/event.ts';
import { listTakenBack, noteOf, verbOf } from '../../../src/domain/rules/notes.ts';

const id = (last: string) => `01ARZ3NDEKTSV4RRFFQ69G5FA${last}`;
const event = (kind: string, payload: object): TrackerEvent =>
  ({ id: id('A'), actor: 'anna', time: 7, kind, payload }) as unknown as TrackerEvent;

test.each<[string, object, string | undefined]>([
  ['comment', { body: 'a' }, undefined],
  ['move', { set: { status: 'done' } }, '→ done'],
  ['update', { set: { status: 'todo' } }, '→ todo'],
  ['update', { set: { title: 'b' } }, 'updated'],
  ['claim', { set: { status: 'in_progress' } }, 'claimed'],
  ['release', {}, 'released'],
  ['archive', { set: { archived: true } }, 'archived'],
  ['archive', { set: { archived: false } }, 'unarchived'],
  ['decide', { decision: 'approved' }, 'approved'],
  ['undo', { set: { status: 'done' } }, 'undid'],
])('what %s of %j did', (kind, payload, verb) => {
  expect(verbOf({ kind, payload } as never)).toBe(verb);
});

test('an event that says nothing is no note', () => {
  expect(noteOf(event('claim', {}))).toBeUndefined();
  expect(noteOf(event('claim', { message: ' \n' }))).toBeUndefined();
  expect(noteOf(event('link', { message: 'of a newer program' }))).toBeUndefined();
  expect(noteOf(event('comment', { body: 'b', replyTo: id('B') }))).toEqual({
    ...{ event: id('A'), actor: 'anna', time: 7, body: 'b', replyTo: id('B') },
  });
});

test('why a gate was passed is a note, with the reason or alone', () => {
  const of = (payload: object) => noteOf(event('move', { set: { status: 'done' }, ...payload }))?.body;
  expect(of({ override: 'the demo' })).toBe('override: the demo');
  expect(of({ override: 'the demo', message: 'done' })).toBe('done\n\noverride: the demo');
});

test('what an undo takes back is there again where that is taken back', () => {
  const undos = ['B', 'C', 'D'].map((one, at) => ({ id: id(one), payload: { undo: id('ABC'[at]!) } }));
  expect(listTakenBack(undos.slice(0, 1))).toEqual(new Set([id('A')]));
  expect(listTakenBack(undos.slice(0, 2))).toEqual(new Set([id('B')]));
  expect(listTakenBack(undos)).toEqual(new Set([id('C'), id('A')]));
  expect(listTakenBack([{ id: id('B'), payload: { undo: 'nothing of the kind' } }])).toEqual(new Set());
});
