import * as z from 'zod/mini';
import { clip } from '../../domain/cut.ts';
import { TrackerError } from '../../domain/errors.ts';
import type { Id } from '../../domain/event/event.ts';
import { isId, shortId } from '../../domain/event/id.ts';
import { countFitting, defaultBudget, estimateTokens } from '../../domain/input/budget.ts';
import { key, word } from '../../domain/input/fields.ts';
import { parseTime } from '../../domain/input/time.ts';
import { asText, quote } from '../../domain/words.ts';
import { commitsNaming } from '../../store/read/commits.ts';
import type { StoredEvent } from '../../store/read/events.ts';
import { getEvent, keysOf, listHistory, timeOfEvent } from '../../store/read/history.ts';
import { getTicket } from '../../store/read/tickets.ts';
import type { NamingCommit } from '../../store/repository.ts';
import type { ReadTx } from '../../store/tx.ts';
import { defineAction, pageFields, unpublished } from '../action.ts';
import { changesBy, type EventChange } from './event-changes.ts';

export interface HistoryEntry {
  id: Id;
  /** Six characters; of a commit, which is among a ticket's where its message names it, seven digits of its hash. */
  event: string;
  time: number;
  actor: string;
  client: string;
  session: string;
  kind: string;
  /** The key of its ticket. */
  ticket: string | undefined;
  /** As recorded, with keys instead of the tickets' ids. */
  payload: unknown;
  /** What the event has changed that its payload does not say. */
  change?: EventChange | undefined;
}

export interface HistoryResult {
  key?: string;
  entries: HistoryEntry[];
  /** Entries after these. */
  left: number;
  cursor?: string | undefined;
}

export const history = defineAction({
  tool: 'ticket',
  name: 'history',
  access: 'read',
  input: () =>
    z.strictObject({
      id: z.optional(key),
      since: z.optional(word),
      // One event, with the lines of the description that it has changed.
      event: z.optional(unpublished(word)),
      ...pageFields,
    }),
  findFaults: ({ since, event, ...others }) => [
    ...(since === undefined || isSince(asText(since))
      ? []
      : [`since is not a time, such as "2026-11-01" or "2d", nor an event: ${quote(since)}`]),
    ...(event !== undefined && (since ?? others.id) !== undefined ? ['history of an event takes event alone'] : []),
  ],
  example: { id: 'PAY-482913' },
  lookUp: async (repository, { id }) => (id === undefined ? [] : repository.listNaming('head')),
  async run(tx, { id, since, event, limit = 50, cursor, budget = defaultBudget }, commits): Promise<HistoryResult> {
    if (event !== undefined) return readEvent(tx, getEvent(tx, event), budget);
    if (id === undefined || commits.length === 0) return readHistory(tx, { id, since, limit, cursor, budget });
    const named = commitsNaming(tx, getTicket(tx, id), commits);
    const cost = named.slice(0, mostCommits).reduce((sum, one) => sum + costOfCommit(one), 0);
    const history = readHistory(tx, { id, since, limit, cursor, budget: Math.max(budget / 2, budget - cost) });
    return withCommits(tx, history, { named, since, cursor });
  },
});

export function readHistory(
  tx: ReadTx,
  {
    id,
    since,
    limit,
    cursor,
    budget,
  }: {
    id?: string | undefined;
    since?: string | undefined;
    limit: number;
    cursor?: string | undefined;
    budget: number;
  },
): HistoryResult {
  const row = id === undefined ? undefined : getTicket(tx, id);
  const before = cursor === undefined ? undefined : parseCursor(cursor);
  const page = { ticket: row?.ticket, before, ...(since !== undefined && readSince(tx, since)) };
  const { events, total } = listHistory(tx, { ...page, limit });
  const fitting = events.slice(0, countFitting(events, budget - 20, costOf));
  const last = fitting.at(-1);
  const left = total - fitting.length;
  return {
    ...(row && { key: row.key }),
    entries: entriesOf(tx, fitting),
    left,
    cursor: last && left > 0 ? last.event.toString(36) : undefined,
  };
}

/** An event of any ticket, with the lines that it has changed, as many as fit. */
function readEvent(tx: ReadTx, event: StoredEvent, budget: number): HistoryResult {
  const [entry] = entriesOf(tx, [event], { lines: true });
  const edit = entry?.change?.edit;
  let left = budget - costOf(event);
  for (const stretch of edit ? [edit.removed, edit.written] : []) {
    const all = stretch.lines ?? [];
    const count = countFitting(all, left, (line) => 1 + estimateTokens(line));
    stretch.lines = all.slice(0, count);
    left -= estimateTokens(stretch.lines.join('  '));
  }
  return { ...(entry?.ticket && { key: entry.ticket }), entries: entry ? [entry] : [], left: 0 };
}

