import { keysBetween } from '../../domain/rank-keys.ts';
import type { Ranked } from '../../store/find/ranks.ts';

/** Keys for tickets that come into an order. */
export interface RankPlan {
  /** In the order in which they come. */
  keys: string[];
  /** Those there whose keys are others now, so that there is room. */
  moved: Ranked[];
}

/** How many of those before and behind a place, together, are given other keys where it has no room. */
const neighbours = 50;

/**
 * Keys for so many tickets that come together into the order, before the one at `at`. Where two keys are the same, as few as
 * may be of those around are given others; where keys have become too long, all of a neighbourhood.
 */
export function planRanks(order: readonly Ranked[], { at, count }: { at: number; count: number }): RankPlan {
  const isTied = at > 0 && order[at - 1]?.rank === order[at]?.rank;
  for (let reach = 0; ; reach = nextReach(reach, isTied)) {
    const [from, to] = [Math.max(0, at - reach), Math.min(order.length, at + reach)];
    const around = order.slice(from, to);
    const keys = keysBetween(order[from - 1]?.rank ?? null, order[to]?.rank ?? null, around.length + count);
    if (!keys) continue;
    const own = keys.splice(at - from, count);
    const moved = around.flatMap(({ ticket, rank }, place) => {
      const now = keys[place];
      return now === undefined || now === rank ? [] : [{ ticket, rank: now }];
    });
    return { keys: own, moved };
  }
}

function nextReach(reach: number, isTied: boolean): number {
  if (reach === 0 && isTied) return 1;
  return reach < neighbours / 2 && !isTied ? neighbours / 2 : reach * 2;
}
