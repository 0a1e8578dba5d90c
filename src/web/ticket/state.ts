import { batch, effect, signal } from '@preact/signals';
import { Refused, Unreachable } from '../api/problem.ts';
import { request } from '../api/request.ts';
import type { Card } from '../data/card.ts';
import { changing, findCard, hearChanges, isLoaded, put, type Told } from '../data/cards.ts';
import { hear } from '../live/live.ts';
import { fault } from '../parts/toasts.tsx';
import type { Conflict, Entry, History, Links, Review, Ticket } from './shapes.ts';

export interface Loaded {
  ticket: Ticket;
  /** What If-Match takes: the ticket as it is shown. */
  etag: string | undefined;
  links: Links;
  review?: Review | undefined;
  conflicts: readonly Conflict[];
}

/** A ticket as the page has it, kept as it is at the server. */
export function openTicket(key: string) {
  const loaded = signal<Loaded | undefined>(undefined);
  /** Newest first. */
  const entries = signal<readonly Entry[]>([]);
  /** How many events are older than those, and how to ask for them. */
  const older = signal<{ left: number; cursor?: string | undefined }>({ left: 0 });
  /** Why there is nothing to show. */
  const missing = signal('');
  let latest: Promise<void> | undefined;

  /** Reads all of it anew; where it is asked for again meanwhile, the later answer is what counts, and what is waited for. */
  function refresh(): Promise<void> {
    const own: Promise<void> = read(() => latest === own).then(() => (latest === own ? undefined : latest));
    latest = own;
    return own;
  }

  async function read(isLatest: () => boolean): Promise<void> {
    try {
      const [now, history] = await Promise.all([readTicket(key), readHistory(key)]);
      if (!isLatest()) return;
      batch(() => {
        takeEntries(history);
        missing.value = '';
        loaded.value = now;
      });
    } catch (error) {
      if (!isLatest()) return;
      if (error instanceof Unreachable) await new Promise((resolve) => setTimeout(resolve, 1_000)).then(refresh);
      else if (loaded.peek() && !isMissing(error)) fault(error);
      else missing.value = (error as Error).message;
    }
  }

  function takeEntries({ entries: found, left, cursor }: History): void {
    const known = entries.peek();
    const last = found.at(-1);
    const at = known.findIndex(({ id }) => id === last?.id);
    // What lies further back than this page is there already, unless so much is new that there is a gap.
    if (at >= 0) entries.value = [...found, ...known.slice(at + 1)];
    else [entries.value, older.value] = [found, { left, cursor }];
  }

  async function readOlder(): Promise<void> {
    const { cursor } = older.peek();
    if (cursor === undefined) return;
    const { entries: found, left, cursor: next } = await readHistory(key, cursor);
    entries.value = [...entries.peek(), ...found];
    older.value = { left, cursor: next };
  }

  return { key, loaded, entries, older, missing, refresh, readOlder };
}

export type TicketStore = ReturnType<typeof openTicket>;

const isMissing = (error: unknown): boolean => error instanceof Refused && error.problem.status === 404;

const pathOf = (key: string): string => `/tickets/${encodeURIComponent(key)}`;

async function readTicket(key: string): Promise<Loaded> {
  const [{ body: ticket, etag }, { body: links }] = await Promise.all([
    request<Ticket>('GET', pathOf(key)),
    request<Links>('GET', `${pathOf(key)}/links`),
  ]);
  const [review, conflicts] = await Promise.all([
    ticket.review ? request<Review>('GET', `${pathOf(key)}/review`).then(({ body }) => body, nothingAt404) : undefined,
    ticket.conflicts.length > 0 ? readConflicts(ticket.key) : [],
  ]);
  return { ticket, etag, links, review, conflicts };
}

/** Between two requests a submission may have been taken back. */
function nothingAt404(error: unknown): undefined {
  if (!isMissing(error)) throw error;
}

async function readConflicts(key: string): Promise<Conflict[]> {
  const { body } = await request<{ conflicts: Conflict[] }>('GET', '/conflicts');
  return body.conflicts.filter((one) => one.key === key);
}

const pageOfHistory = '60';

const readHistory = async (key: string, cursor?: string): Promise<History> =>
  (await request<History>('GET', `${pathOf(key)}/history`, { query: { limit: pageOfHistory, cursor } })).body;

/** How long changes are waited for before they are read together. */
const gatherMs = 120;

/** Keeps a ticket as it is at the server until the answer is called. */
export function follow(store: TicketStore): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const soon = () => {
    clearTimeout(timer);
    timer = setTimeout(() => void store.refresh(), gatherMs);
  };
  const stops = [
    hearChanges((told) => {
      if (concerns(store, told)) soon();
    }),
    hear(({ event }) => {
      if (event === 'reset' || (event === 'leases' && store.loaded.peek()?.ticket.claim)) soon();
    }),
    keepCard(store),
  ];
  void store.refresh();
  return () => {
    clearTimeout(timer);
    for (const stop of stops) stop();
  };
}

/** Whether something is said of the ticket, or of those that are shown with it. */
function concerns({ loaded }: TicketStore, { events, cards }: Told): boolean {
  const now = loaded.peek();
  if (!now || events.length + cards.length === 0) return true;
  const { ticket, links } = now;
  const shown = new Set([
    ...[ticket.key, ticket.parent?.key],
    ...[...links.links, ...links.children].map((one) => one.key),
  ]);
  return (
    events.some(
      ({ ticket: id, key, kind }) =>
        id === ticket.id || (key !== null && shown.has(key)) || kind === 'link' || kind === 'unlink',
    ) || cards.some(({ id, parent }) => id === ticket.id || parent === ticket.key)
  );
}

/** The keys and menus of cards are for this ticket too, though the boards may not show it: closed long ago, or archived. */
function keepCard({ loaded }: TicketStore): () => void {
  return effect(() => {
    const key = loaded.value?.ticket.key;
    void changing.value;
    if (key !== undefined && isLoaded.value && !findCard(key)) void fetchCard(key);
  });
}

const fetching = new Map<string, Promise<Card | undefined>>();

/** The card of any ticket, put among those that are loaded; undefined where there is none. */
export function fetchCard(key: string): Promise<Card | undefined> {
  const known = fetching.get(key);
  if (known) return known;
  const work = request<{ cards: Card[] }>('GET', '/cards', { query: { query: `key:${key} is:any` } })
    .then(({ body: { cards } }) => {
      if (cards[0]) put(cards[0]);
      return cards[0];
    })
    .catch(() => undefined)
    .finally(() => fetching.delete(key));
  fetching.set(key, work);
  return work;
}
