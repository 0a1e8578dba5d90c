import { computed } from '@preact/signals';
import type { Card } from '../data/card.ts';
import { allCards, changing, findCard } from '../data/cards.ts';
import { epicOf } from '../data/epic.ts';
import { matcher } from '../data/filter.ts';
import { params, setParams } from '../data/route.ts';
import { tables } from '../data/tables.ts';
import { pages } from '../texts/pages.ts';

export const columnNames = [
  ...(['key', 'title', 'type', 'status', 'priority', 'assignees', 'labels', 'points', 'due', 'updated'] as const),
];
export type ColumnName = (typeof columnNames)[number];

interface Sorting {
  by: ColumnName;
  isDown: boolean;
}

/** `sort=-updated`: the latest first, as it is where nothing is said. */
export const sorting = computed<Sorting>(() => {
  const given = params.value.get('sort') ?? '-updated';
  const by = columnNames.find((name) => name === given.replace(/^-/, '')) ?? 'updated';
  return { by, isDown: given.startsWith('-') };
});

/** A click on the head by which it is sorted turns the order round. */
export function sortBy(by: ColumnName): void {
  const now = sorting.peek();
  const isDown = now.by === by ? !now.isDown : by === 'updated';
  const next = `${isDown ? '-' : ''}${by}`;
  setParams({ sort: next === '-updated' ? undefined : next });
}

export const groupNames = ['none', 'status', 'type', 'priority', 'assignee', 'epic'] as const;
export type GroupName = (typeof groupNames)[number];

export const grouping = computed<GroupName>(
  () => groupNames.find((name) => name === params.value.get('group')) ?? 'none',
);
export const groupBy = (name: GroupName): void => setParams({ group: name === 'none' ? undefined : name });

export type Row = { card: string } | { group: string; title: string; count: number };

/** The cards that are wanted, in their order. */
const sorted = computed<readonly Card[]>(() => {
  void changing.value;
  const matches = matcher.value;
  const { by, isDown } = sorting.value;
  const found: Card[] = [];
  for (const one of allCards()) {
    const card = one.peek();
    if (!card.archived && matches(card)) found.push(card);
  }
  const read = reader(by);
  const rows = found.map((card) => ({ card, value: read(card) }));
  rows.sort((a, b) => compare(a.value, b.value, isDown) || (a.card.key < b.card.key ? -1 : 1));
  return rows.map(({ card }) => card);
});

type Value = string | number | undefined;

function reader(by: ColumnName): (card: Card) => Value {
  const { priorities, types } = tables.value;
  if (by === 'priority') return ({ priority }) => priorities.indexOf(priority);
  if (by === 'status') {
    // By how far it is, which letters don't say.
    const places = new Map(
      types.flatMap((type) => type.statuses.map(({ name }, at) => [`${type.name} ${name}`, at] as const)),
    );
    const categories = ['todo', 'doing', 'review', 'done'];
    return ({ type, status, category }) => categories.indexOf(category) * 100 + (places.get(`${type} ${status}`) ?? 0);
  }
  if (by === 'assignees') return ({ assignees }) => assignees?.join(', ').toLowerCase();
  if (by === 'labels') return ({ labels }) => labels?.join(', ').toLowerCase();
  if (by === 'title') return ({ title }) => title.toLowerCase();
  if (by === 'key') return ({ key }) => key.replace(/\d+$/, (digits) => digits.padStart(9, '0'));
  return (card) => card[by];
}

/** What has no value comes last, whichever way the order goes. */
function compare(a: Value, b: Value, isDown: boolean): number {
  if (a === b) return 0;
  if (a === undefined) return 1;
  if (b === undefined) return -1;
  return (a < b ? -1 : 1) * (isDown ? -1 : 1);
}

/** The rows as they stand: a group's head before its cards. */
export const rows = computed<readonly Row[]>(() => {
  const by = grouping.value;
  const cards = sorted.value;
  if (by === 'none') return cards.map(({ id }) => ({ card: id }));
  const groups = Map.groupBy(cards, (card) => groupOf(card, by));
  return [...groups.keys()]
    .sort((a, b) => compareGroups(a, b, by))
    .flatMap((group) => {
      const own = groups.get(group) ?? [];
      return [{ group, title: titleOf(group, by), count: own.length }, ...own.map(({ id }) => ({ card: id }))];
    });
});

/** The same without the heads: the order in which the keys go. */
export const shownIds = computed<readonly string[]>(() =>
  rows.value.flatMap((row) => ('card' in row ? [row.card] : [])),
);

function groupOf(card: Card, by: Exclude<GroupName, 'none'>): string {
  if (by === 'assignee') return card.assignees?.[0] ?? '';
  return by === 'epic' ? epicOf(card) : card[by];
}

function compareGroups(a: string, b: string, by: GroupName): number {
  if ((a === '') !== (b === '')) return a === '' ? 1 : -1;
  const { priorities, types } = tables.peek();
  if (by === 'priority') return priorities.indexOf(a as never) - priorities.indexOf(b as never);
  if (by === 'type') return placeOf(types, a) - placeOf(types, b);
  return a.localeCompare(b);
}

const placeOf = (types: readonly { name: string }[], name: string): number =>
  types.findIndex((type) => type.name === name);

function titleOf(group: string, by: GroupName): string {
  if (group === '') return pages.list.noGroup[by] ?? '';
  if (by !== 'epic') return group.replaceAll('_', ' ');
  const epic = findCard(group)?.peek();
  return epic ? `${group} ${epic.title}` : group;
}
