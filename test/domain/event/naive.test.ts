import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { TrackerEvent } from '../../../src/domain/event/event.ts';
import { foldTicket } from '../../../src/domain/event/fold.ts';
import { foldMentions } from '../../../src/domain/event/mentions.ts';
import { histories, play, unionOf } from '../../support/histories.ts';
import { naiveArchived, naiveDescription, naiveLostClaims, naiveTitleMentions } from '../../support/naive-fold.ts';
import { byTicket } from '../../support/reference.ts';
import { authorOf, ticketWriter } from '../../support/ticket-events.ts';

/** Any graph of events of the kinds whose fold is costly: more tangled than what people at work bring forth. */
const graphs = fc
  .array(
    fc.record({
      does: fc.nat(6),
      who: fc.nat(3),
      time: fc.integer({ min: 990, max: 1_020 }),
      parents: fc.array(fc.nat(5), { minLength: 1, maxLength: 3 }),
    }),
    { maxLength: 30 },
  )
  .map((drawn) => {
    const { create, write, ticket } = ticketWriter({ description: 'one\ntwo\nthree\nfour\nfive\n' });
    const events: TrackerEvent[] = [create];
    const key = 'PAY-100001';
    for (const [i, { does, who, time, parents: back }] of drawn.entries()) {
      const parents = [...new Set(back.map((at) => events.at(-1 - (at % events.length))!))];
      const author = authorOf(`a${who}`);
      const common = { time, parents, author };
      const lines = ['one', 'two', 'three', 'four', 'five'].with(who, `line ${i}`);
      const base = events.findLast(({ kind }) => kind === 'edit' || kind === 'create')!;
      if (does === 0)
        events.push(write({ kind: 'claim', payload: { claim: { actor: `a${who}`, session: `s${i}` } }, ...common }));
      if (does === 1) events.push(write({ kind: 'release', payload: { claim: null }, ...common }));
      if (does === 2) events.push(write({ kind: 'archive', payload: { set: { archived: who > 0 } }, ...common }));
      if (does === 3) events.push(write({ kind: 'comment', payload: { body: '' }, ...common }));
      if (does === 4) events.push(write({ kind: 'edit', payload: { text: `${lines.join('\n')}\n` }, ...common }));
      if (does === 5)
        events.push(
          write({
            kind: 'edit',
            payload: { base: base.id, splice: { at: 4 * who, deleteCount: 3, insert: `${i}` } },
            ...common,
          }),
        );
      if (does === 6) {
        const mentions = { [key]: who > 1 ? ticket : `other ${who}` };
        events.push(
          write({
            kind: 'update',
            payload: { set: { title: key }, mentions, ...(who === 2 && { undo: base.id }) },
            ...common,
          }),
        );
      }
    }
    return events;
  });

const worked = histories({
  steps: 60,
  does: ['claim', 'release', 'edit', 'edit', 'archive', 'comment', 'move', 'undo', 'merge', 'merge'],
}).map((history) => [...byTicket(unionOf(play(history))).values()]);

/** Each on graphs of any form, and on what people at work bring forth. */
const tickets = fc.oneof(
  graphs.map((events) => [events]),
  worked,
);

test('claims are lost as when everybody who claimed later is asked', () => {
  fc.assert(
    fc.property(tickets, (all) => {
      for (const events of all) {
        const withAdds = events.map((event) =>
          event.kind === 'claim' && event.payload.claim
            ? ({ ...event, payload: { claim: event.payload.claim, add: { assignees: [event.id] } } } as TrackerEvent)
            : event,
        );
        const lost = naiveLostClaims(withAdds);
        const shown = [...foldTicket(withAdds)!.sets.assignees.keys()];
        for (const event of withAdds)
          if (event.kind === 'claim' && event.payload.claim) expect(shown.includes(event.id)).toBe(!lost.has(event.id));
      }
    }),
    { numRuns: 300 },
  );
});

test('a ticket is archived as when all events are compared with all archives', () => {
  fc.assert(
    fc.property(tickets, (all) => {
      for (const events of all) expect(foldTicket(events)!.archived).toBe(naiveArchived(events));
    }),
    { numRuns: 300 },
  );
});

test('descriptions are merged as when each base is looked for among all versions', () => {
  fc.assert(
    fc.property(tickets, (all) => {
      for (const events of all) {
        const { description, conflicts } = foldTicket(events)!;
        const found = conflicts.filter(({ field }) => field === 'description').map(({ event }) => event);
        expect({ description, conflicts: found }).toEqual(naiveDescription(events));
      }
    }),
    { numRuns: 300 },
  );
});

test('keys in titles mean what they mean when every version is asked for all that it has seen', () => {
  fc.assert(
    fc.property(graphs, (events) => {
      expect(foldMentions(events).own).toEqual(naiveTitleMentions(events));
    }),
    { numRuns: 300 },
  );
});
