import type { CardRow } from '../../store/find/cards/cards.ts';

export type Card = CardRow;

/** The order within a column: what somebody has ranked first, then by priority, then the oldest first. */
export function compareCards(a: Card, b: Card, priorities: readonly string[]): number {
  const [ranked, other] = [a.rank, b.rank];
  if (ranked !== undefined && other !== undefined && ranked !== other) return ranked < other ? -1 : 1;
  if ((ranked === undefined) !== (other === undefined)) return ranked === undefined ? 1 : -1;
  if (ranked !== undefined) return a.id < b.id ? -1 : 1;
  const byPriority = priorities.indexOf(a.priority) - priorities.indexOf(b.priority);
  return byPriority || a.created - b.created || (a.id < b.id ? -1 : 1);
}

/** Whether both stand at the same place of every board. */
export const isPlacedAlike = (a: Card, b: Card): boolean =>
  a.status === b.status &&
  a.rank === b.rank &&
  a.priority === b.priority &&
  a.type === b.type &&
  a.parent === b.parent &&
  a.archived === b.archived &&
  (a.assignees ?? []).join() === (b.assignees ?? []).join();

/** An agent's name has its person's before it: `ann/claude`. */
export const isAgent = (name: string): boolean => name.includes('/');
