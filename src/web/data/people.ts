import { signal } from '@preact/signals';
import { request } from '../api/request.ts';
import { allCards } from './cards.ts';

export interface KnownPerson {
  name: string;
  /** Null for whoever has been assigned and has done nothing here yet. */
  kind: string | null;
}

const known = signal<readonly KnownPerson[]>([]);
let asking: Promise<void> | undefined;
let askedAt = 0;
const keptMs = 60_000;

/** Asks who there is, once a minute at most; where nobody answers those on the cards are known all the same. */
export function askPeople(): Promise<void> {
  if (asking && Date.now() - askedAt < keptMs) return asking;
  askedAt = Date.now();
  asking = request<{ people: KnownPerson[] }>('GET', '/people').then(
    ({ body }) => {
      known.value = body.people;
    },
    () => {
      asking = undefined;
    },
  );
  return asking;
}

/** Whoever has done something here, and whoever a card is assigned to, by name; what draws them is drawn anew when they come. */
export function listPeople(): readonly KnownPerson[] {
  const found = new Map(known.value.map((person) => [person.name, person]));
  for (const card of allCards())
    for (const name of card.peek().assignees ?? []) if (!found.has(name)) found.set(name, { name, kind: null });
  return [...found.values()].sort((a, b) => a.name.localeCompare(b.name));
}
