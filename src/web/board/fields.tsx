import { request } from '../api/request.ts';
import type { Card } from '../data/card.ts';
import { allCards, getCard } from '../data/cards.ts';
import { tables } from '../data/tables.ts';
import { type Choice, choose, matching } from '../parts/choose.tsx';
import { fault } from '../parts/toasts.tsx';
import { texts } from '../texts/texts.ts';
import { change } from './moves.tsx';

const { keys, board } = texts;

export function choosePriority(card: Card): void {
  const choices = tables.value.priorities.map((name) => ({ id: name, title: name, isChosen: name === card.priority }));
  choose({
    title: `${card.key}: ${keys.priority}`,
    list: (text) => matching(choices, text),
    choose: (priority) => void setField(card, { priority }, `${card.key}: ${priority}`),
  });
}

/** Several may be chosen; each one at once. */
function chooseNames(card: Card, field: 'labels' | 'assignees', title: string, names: readonly string[]): void {
  choose({
    ...{ title: `${card.key}: ${title}`, several: true },
    list(text) {
      const has = getCard(card.id)?.peek()[field] ?? [];
      const known = [...new Set([...has, ...names])];
      const found = matching(
        known.map((name) => ({ id: name, title: name, isChosen: has.includes(name) })),
        text,
      );
      const isNew = text.trim() !== '' && !known.includes(text.trim());
      const added: readonly Choice[] = isNew ? [{ id: text.trim(), title: text.trim(), aside: board.newName }] : [];
      return [...found, ...added];
    },
    choose: (name) => toggleName(card.id, field, name),
  });
}

export function toggleName(id: string, field: 'labels' | 'assignees', name: string): void {
  const card = getCard(id)?.peek();
  if (!card) return;
  const has = card[field] ?? [];
  const isIn = has.includes(name);
  const next = isIn ? has.filter((one) => one !== name) : [...has, name];
  const shown = { [field]: next.length > 0 ? next : undefined } as Partial<Card>;
  // Of labels it is said which one, so that what others give meanwhile stays.
  const body = field === 'assignees' ? { assignees: next } : { [isIn ? 'remove_labels' : 'add_labels']: [name] };
  void change(card, shown, { method: 'PATCH', path: '', body, said: `${card.key}: ${isIn ? '−' : '+'}${name}` });
}

export const chooseLabels = (card: Card): void =>
  chooseNames(
    card,
    'labels',
    keys.label,
    namesOf(({ labels }) => labels),
  );

export function choosePeople(card: Card): void {
  const known = new Set(namesOf(({ assignees }) => assignees));
  request<{ people: { name: string }[] }>('GET', '/people').then(
    ({ body }) => {
      for (const { name } of body.people) known.add(name);
      chooseNames(card, 'assignees', keys.assign, [...known]);
    },
    (error: unknown) => fault(error),
  );
}

/** What the cards have, the most frequent first. */
function namesOf(read: (card: Card) => readonly string[] | undefined): string[] {
  const counts = new Map<string, number>();
  for (const card of allCards())
    for (const name of read(card.peek()) ?? []) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts].sort(([, a], [, b]) => b - a).map(([name]) => name);
}

const setField = (card: Card, fields: Partial<Card>, said: string): Promise<void> =>
  change(card, fields, { method: 'PATCH', path: '', body: fields, said });
