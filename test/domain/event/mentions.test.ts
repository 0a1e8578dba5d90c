import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Id, TrackerEvent } from '../../../src/domain/event/event.ts';
import { foldMentions } from '../../../src/domain/event/mentions.ts';
import { shuffled } from '../../support/histories.ts';
import { ticketWriter } from '../../support/ticket-events.ts';

const key = 'PAY-123456';
const meaning = (events: readonly TrackerEvent[]): Id[] => [...(foldMentions(events).own.get(key) ?? [])];

test('a key in a description goes on meaning what it meant to whoever wrote it, through all later edits', () => {
  const { create, write } = ticketWriter({ description: `after ${key}`, mentions: { [key]: 'younger' } });
  const edit = write({ kind: 'edit', payload: { text: `after ${key}!`, mentions: { [key]: 'older' } } });
  const again = write({ kind: 'edit', payload: { text: key, mentions: { [key]: 'older' } }, parents: [edit] });
  expect(meaning([create, edit, again])).toEqual(['younger']);
});

test('a key that was taken out and written anew means what it means then', () => {
  const { create, write } = ticketWriter({ description: key, mentions: { [key]: 'younger' } });
  const without = write({ kind: 'edit', payload: { text: 'none' } });
  const anew = write({ kind: 'edit', payload: { text: key, mentions: { [key]: 'older' } }, parents: [without] });
  expect(meaning([create, without])).toEqual([]);
  expect(meaning([create, without, anew])).toEqual(['older']);
  // But an undo brings the old text back, and with it what it meant.
  const undo = write({
    kind: 'edit',
    payload: { text: key, mentions: { [key]: 'older' }, undo: without.id },
    parents: [without],
  });
  expect(meaning([create, without, undo])).toEqual(['younger']);
});

test('sides that wrote the same key for different tickets mean both, also once the merged text is edited', () => {
  const { create, write } = ticketWriter({ description: 'one\ntwo' });
  const ours = write({ kind: 'edit', payload: { text: `${key}\ntwo`, mentions: { [key]: 'older' } } });
  const theirs = write({ kind: 'edit', payload: { text: `one\n${key}`, mentions: { [key]: 'younger' } } });
  expect(meaning([create, ours, theirs])).toEqual(['older', 'younger']);
  const both = write({
    kind: 'edit',
    payload: { text: `${key}\n${key}\nthree`, mentions: { [key]: 'older' } },
    parents: [ours, theirs],
  });
  expect(meaning([create, ours, theirs, both])).toEqual(['older', 'younger']);
});

test('a title has its own mentions, and so has each comment', () => {
  const { create, write } = ticketWriter({ title: `After ${key}`, mentions: { [key]: 'younger' } });
  const described = write({ kind: 'edit', payload: { text: 'PAY-222222', mentions: { 'PAY-222222': 'other' } } });
  const titled = write({
    kind: 'update',
    payload: { set: { title: `Before ${key}` }, mentions: { [key]: 'older' } },
    parents: [described],
  });
  const said = write({ kind: 'comment', payload: { body: key, mentions: { [key]: 'older' } }, parents: [titled] });
  const { own, said: bodies } = foldMentions([create, described, titled, said]);
  expect(own).toEqual(
    new Map([
      [key, new Set(['younger'])],
      ['PAY-222222', new Set(['other'])],
    ]),
  );
  expect(bodies).toEqual(new Map([[said.id, new Map([[key, new Set(['older'])]])]]));
});

test('what is meant does not depend on the order in which events are given', () => {
  const step = fc.record({
    side: fc.nat(2),
    meant: fc.constantFrom('older', 'younger', undefined),
    join: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 12 }), fc.nat(), (steps, seed) => {
      const { create, write } = ticketWriter({ description: '' });
      const heads = [create, create, create];
      const events = [create];
      for (const { side, meant, join } of steps) {
        const parents = join ? [...new Set(heads)] : [heads[side]!];
        const mentions = meant && { [key]: meant };
        heads[side] = write({ kind: 'edit', payload: { text: key, ...(mentions && { mentions }) }, parents });
        events.push(heads[side]);
      }
      expect(foldMentions(shuffled(events, seed))).toEqual(foldMentions(events));
    }),
  );
});
