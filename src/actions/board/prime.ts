import { findReady } from '../../store/find/ready.ts';
import type { Held } from '../../store/read/mine.ts';
import type { ReadTx } from '../../store/tx.ts';
import { readQuery } from '../query.ts';
import type { MeResult } from './me.ts';
import { readOwn } from './own.ts';

/** What a session must know where it starts, or where its conversation was cut short: `board me` without its news. */
export interface PrimeResult
  extends Pick<MeResult, 'actor' | 'branch' | 'holding' | 'turns' | 'questions' | 'reviews'> {
  /** Assigned to the caller, and held by nobody: a claim that ran out is among them. */
  assigned: Pick<Held, 'key' | 'title' | 'status'>[];
  /** The next ones to take, in that order. */
  ready: { key: string; title: string; priority: string }[];
  /** How many there are in all. */
  total: { holding: number; turns: number; assigned: number; questions: number; reviews: number; ready: number };
}

/** Of each kind; more of them would not fit into what is shown. */
const most = 5;

/** Notes no visit: what others have changed stays news for whoever asks `board me`. */
export async function readPrime(tx: ReadTx): Promise<PrimeResult> {
  const { holding, turns, shownTurns, assigned, questions, reviews } = readOwn(tx, { shown: most });
  const ready = await findReady(tx, readQuery(tx, {}), { limit: 3 });
  return {
    ...{ actor: tx.author.actor, branch: await tx.repository.branch() },
    holding: holding.slice(0, most),
    turns: shownTurns,
    assigned: assigned.slice(0, most),
    questions: questions.slice(0, most),
    reviews: reviews.slice(0, most),
    ready: ready.rows.map(({ key, title, priority }) => ({ key, title, priority })),
    total: {
      ...{ holding: holding.length, turns: turns.length, assigned: assigned.length },
      ...{ questions: questions.length, reviews: reviews.length, ready: ready.total },
    },
  };
}
