import fc from 'fast-check';
import { expect, test } from 'vitest';
import { redactEvent } from '../../../src/domain/event/redact.ts';
import { openDraft, redo, type Step } from '../../../src/store/apply/draft.ts';
import { lastTicketNumber } from '../../../src/store/apply/numbers.ts';
import { planUnion } from '../../../src/store/apply/union.ts';
import { listDifferent } from '../../../src/store/read/differences.ts';
import { readPosition } from '../../../src/store/schema/position.ts';
import { histories, play, shuffled } from '../../support/histories.ts';
import { eventsIn, fileOf, type OpenFile, tablesOf } from '../../support/store-book.ts';
import { ticketOf, titleOf } from '../../support/versions.ts';

/** Does what `change` does in a transaction, and answers its steps as they are once they have been sent somewhere. */
function steps({ sqlite, db }: OpenFile, change: (draft: ReturnType<typeof openDraft>['draft']) => void): Step[] {
  const opened = openDraft(db);
  sqlite.transaction(() => change(opened.draft))();
  return JSON.parse(JSON.stringify(opened.steps)) as Step[];
}

test('the steps of a draft make of the same beginning the same state, numbers and name of it included', () => {
  fc.assert(
    fc.property(histories({ replicas: 3 }), fc.nat(), (history, seed) => {
      const [file, other] = [fileOf([]), fileOf([])];
      for (const theirs of shuffled(play(history), seed)) {
        const done = steps(file, (draft) => {
          const incoming = { listDifferences: (db: OpenFile['db']) => listDifferent(db, theirs) };
          draft.unite(planUnion(draft.db, [incoming]));
          const [event] = shuffled(eventsIn(draft.db), seed);
          if (event) draft.replace(redactEvent(event, { actor: 'anna', time: 1 }));
          draft.add(
            ticketOf(`Ticket ${seed} ${theirs.length} ${eventsIn(draft.db).length}`),
            lastTicketNumber(draft.db) + 1,
          );
        });
        other.sqlite.transaction(() => {
          for (const step of done) redo(other.db, step);
        })();
      }
      expect(tablesOf(other)).toEqual(tablesOf(file));
      expect(eventsIn(other.db)).toEqual(eventsIn(file.db));
      expect(readPosition(other.db)).toEqual(readPosition(file.db));
    }),
    { numRuns: 40 },
  );
});

test('a draft holds what was done to it, in that order, and of what was given up no more than its name', () => {
  const file = fileOf([ticketOf('one'), ticketOf('two')]);
  const [one, two] = [ticketOf('one'), ticketOf('two')];
  const done = steps(file, ({ add, unite, refold }) => {
    unite({ added: [], removed: [] });
    refold();
    add(ticketOf('three'), 3);
    unite({ added: [ticketOf('four')], removed: [two] });
  });
  expect(done).toEqual([
    { refold: true },
    { add: ticketOf('three') },
    { unite: { added: [ticketOf('four')], removed: [{ id: two.id, kind: 'create' }] }, origin: 'elsewhere' },
  ]);
  expect(eventsIn(file.db).map(titleOf)).toEqual([titleOf(one), 'three', 'four']);
});
