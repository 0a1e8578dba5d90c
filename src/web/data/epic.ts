import type { Card } from './card.ts';
import { findCard } from './cards.ts';

/** The key of the epic that a card is in, through however many parents; empty: in none. */
export function epicOf(card: Card): string {
  // A parent may be part of something that is part of it, where two people have moved them at once.
  for (let [above, steps] = [card.parent, 0]; above !== undefined && steps < 10; steps += 1) {
    const parent = findCard(above)?.peek();
    if (!parent || parent.type === 'epic') return above;
    above = parent.parent;
  }
  return '';
}
