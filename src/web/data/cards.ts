import { batch, type Signal, signal } from '@preact/signals';
import { request } from '../api/request.ts';
import { hear } from '../live/live.ts';
import type { SentEvent } from '../live/sse.ts';
import { type Card, isPlacedAlike } from './card.ts';
import { visible } from './visible.ts';

/** Every card that the boards show, by the ticket's id. A change touches the one signal; none is ever replaced. */
const cards = new Map<string, Signal<Card>>();
const idsByKey = new Map<string, string>();
/** Moves on when a card comes, goes or stands elsewhere, so that columns are put together anew. */
export const placing = signal(0);
/** Moves on with any change of any card. */
export const changing = signal(0);
export const isLoaded = signal(false);

/** Days for which what is closed stays on the board. */
const closedDays = 14;
const dayMs = 86_400_000;
const anewMs = 300;

export const getCard = (id: string): Signal<Card> | undefined => cards.get(id);
export const findCard = (key: string): Signal<Card> | undefined => cards.get(idsByKey.get(key) ?? '');
export const allCards = (): Iterable<Signal<Card>> => cards.values();

interface CardsAnswer {
  position: string;
  cards: Card[];
}

/** A change that came while the cards were being read is not undone by what was read before it. */
let readUpTo = '';
/** Where the stream of changes began: what came between the two is told by nobody. */
let toldFrom = '';
/** How many readings are under way: one that began before may end after another. */
let readings = 0;
const waiting: Told[] = [];
let areArchivedWanted = false;

/** Reads all cards anew: at the start, and where the tracker's history is another one. */
export async function loadCards({ withArchived = areArchivedWanted } = {}): Promise<void> {
  areArchivedWanted = withArchived;
  readings += 1;
  try {
    const since = new Date(Date.now() - closedDays * dayMs).toISOString().slice(0, 10);
    const queries = [undefined, `is:closed updated:>=${since}`, ...(withArchived ? ['is:archived'] : [])];
    const answers = await Promise.all(
      queries.map((query) => request<CardsAnswer>('GET', '/cards', { query: { query } })),
    );
    const found = new Map(answers.flatMap(({ body }) => body.cards.map((card) => [card.id, card] as const)));
    readUpTo = answers[0]?.body.position ?? '';
    batch(() => {
      for (const id of [...cards.keys()]) if (!found.has(id)) drop(id);
      for (const card of found.values()) put(card);
      isLoaded.value = true;
    });
  } finally {
    readings -= 1;
    const missed = readings === 0 ? waiting.splice(0) : [];
    for (const told of missed) take(told);
  }
  const from = toldFrom;
  toldFrom = '';
  if (from !== '' && !isReadAlready(from)) await loadCards();
}

export interface ToldEvent {
  id: string;
  actor: string;
  kind: string;
  ticket: string | null;
  key: string | null;
  by: string;
}

/** What a `change` message says. */
export interface Told {
  position: string;
  events: ToldEvent[];
  cards: Card[];
  gone: string[];
}

const hearers = new Set<(told: Told) => void>();

/**
 * Calls `hearer` with what others and this page have changed, after the cards have it; with nothing at all where it is not known
 * what it was. Answers how to stop.
 */
export function hearChanges(hearer: (told: Told) => void): () => void {
  hearers.add(hearer);
  return () => hearers.delete(hearer);
}

/** Follows what changes, from now on. */
export function followChanges(onReset: () => void): void {
  hear(({ event, id, data }: SentEvent) => {
    if (event === 'hello' && id !== undefined) begin(id);
    if (event === 'change') take({ ...(data as Omit<Told, 'position'>), position: id ?? '' });
    if (event === 'reset') onReset();
    if (event === 'leases') takeLeases(data as Lease[]);
  });
}

/** The stream begins: what is not known up to there has been missed. */
function begin(position: string): void {
  if (!isLoaded.peek() || readings > 0) toldFrom = position;
  if (!isLoaded.peek() || readings > 0 || isReadAlready(position)) return;
  const tell = () => {
    for (const hearer of hearers) hearer({ position, events: [], cards: [], gone: [] });
  };
  loadCards().then(tell, () => undefined);
}

function take(told: Told): void {
  if (readings > 0) {
    waiting.push(told);
    return;
  }
  if (!isReadAlready(told.position)) {
    if (hasLeftAnother(told)) soonAnew();
    batch(() => {
      for (const card of told.cards) if (!card.archived || areArchivedWanted) put(card);
      for (const { id } of told.cards.filter(({ archived }) => archived && !areArchivedWanted)) drop(id);
      for (const id of told.gone) drop(id);
    });
    readUpTo = told.position;
  }
  for (const hearer of hearers) hearer(told);
}

/** Whether a ticket was part of another one before, or blocked one: that one looks different too, and is not told of. */
const hasLeftAnother = ({ events, cards: changed }: Told): boolean =>
  events.some(({ kind }) => kind === 'unlink') ||
  changed.some(({ id, parent }) => {
    const before = cards.get(id)?.peek();
    return before?.parent !== undefined && before.parent !== parent;
  });

let anew: ReturnType<typeof setTimeout> | undefined;

/** Several in a row are answered by one reading. */
function soonAnew(): void {
  clearTimeout(anew);
  anew = setTimeout(() => void loadCards().catch(() => undefined), anewMs);
}

/** `<lineage>.<event>.<id>`: within a lineage later ones have higher numbers. */
function isReadAlready(position: string): boolean {
  const [lineage, event] = position.split('.');
  const [readLineage, readEvent] = readUpTo.split('.');
  return lineage === readLineage && Number(event) <= Number(readEvent);
}

interface Lease {
  ticket: string;
  actor: string;
}

/** Claims end by time as well, which no event says. */
function takeLeases(leases: readonly Lease[]): void {
  const held = new Map(leases.map(({ ticket, actor }) => [ticket, actor]));
  batch(() => {
    for (const [id, card] of cards) {
      const claim = held.get(id);
      if (card.peek().claim === claim) continue;
      const { claim: _, claimed: __, ...rest } = card.peek();
      put(claim === undefined ? rest : { ...rest, claim });
    }
  });
}

/** Puts a card where it belongs, whether it is new or changed. */
export function put(given: Card): void {
  const card = { ...given, title: visible(given.title) };
  const known = cards.get(card.id);
  if (!known) {
    cards.set(card.id, signal(card));
    idsByKey.set(card.key, card.id);
    placing.value += 1;
    changing.value += 1;
    return;
  }
  const before = known.peek();
  if (before.key !== card.key) {
    idsByKey.delete(before.key);
    idsByKey.set(card.key, card.id);
  }
  if (JSON.stringify(before) === JSON.stringify(card)) return;
  known.value = card;
  changing.value += 1;
  if (!isPlacedAlike(before, card)) placing.value += 1;
}

function drop(id: string): void {
  const known = cards.get(id);
  if (!known) return;
  cards.delete(id);
  idsByKey.delete(known.peek().key);
  placing.value += 1;
  changing.value += 1;
}
