import { listAssigned, listHolding } from '../../store/read/mine.ts';
import { newestNote } from '../../store/read/notes.ts';
import { listQuestions } from '../../store/read/questions.ts';
import { listWaiting } from '../../store/read/reviews.ts';
import { listTurns } from '../../store/read/turns.ts';
import type { ReadTx } from '../../store/tx.ts';

/** All that is the caller's, within `scope`; `shownTurns`: the first `shown` turns, with their newest notes. */
export function readOwn(tx: ReadTx, { scope, shown }: { scope?: Parameters<typeof listHolding>[1]; shown: number }) {
  const holding = listHolding(tx, scope);
  const turns = listTurns(tx, { scope });
  const shownTurns = turns.slice(0, shown).map((turn) => ({ ...turn, note: newestNote(tx, turn.ticket) }));
  return {
    holding,
    turns,
    shownTurns,
    assigned: listAssigned(tx, scope, turns),
    questions: listQuestions(tx, { scope, told: [...holding, ...shownTurns] }),
    reviews: listWaiting(tx, scope).filter((review) => review.decidable),
  };
}
