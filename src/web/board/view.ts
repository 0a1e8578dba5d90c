import { computed } from '@preact/signals';
import type { Card } from '../data/card.ts';
import { compareCards } from '../data/card.ts';
import { allCards, findCard, placing } from '../data/cards.ts';
import { epicOf } from '../data/epic.ts';
import { matcher } from '../data/filter.ts';
import { params, setParams } from '../data/route.ts';
import { findStatus, movesOf, tables } from '../data/tables.ts';
import { texts } from '../texts/texts.ts';
import { hidden } from './folded.ts';

/** A column: the four categories over all types, or the statuses of one type. */
export interface Column {
  id: string;
  title: string;
  holds(card: Card): boolean;
  /** The status that a card gets here: where it is one already, the first that it may go to. Undefined: none. */
  target(card: Card): { status: string; needs_message: boolean } | undefined;
}

export const categories = ['todo', 'doing', 'review', 'done'] as const;

/** `by=bug`: the statuses of bugs; without, categories. */
export const boardType = computed(() => tables.value.types.find(({ name }) => name === params.value.get('by')));
export const setBoardType = (name: string): void => setParams({ by: name });

export type Lanes = 'none' | 'epic' | 'assignee';
export const lanes = computed<Lanes>(() => {
  const given = params.value.get('lanes');
  return given === 'epic' || given === 'assignee' ? given : 'none';
});
export const setLanes = (value: Lanes): void => setParams({ lanes: value === 'none' ? undefined : value });

export const areArchivedShown = computed(() => params.value.get('archived') === '1');

const categoryOf = (card: Card): string => findStatus(card.type, card.status)?.category ?? card.category;

/** Those that are shown. */
export const columns = computed<readonly Column[]>(() => allColumns.value.filter(({ id }) => !hidden.value.has(id)));

export const allColumns = computed<readonly Column[]>(() => {
  const type = boardType.value;
  if (type)
    return type.statuses.map(({ name }) => ({
      id: name,
      title: name.replaceAll('_', ' '),
      holds: (card: Card) => card.type === type.name && card.status === name,
      target: (card: Card) =>
        card.status === name
          ? { status: name, needs_message: false }
          : movesOf(card).find(({ status }) => status === name),
    }));
  return categories.map((category) => ({
    id: category,
    title: texts.board.categories[category],
    holds: (card: Card) => categoryOf(card) === category,
    target: (card: Card) =>
      categoryOf(card) === category
        ? { status: card.status, needs_message: false }
        : movesOf(card).find(({ status }) => findStatus(card.type, status)?.category === category),
  }));
});

export interface Lane {
  id: string;
  title: string;
  /** A person's or an agent's name; a key of an epic. */
  key?: string;
}

/** The lane that a card stands in; the empty one is of those that belong to none. */
export function laneOf(card: Card): string {
  if (lanes.value === 'assignee') return card.assignees?.[0] ?? '';
  if (lanes.value === 'epic') return epicOf(card);
  return '';
}

/** The ids of each lane and column, `lane` + newline + `column`, in their order. */
const shown = computed<ReadonlyMap<string, readonly string[]>>((): ReadonlyMap<string, readonly string[]> => {
  void placing.value;
  const [matches, all, isArchived] = [matcher.value, columns.value, areArchivedShown.value];
  const found = new Map<string, Card[]>();
  for (const one of allCards()) {
    const card = one.peek();
    if ((card.archived ?? false) !== isArchived || !matches(card)) continue;
    const column = all.find(({ holds }) => holds(card));
    if (!column) continue;
    const cell = cellOf(laneOf(card), column.id);
    const known = found.get(cell);
    if (known) known.push(card);
    else found.set(cell, [card]);
  }
  const { priorities } = tables.value;
  const next = new Map<string, readonly string[]>();
  for (const [cell, cards] of found) {
    const ids = cards.sort((a, b) => compareCards(a, b, priorities)).map(({ id }) => id);
    const before = last.get(cell);
    // The same array for the same cards: a column that did not change is not drawn again.
    next.set(cell, before && before.length === ids.length && ids.every((id, at) => id === before[at]) ? before : ids);
  }
  last = next;
  return next;
});
let last: ReadonlyMap<string, readonly string[]> = new Map();

const cellOf = (lane: string, column: string): string => `${lane}\n${column}`;
const none: readonly string[] = [];

export const idsOf = (lane: string, column: string): readonly string[] => shown.value.get(cellOf(lane, column)) ?? none;

export const countOf = (column: string): number =>
  shownLanes.value.reduce((sum, { id }) => sum + idsOf(id, column).length, 0);

/** Only lanes that have cards; who belongs to none comes last. */
export const shownLanes = computed<readonly Lane[]>(() => {
  const ids = [...new Set([...shown.value.keys()].map((cell) => cell.split('\n')[0] ?? ''))];
  const named = ids.filter((id) => id !== '').sort((a, b) => a.localeCompare(b));
  return [...named, ...(ids.includes('') || named.length === 0 ? [''] : [])].map((id) => ({
    id,
    title: id === '' ? texts.board.noLane[lanes.value] : (titleOfEpic(id) ?? id),
    ...(lanes.value === 'epic' && id !== '' && { key: id }),
  }));
});

const titleOfEpic = (id: string): string | undefined =>
  lanes.value === 'epic' ? findCard(id)?.value.title : undefined;
