import fc from 'fast-check';
import type { Id, TrackerEvent } from '../../src/domain/event/event.ts';
import { alternativeNumber } from '../../src/domain/event/key.ts';
import { ticketWriter } from './ticket-events.ts';

interface Deed {
  does: 'parent' | 'link' | 'unlink' | 'rekey' | 'apart' | 'comment';
  other: number;
  time: number;
  /** Whether it has seen the deed before it. */
  follows: boolean;
}

interface Neighbour {
  number: number;
  slot: number | undefined;
  time: number;
  deeds: Deed[];
}

const deed = fc.record<Deed>({
  does: fc.constantFrom('parent', 'parent', 'link', 'link', 'unlink', 'rekey', 'rekey', 'apart', 'comment'),
  other: fc.nat(99),
  time: fc.nat(60),
  follows: fc.boolean(),
});

/**
 * Sets of events of some ten tickets that contest a few keys and idempotency keys, and lead to each other all round: of few
 * events each, so that most of them have none in what comes next.
 */
export const villages = (): fc.Arbitrary<TrackerEvent[]> =>
  fc
    .array(
      fc.record<Neighbour>({
        number: fc.nat(4),
        slot: fc.option(fc.nat(1), { nil: undefined, freq: 3 }),
        time: fc.nat(30),
        deeds: fc.array(deed, { maxLength: 4 }),
      }),
      { minLength: 6, maxLength: 12 },
    )
    .map(build);

function build(neighbours: Neighbour[]): TrackerEvent[] {
  const numbers = Array.from({ length: 5 }, (_, at) => 100_000 + at);
  const writers = neighbours.map(({ number, slot, time }, at) =>
    ticketWriter(
      {
        number: numbers[number]!,
        title: `ticket ${at}`,
        ...(slot !== undefined && { idempotency: { key: `key ${slot}`, hash: 'h', index: 0 } }),
      },
      { time, seed: at * 1_000 },
    ),
  );
  const idOf = (at: number): Id => writers[at % writers.length]!.ticket;
  return neighbours.flatMap(({ deeds }, at) => {
    const { create, write } = writers[at]!;
    const events = [create];
    for (const { does, other, time, follows } of deeds) {
      const parents = [follows ? events.at(-1)! : create];
      const links = events.filter(({ kind }) => kind === 'link').map(({ id }) => id);
      const add = (kind: never, payload: unknown) =>
        void events.push(write({ kind, payload: payload as never, parents, time: 30 + time }));
      if (does === 'parent') add('update' as never, { set: { parent: other % 5 === 0 ? null : idOf(other) } });
      else if (does === 'link') add('link' as never, { type: 'blocks', target: idOf(other) });
      else if (does === 'unlink') add('unlink' as never, { links });
      else if (does === 'apart') add('unlink' as never, { links: [create.id] });
      else if (does === 'comment')
        add('comment' as never, { body: 'b', replyTo: writers[other % writers.length]!.create.id });
      else {
        const number = other % 2 ? numbers[other % 5] : alternativeNumber(idOf(other), 1 + (other % 3));
        add('update' as never, { key: { project: 'PAY', number } });
      }
    }
    return events;
  });
}
