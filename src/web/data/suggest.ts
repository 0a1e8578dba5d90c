import { allCards } from './cards.ts';
import { listPeople } from './people.ts';

/** Something that can be put in place of what was typed. */
export interface Suggestion {
  /** What is put there. */
  value: string;
  title: string;
  aside?: string | undefined;
}

const most = 8;

/** People and agents whose name has what was typed, those that begin with it first. */
export function suggestPeople(text: string): Suggestion[] {
  const word = text.toLowerCase();
  return listPeople()
    .filter(({ name }) => name.toLowerCase().includes(word))
    .sort((a, b) => Number(begins(b.name, word)) - Number(begins(a.name, word)))
    .slice(0, most)
    .map(({ name, kind }) => ({ value: name, title: name, aside: kind === 'human' ? undefined : (kind ?? undefined) }));
}

const begins = (name: string, word: string): boolean =>
  name.split('/').some((part) => part.toLowerCase().startsWith(word));

/** Tickets whose key or title has all words of it, what was changed last first. */
export function suggestTickets(text: string): Suggestion[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const found: { value: string; title: string; aside: string; updated: number }[] = [];
  for (const card of allCards()) {
    const { key, title, status, updated } = card.peek();
    const own = `${key} ${title}`.toLowerCase();
    if (words.every((word) => own.includes(word)))
      found.push({ value: key, title: `${key} ${title}`, aside: status.replaceAll('_', ' '), updated });
  }
  return found.sort((a, b) => b.updated - a.updated).slice(0, most);
}

/** Labels that cards have, the most frequent first. */
export function listLabels(): Suggestion[] {
  const counts = new Map<string, number>();
  for (const card of allCards())
    for (const label of card.peek().labels ?? []) counts.set(label, (counts.get(label) ?? 0) + 1);
  return [...counts]
    .sort(([, a], [, b]) => b - a)
    .map(([label, count]) => ({ value: label, title: label, aside: String(count) }));
}

export const suggestLabels = (text: string): Suggestion[] =>
  listLabels()
    .filter(({ value }) => value.toLowerCase().includes(text.toLowerCase()))
    .slice(0, most);

/** The letters before the number of the keys in use. */
export function keyPrefixes(): ReadonlySet<string> {
  const found = new Set<string>();
  for (const card of allCards()) found.add(card.peek().key.replace(/-?\d+$/, ''));
  return found;
}
