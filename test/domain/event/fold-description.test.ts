import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { EditPayload, TrackerEvent } from '../../../src/domain/event/event.ts';
import { foldTicket } from '../../../src/domain/event/fold.ts';
import type { TicketState } from '../../../src/domain/event/state.ts';
import { operations } from '../../support/drafts.ts';
import { editTo } from '../../support/edit-drafts.ts';
import { histories, play, unionOf } from '../../support/histories.ts';
import { byTicket } from '../../support/reference.ts';
import { authorOf, ticketWriter } from '../../support/ticket-events.ts';

const numbered = (count: number) => Array.from({ length: count }, (_, i) => `line ${i}`);
const textOf = (lines: readonly string[]) => lines.map((line) => `${line}\n`).join('');

/** A ticket whose description is these lines, and a way to write `lines` anew after some events. */
function described(lines: readonly string[]) {
  const { create, write } = ticketWriter({ description: textOf(lines) });
  const edit = (seen: TrackerEvent[], wanted: readonly string[], time = 1_000, actor = 'anna') => {
    const payload = editTo(foldTicket([create, ...seen]) as TicketState, textOf(wanted));
    const tips = seen.filter((event) => !seen.some((other) => other.parents.includes(event.id)));
    return write({ kind: 'edit', payload, time, author: authorOf(actor), parents: tips.length > 0 ? tips : [create] });
  };
  return { create, edit, write };
}

test('in one replica the description is what applying the edits one after another gives', () => {
  fc.assert(
    fc.property(histories({ replicas: 1, steps: 60, does: [...operations, 'edit', 'edit', 'edit'] }), (history) => {
      for (const events of byTicket(play(history)[0]!).values()) {
        let text = '';
        for (const event of events) {
          if (event.kind === 'create') text = event.payload.description ?? '';
          if (event.kind !== 'edit') continue;
          if ('text' in event.payload) text = event.payload.text;
          else {
            const { at, deleteCount, insert } = event.payload.splice;
            text = [...text].toSpliced(at, deleteCount, ...insert).join('');
          }
        }
        expect(foldTicket(events)!.description).toBe(text);
      }
    }),
    { numRuns: 200 },
  );
});

test('an edit written over any history gives exactly the text that was meant, and settles what overlapped', () => {
  fc.assert(
    fc.property(
      histories({ does: ['edit', 'edit', 'edit', 'merge', 'create', 'redact'] }),
      fc.string(),
      (history, text) => {
        for (const [ticket, events] of byTicket(unionOf(play(history)))) {
          const state = foldTicket(events)!;
          const { write } = ticketWriter({}, { seed: 9_000 });
          const edit = { ...write({ kind: 'edit', payload: editTo(state, text) }), ticket, parents: state.heads };
          const after = foldTicket([...events, edit])!;
          expect(after).toMatchObject({ description: text, descriptionEvent: edit.id });
          expect(after.descriptionVerbatim).toBe('text' in edit.payload);
          expect(after.conflicts.filter((one) => one.field === 'description')).toEqual([]);
        }
      },
    ),
  );
});

test('edits at once that do not touch each other are all in the description, without conflict', () => {
  const time = fc.integer({ min: 0, max: 2_000 });
  fc.assert(
    fc.property(
      fc.shuffledSubarray([0, 2, 4, 6, 8, 10], { minLength: 2, maxLength: 4 }),
      fc.array(time, { minLength: 4, maxLength: 4 }),
      (places, times) => {
        const lines = numbered(12);
        const { create, edit } = described(lines);
        const edits = places.map((place, i) => edit([], lines.with(place, `changed ${i}`), times[i]!));
        const state = foldTicket([create, ...edits])!;
        expect(state.description).toBe(
          textOf(lines.map((line, i) => (places.includes(i) ? `changed ${places.indexOf(i)}` : line))),
        );
        expect(state).toMatchObject({ descriptionEvent: undefined, descriptionVerbatim: false, conflicts: [] });
      },
    ),
  );
});

