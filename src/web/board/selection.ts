import { computed, effect, signal } from '@preact/signals';
import type { Card } from '../data/card.ts';
import { getCard, placing } from '../data/cards.ts';
import { collapsed } from './folded.ts';
import { columns, idsOf, shownLanes } from './view.ts';

/** The card that the keys mean, by its ticket's id. */
export const current = signal<string | undefined>(undefined);
/** Cards chosen for changes of several. */
export const chosen = signal<ReadonlySet<string>>(new Set());

/** A card tells by a signal of its own whether it is meant, so that a step of the keys draws two cards and no more. */
export const isCurrent = (id: string) => computed(() => current.value === id);
/** Where Tab comes to the cards: the current one, or where there is none each column's first. */
export const isTabStop = (id: string, at: number) =>
  computed(() => current.value === id || (at === 0 && current.value === undefined));
export const isChosen = (id: string) => computed(() => chosen.value.has(id));

export const currentCard = (): Card | undefined => getCard(current.peek() ?? '')?.peek();

export function toggleChosen(id: string): void {
  const next = new Set(chosen.peek());
  if (!next.delete(id)) next.add(id);
  chosen.value = next;
}

/** Gives the focus to the current card, or row of the list; false where none is shown. */
export function focusCurrent(): boolean {
  const key = currentCard()?.key;
  const found = key === undefined ? null : document.querySelector<HTMLElement>(`[data-key="${CSS.escape(key)}"]`);
  found?.focus();
  return found !== null;
}

interface Spot {
  lane: number;
  column: number;
  at: number;
}

/** The columns that are open, in their order. */
const openColumns = () => columns.peek().filter(({ id }) => !collapsed.peek().has(id));

function spotOf(id: string): Spot | undefined {
  for (const [lane, { id: laneId }] of shownLanes.peek().entries())
    for (const [column, { id: columnId }] of openColumns().entries()) {
      const at = idsOf(laneId, columnId).indexOf(id);
      if (at >= 0) return { lane, column, at };
    }
  return undefined;
}

const idsAt = (lane: number, column: number): readonly string[] => {
  const [laneNow, columnNow] = [shownLanes.peek()[lane], openColumns()[column]];
  return laneNow && columnNow ? idsOf(laneNow.id, columnNow.id) : [];
};

/** What a page that shows its cards otherwise has instead: a list has no columns. */
export interface OwnSteps {
  step(by: 1 | -1): void;
  /** What a key does to all that are chosen, by the id of its command. */
  ofSeveral: Readonly<Record<string, () => void>>;
}
let own: OwnSteps | undefined;

/** Has the keys go by another page's order; answers how to stop. */
export function stepBy(given: OwnSteps): () => void {
  own = given;
  return () => {
    if (own === given) own = undefined;
  };
}

/** What a command does to all that are chosen, where some are and the page has such changes. */
export const forSeveral = (command: string): (() => void) | undefined =>
  chosen.peek().size > 0 ? own?.ofSeveral[command] : undefined;

let lastSpot: Spot = { lane: 0, column: 0, at: 0 };

/** One card up or down; from the end of a lane into the next one. */
export function step(by: 1 | -1): void {
  const before = current.peek();
  if (own) own.step(by);
  else stepHere(by);
  // At the end of a column too, whoever came from somewhere else, such as the filter, is among the cards again.
  if (current.peek() === before) focusCurrent();
}

function stepHere(by: 1 | -1): void {
  const spot = spotOf(current.peek() ?? '');
  if (!spot) {
    settle(lastSpot);
    return;
  }
  const next = idsAt(spot.lane, spot.column)[spot.at + by];
  if (next !== undefined) {
    current.value = next;
    return;
  }
  for (let lane = spot.lane + by; lane >= 0 && lane < shownLanes.peek().length; lane += by) {
    const ids = idsAt(lane, spot.column);
    if (ids.length === 0) continue;
    current.value = ids.at(by === 1 ? 0 : -1);
    return;
  }
}

/** To the next column that has cards in this lane, at the same height. */
export function stepColumn(by: 1 | -1): void {
  const spot = spotOf(current.peek() ?? '');
  if (!spot) {
    settle(lastSpot);
    return;
  }
  for (let column = spot.column + by; column >= 0 && column < openColumns().length; column += by) {
    const ids = idsAt(spot.lane, column);
    if (ids.length === 0) continue;
    current.value = ids[Math.min(spot.at, ids.length - 1)];
    return;
  }
}

/** To the card nearest to a place whose card is gone. */
function settle({ lane, column, at }: Spot): void {
  const ids = idsAt(lane, column);
  const found = ids[Math.min(at, ids.length - 1)];
  if (found !== undefined) {
    current.value = found;
    return;
  }
  for (const [laneAt] of shownLanes.peek().entries())
    for (const [columnAt] of openColumns().entries()) {
      const [first] = idsAt(laneAt, columnAt);
      if (first === undefined) continue;
      current.value = first;
      return;
    }
}

/** The card's neighbours in its column, by its ticket's id. */
export function neighbours(id: string): { above: readonly string[]; below: readonly string[] } {
  const spot = spotOf(id);
  const ids = spot ? idsAt(spot.lane, spot.column) : [];
  return spot ? { above: ids.slice(0, spot.at), below: ids.slice(spot.at + 1) } : { above: [], below: [] };
}

/** The column beside that of a card, over those that are collapsed as well. */
export function columnBeside(card: Card, by: 1 | -1) {
  const all = columns.peek();
  const at = all.findIndex(({ holds }) => holds(card));
  return at < 0 ? undefined : all[at + by];
}

/** Remembers where the current card is, for when it goes. */
export function followSelection(): void {
  effect(() => {
    void placing.value;
    const id = current.value;
    const spot = id === undefined ? undefined : spotOf(id);
    if (spot) lastSpot = spot;
  });
}
