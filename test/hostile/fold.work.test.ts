import { describe, expect, test } from 'vitest';
import type { Id, TrackerEvent } from '../../src/domain/event/event.ts';
import { foldTicket } from '../../src/domain/event/fold.ts';
import { foldMentions } from '../../src/domain/event/mentions.ts';
import { mergeEvents } from '../../src/domain/event/merge.ts';
import { resolveTickets } from '../../src/domain/event/resolve.ts';
import { growth, linear } from '../support/work.ts';
import { crafted, growingText } from './crafted.ts';

/** What a merge does with the events of two sides, and a reader of keys in texts with those of a ticket. */
function mergeAndFold(events: readonly TrackerEvent[]): void {
  const merged = mergeEvents({ base: [], ours: events, theirs: events.filter((_, i) => i % 2) });
  const tickets = new Map<Id, TrackerEvent[]>();
  for (const event of merged) {
    if (event.ticket === null) continue;
    const known = tickets.get(event.ticket);
    if (known) known.push(event);
    else tickets.set(event.ticket, [event]);
  }
  resolveTickets([...tickets.values()].map(foldTicket).filter((state) => state !== undefined));
  for (const own of tickets.values()) foldMentions(own);
}

/** In events; twice as many are work that is twice as much. Beyond the limits, so that what these bound is among it. */
const size = 4_000;
/** Sorting takes n log n, and limits are reached a little before or after. */
const tolerated = linear * 1.15;

describe.each(Object.entries({ ...crafted, growingText: (count: number) => growingText(count, 'text') }))(
  'events as %s makes them',
  (_, make) => {
    test('are merged and folded in work that grows with their number', () => {
      const sets = new Map([size, size / 2].map((count) => [count, make(count)]));
      expect(growth(size, (count) => mergeAndFold(sets.get(count)!))).toBeLessThan(tolerated);
    });
  },
);
