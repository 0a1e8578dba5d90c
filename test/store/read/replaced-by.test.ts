import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ancestorsOf } from '../../../src/domain/event/causality.ts';
import { isChange } from '../../../src/domain/event/event.ts';
import { foldTicket } from '../../../src/domain/event/fold.ts';
import { replacedBy } from '../../../src/store/read/replaced-by.ts';
import { histories, play, unionOf } from '../../support/histories.ts';
import { byTicket } from '../../support/reference.ts';

test('an event has replaced what the fold of all that its author saw says', () => {
  fc.assert(
    fc.property(histories(), (history) => {
      for (const events of byTicket(unionOf(play(history))).values()) {
        const before = replacedBy(events);
        for (const event of events) {
          const seen = foldTicket(ancestorsOf(events, event.id));
          const { set, key, texts } = before(event.id);
          if (event.kind === 'edit') {
            expect(texts?.before).toBe(seen?.description ?? '');
            expect(texts?.after).toBe(
              foldTicket([...ancestorsOf(events, event.id), event])?.description ?? texts?.after,
            );
          }
          if (!isChange(event) || !seen) continue;
          // A status counts only with its type, and the earlier of two archives: who saw those saw them as they were given.
          for (const field of ['title', 'type', 'priority', 'points', 'due', 'parent'] as const)
            if (event.payload.set?.[field] !== undefined) expect(set[field]).toEqual(seen[field]);
          if (event.payload.key) expect(key).toMatchObject({ project: seen.project, number: seen.number });
        }
      }
    }),
  );
});

test('of what is not there nothing is said', () => {
  expect(replacedBy([])('01K6FDNN0000000000000000AB')).toEqual({ set: {} });
});
