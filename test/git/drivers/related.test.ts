import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Id, TrackerEvent } from '../../../src/domain/event/event.ts';
import { listChanged, listRelated } from '../../../src/git/drivers/related.ts';
import { dumpParts } from '../../../src/store/read/dump.ts';
import { clashed, histories, play, tangled } from '../../support/histories.ts';
import { fileOf } from '../../support/store-book.ts';

function textsOf(events: readonly TrackerEvent[]): Map<Id | null, string> {
  const { sqlite, db } = fileOf(events);
  const texts = new Map([...dumpParts(db)].map(({ id, lines }) => [id, lines.join('\n')] as const));
  sqlite.close();
  return texts;
}

const some = histories({ steps: 60, replicas: 3 });

describe('what a part of the tickets is made of', () => {
  test('says the same of them as all events do', () => {
    fc.assert(
      fc.property(fc.oneof(some, some.map(tangled), some.map(clashed)), fc.nat(), (history, dice) => {
        const [events = []] = play(history);
        const tickets = [...new Set(events.flatMap(({ ticket }) => ticket ?? []))];
        const one = tickets[dice % tickets.length];
        if (one === undefined) return;
        const related = listRelated(events, new Set([one]));
        if (!related) return;
        const all = textsOf(events);
        const part = textsOf(events.filter(({ ticket }) => ticket === null || related.has(ticket)));
        for (const [id, text] of part) expect(text).toBe(all.get(id));
        expect(part.has(one)).toBe(all.has(one));
      }),
      { numRuns: 200 },
    );
  });

  test('has all tickets outside of it unchanged between two versions', () => {
    fc.assert(
      fc.property(some, (history) => {
        const [before = [], after = []] = play(history);
        const related = listRelated([...before, ...after], listChanged(before, after));
        if (!related) return;
        const [was, is] = [textsOf(before), textsOf(after)];
        for (const [id, text] of is) if (id !== null && !related.has(id)) expect(was.get(id)).toBe(text);
      }),
      { numRuns: 100 },
    );
  });
});