test('edits of one line at once keep both texts and are a conflict that the later event is named in', () => {
  const lines = numbered(5);
  const { create, edit } = described(lines);
  const ben = edit([], lines.with(2, 'by ben'), 1_100, 'ben');
  const anna = edit([], lines.with(2, 'by anna'), 1_200, 'anna');
  const state = foldTicket([create, anna, ben])!;
  expect(state.description.split('\n')).toEqual([
    'line 0',
    'line 1',
    expect.stringMatching(/^<<<<<<< ben \w{6}$/),
    'by ben',
    '=======',
    'by anna',
    expect.stringMatching(/^>>>>>>> anna \w{6}$/),
    'line 3',
    'line 4',
    '',
  ]);
  expect(state.conflicts).toEqual([
    { field: 'description', event: anna.id, value: 'both texts are in the description' },
  ]);
});

test('the same change at once is there once and is no conflict', () => {
  const lines = numbered(5);
  const { create, edit } = described(lines);
  const both = [edit([], lines.with(2, 'same')), edit([], lines.with(2, 'same'), 2_000, 'ben')];
  expect(foldTicket([create, ...both])).toMatchObject({ description: textOf(lines.with(2, 'same')), conflicts: [] });
});

test('two who have each merged the same two edits, and edit on, merge over both of those', () => {
  const lines = numbered(5);
  const { create, edit } = described(lines);
  const first = edit([], lines.with(0, 'FIRST'), 1_100);
  const last = edit([], lines.with(4, 'LAST'), 1_200);
  const seen = [first, last];
  const merged = lines.with(0, 'FIRST').with(4, 'LAST');
  // Each line beside the ones that the base would lack if it were one of the two alone.
  const anna = edit(seen, merged.with(1, 'anna'), 1_300);
  const ben = edit(seen, merged.with(3, 'ben'), 1_400, 'ben');
  const state = foldTicket([create, ...seen, anna, ben])!;
  expect(state.description).toBe(textOf(merged.with(1, 'anna').with(3, 'ben')));
  expect(state.conflicts).toEqual([]);
});

test('an edit overrides only what its author had seen, whichever side is later', () => {
  const lines = numbered(6);
  for (const time of [1_100, 3_000]) {
    const { create, edit } = described(lines);
    const ben = edit([], lines.with(5, 'ben'), time, 'ben');
    const one = edit([], lines.with(0, 'one'), 1_900);
    const two = edit([one], lines.with(0, 'one').with(2, 'two'), 2_000);
    const state = foldTicket([create, ben, one, two])!;
    expect(state.description).toBe(textOf(lines.with(0, 'one').with(2, 'two').with(5, 'ben')));
  }
});

test('versions merge in the order of their times, also where somebody with a slow clock has seen the later one', () => {
  const lines = numbered(3);
  const { create, edit, write } = described(lines);
  const later = edit([], lines.with(1, 'later'), 3_000);
  const earlier = edit([], lines.with(1, 'earlier'), 2_000);
  const slow = write({ kind: 'comment', payload: { body: 'fine' }, parents: [later], time: 1 });
  const { description, conflicts } = foldTicket([create, later, earlier, slow])!;
  expect(description).toMatch(/earlier\n=======\nlater\n/);
  expect(conflicts.map((one) => one.event)).toEqual([later.id]);
});

test('two first descriptions at once are merged over nothing', () => {
  const { create, write } = ticketWriter();
  const one = write({ kind: 'edit', payload: { text: 'one\n' }, time: 1_100 });
  const two = write({ kind: 'edit', payload: { text: 'two\n' }, time: 1_200 });
  const state = foldTicket([create, one, two])!;
  expect(state.description).toMatch(/one\n=======\ntwo\n/);
  expect(state.conflicts.map((one) => one.field)).toEqual(['description']);
});

test('a delta whose base is absent, or damaged into a loop, applies to nothing', () => {
  const { create, write } = ticketWriter();
  const splice = { at: 3, deleteCount: 2, insert: 'x' };
  const lost = write({ kind: 'edit', payload: { base: create.id, splice } });
  expect(foldTicket([create, lost])!.description).toBe('x');
  const looped = { ...lost, payload: { base: lost.id, splice } satisfies EditPayload } as TrackerEvent;
  expect(foldTicket([create, looped])!.description).toMatch(/^x/);
});

test('there is no description where none was given, and an empty one is one', () => {
  const without = ticketWriter();
  const none = { description: '', descriptionEvent: undefined, descriptionVerbatim: false };
  expect(foldTicket([without.create])).toMatchObject(none);
  const { create } = ticketWriter({ description: '' });
  expect(foldTicket([create])).toMatchObject({
    description: '',
    descriptionEvent: create.id,
    descriptionVerbatim: true,
  });
});