function entriesOf(tx: ReadTx, events: readonly StoredEvent[], options?: { lines: boolean }): HistoryEntry[] {
  const changes = changesBy(tx, events, options);
  const told = events.map(({ id, ticket, payload }) => [ticket, payload, changes.get(id)]);
  const keys = keysOf(tx, [...new Set(idsIn(told))]);
  return events.map((event) => {
    const { id, time, actor, client, session, kind } = event;
    const change = changes.get(id);
    return {
      ...{ id, event: shortId(id), time, actor, client, session, kind },
      ticket: event.ticket ? keys.get(event.ticket) : undefined,
      payload: withKeys(event.payload, keys),
      ...(change && { change: withKeys(change, keys) as EventChange }),
    };
  });
}

const mostCommits = 10;

const costOfCommit = ({ author, subject }: NamingCommit): number =>
  24 + estimateTokens(`${author}${clip(subject, 220)}`);

/** The commits that name the ticket, where they belong by their time: those of this page, which goes on from `cursor`. */
function withCommits(
  tx: ReadTx,
  history: HistoryResult,
  { named, since, cursor }: { named: readonly NamingCommit[]; since?: string | undefined; cursor?: string | undefined },
): HistoryResult {
  const before = cursor === undefined ? Number.POSITIVE_INFINITY : (timeOfEvent(tx, parseCursor(cursor)) ?? 0);
  const oldest = history.left > 0 ? (history.entries.at(-1)?.time ?? before) : 0;
  const from = Math.max(oldest, since === undefined ? 0 : startOf(tx, since));
  const commits = named.filter(({ time }) => time >= from && time < before).slice(0, mostCommits);
  const entries = [...history.entries];
  for (const commit of commits) {
    const at = entries.findIndex(({ time }) => time <= commit.time);
    entries.splice(at < 0 ? entries.length : at, 0, entryOf(commit, history.key));
  }
  return { ...history, entries };
}

/** A commit as if it were an event: git's history has it, and no file of ours. */
const entryOf = ({ hash, time, author, subject }: NamingCommit, ticket: string | undefined): HistoryEntry => ({
  ...{ id: hash, event: hash.slice(0, 7), time, actor: author, client: 'git', session: '', kind: 'commit', ticket },
  payload: { commit: hash, subject },
});

/** Tokens, about: 24 for the event's id, time and key, and what is told of its payload, which is cut like this too. */
function costOf({ actor, payload }: StoredEvent): number {
  const { title, body, message = '', text, splice, remove, ...rest } = payload as Record<string, unknown>;
  const removed = Object.values(remove ?? {}).flatMap((names) => Object.keys(names as object));
  const told = title ?? body ?? (text === undefined && splice === undefined ? JSON.stringify([rest, removed]) : '');
  const cut = `${String(told).slice(0, 220)}${String(message).slice(0, 100)}`;
  return 24 + estimateTokens(`${actor}${cut}`);
}

const isEvent = (text: string): boolean => /^[0-9a-z]{6}$|^[0-9A-Z]{26}$/i.test(text.trim());
const isSince = (text: string): boolean => isEvent(text) || parseTime(text, 0) !== undefined;

/** A time, or an event, whose followers are meant. */
function readSince(tx: ReadTx, since: string): { since: number } | { after: number } {
  const time = parseTime(since, tx.now);
  if (time !== undefined) return { since: time };
  if (isEvent(since)) return { after: getEvent(tx, since).event };
  throw new TrackerError(
    'invalid_input',
    `since is not a time: "${since}".`,
    'Send since:"2026-11-01", since:"2d" or an event.',
  );
}

function startOf(tx: ReadTx, since: string): number {
  const start = readSince(tx, since);
  return 'since' in start ? start.since : (timeOfEvent(tx, start.after) ?? 0);
}

function parseCursor(cursor: string): number {
  const number = /^[0-9a-z]{1,10}$/.test(cursor) ? Number.parseInt(cursor, 36) : Number.NaN;
  if (Number.isNaN(number))
    throw new TrackerError(
      'invalid_input',
      `"${cursor}" is not a cursor.`,
      'Send the cursor of the reply before, or none.',
    );
  return number;
}

function idsIn(value: unknown): Id[] {
  if (typeof value === 'string') return isId(value) ? [value] : [];
  if (value === null || typeof value !== 'object') return [];
  return Object.values(value).flatMap(idsIn);
}

/** Ids of tickets become keys, ids of events their short form. */
function withKeys(value: unknown, keys: ReadonlyMap<Id, string>): unknown {
  if (typeof value === 'string') return isId(value) ? (keys.get(value) ?? shortId(value)) : value;
  if (Array.isArray(value)) return value.map((item) => withKeys(item, keys));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, withKeys(item, keys)]));
}
