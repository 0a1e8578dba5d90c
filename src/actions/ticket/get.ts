import * as z from 'zod/mini';
import { clip } from '../../domain/cut.ts';
import { minuteOf } from '../../domain/day.ts';
import { findSection, readLines } from '../../domain/description/description.ts';
import { outline } from '../../domain/description/outline.ts';
import { TrackerError } from '../../domain/errors.ts';
import { compareEvents, type Evidence } from '../../domain/event/event.ts';
import { foldTicket } from '../../domain/event/fold.ts';
import { shortId } from '../../domain/event/id.ts';
import { call, hint } from '../../domain/hint.ts';
import { countFitting, defaultBudget, estimateTokens, startWithin } from '../../domain/input/budget.ts';
import { boolean, integer, key, word } from '../../domain/input/fields.ts';
import { parseTime } from '../../domain/input/time.ts';
import { listTakenBack, noteOf } from '../../domain/rules/notes.ts';
import { foldWord, quote } from '../../domain/words.ts';
import { commitsNaming } from '../../store/read/commits.ts';
import { listTicketEvents, type StoredEvent } from '../../store/read/events.ts';
import { getEvent } from '../../store/read/history.ts';
import { noteAsked } from '../../store/read/questions.ts';
import { getTicket, idOf, type TicketRow } from '../../store/read/tickets.ts';
import type { NamingCommit } from '../../store/repository.ts';
import type { ReadTx } from '../../store/tx.ts';
import { defineAction, pageFields, unpublished } from '../action.ts';
import { noteSeen } from '../description.ts';
import { type LinksResult, readLinks } from '../link/list.ts';
import { type Cut, cursorAfter, fitNotes, fitTicket } from './fit-ticket.ts';
import { type HistoryResult, readHistory } from './history.ts';
import { type ShownNote, type TicketView, viewState, viewTicket } from './view.ts';

/** A part of a description, for editing: its lines as they are, numbered from `first`. */
export interface LinesView {
  key: string;
  revision: number;
  first: number;
  /** How many lines the description has. */
  total: number;
  lines: string[];
  /** Lines left out for the budget, from this one on. */
  next?: number | undefined;
  /** Characters of the last line shown that are left out for the budget, and the cursor that goes on with them. */
  characters: number;
  cursor?: string | undefined;
  numbered: boolean;
}

/** Comments older than those of the reply that gave the cursor, newest first. */
export interface NotesView {
  key: string;
  /** How many are newer than these. */
  before: number;
  total: number;
  notes: ShownNote[];
  cursor?: string | undefined;
}

/** What one event says, from a place in it on: the rest of a note, say. */
export interface TextView {
  key: string;
  event: string;
  actor: string;
  time: number;
  body: string;
  /** Characters before this part, and in all. */
  before: number;
  total: number;
  cursor?: string | undefined;
}

export type GetResult =
  | { said: TextView }
  | {
      ticket: TicketView;
      at?: string;
      cut: Cut;
      cursor?: string | undefined;
      history?: HistoryResult;
      /** Commits of HEAD's history whose messages name the ticket and that are not linked, the newest first. */
      named?: { commits: Pick<NamingCommit, 'hash' | 'subject'>[]; left: number };
    }
  | { history: HistoryResult }
  | { links: LinksResult }
  | { part: LinesView }
  | { more: NotesView };

const input = {
  id: key,
  section: z.optional(word),
  lines: z.optional(word),
  at: z.optional(word),
  limit: z.optional(unpublished(integer({ min: 1, max: 1000 }))),
  cursor: z.optional(unpublished(word)),
  budget: pageFields.budget,
  include_history: z.optional(unpublished(boolean)),
  /** They are shown anyway. */
  include_comments: z.optional(unpublished(boolean)),
};

export interface Reading {
  section?: string | undefined;
  lines?: string | undefined;
  at?: string | undefined;
  /** Comments. */
  limit?: number | undefined;
  cursor?: string | undefined;
  budget?: number | undefined;
}

export const get = defineAction({
  tool: 'ticket',
  name: 'get',
  access: 'read',
  input: () => z.strictObject(input),
  example: { id: 'PAY-482913' },
  lookUp: (repository) => repository.listNaming('head'),
  async run(tx, { id, include_history, include_comments: _, ...reading }, commits): Promise<GetResult> {
    const row = getTicket(tx, id);
    const result = readTicket(tx, row, reading, commits);
    if (!include_history || !('ticket' in result)) return result;
    return { ...result, history: readHistory(tx, { id: row.key, limit: 20, budget: historyBudget }) };
  },
});

/** Beside the ticket itself; all of it is for `history`. */
const historyBudget = 600;

/** What a section means where no heading has that name. */
function readVirtual(
  tx: ReadTx,
  row: TicketRow,
  view: TicketView,
  { section, limit = 20, budget = defaultBudget }: Reading,
) {
  const name = foldWord(section ?? '');
  const isVirtual = /^(?:comments|notes|history|links)$/.test(name);
  if (!isVirtual || outline(view.description).some(({ text }) => foldWord(text) === name)) return undefined;
  if (name === 'history') return { history: readHistory(tx, { id: row.key, limit: 50, budget }) };
  if (name === 'links') return { links: readLinks(tx, row, { budget }) };
  return { more: readNotes(view, { limit, budget }) };
}

/** The whole ticket, a part of its description, or older notes; also what `search` with `key:` answers. */
export function readTicket(
  tx: ReadTx,
  row: TicketRow,
  reading: Reading,
  commits: readonly NamingCommit[] = [],
): GetResult {
  const { section, lines, at, limit = 20, cursor, budget = defaultBudget } = reading;
  // Within a line it goes on in the call that was answered, and ends where that does.
  const [, line, offset] = /^(\d{1,7}):(\d{1,7})$/.exec(cursor ?? '') ?? [];
  const other = line === undefined ? cursor : undefined;
  const parts = Object.entries({ section, lines, cursor: other }).flatMap(([name, value]) =>
    value === undefined ? [] : [name],
  );
  if (parts.length > 1)
    throw new TrackerError('invalid_input', `${parts.join(' and ')} are both given.`, 'Send one of them.');
  const [, event, before] = /^([0-9a-z]{6})\+(\d{1,7})$/i.exec(cursor ?? '') ?? [];
  if (event !== undefined) return { said: readText(tx, row, { event, before: Number(before), budget }) };
  const notes = cursor === undefined ? limit : Number.MAX_SAFE_INTEGER;
  const view = at === undefined ? viewTicket(tx, row, { notes }) : viewPast(tx, row, at);
  const virtual = line === undefined ? readVirtual(tx, row, view, reading) : undefined;
  if (virtual?.more) noteAsked(tx, { id: view.id, notes: virtual.more.notes, created: view.created });
  if (virtual) return virtual;
  if (other !== undefined) return { more: readNotes(view, { limit, cursor: other, budget }) };
  if (at === undefined && line === undefined) noteSeen(tx, view.id, view.description);
  const range = section === undefined ? lines : sectionRange(view.description, section);
  if (line !== undefined) {
    const last = /-\s*(\d+)\s*$/.exec(range ?? '')?.[1] ?? (/^\s*\d+\s*$/.test(range ?? '') ? line : '');
    return { part: readPart(view, `${line}-${last}`, { numbered: true, budget, offset: Number(offset) }) };
  }
  if (range !== undefined) return { part: readPart(view, range, { numbered: section === undefined, budget }) };
  if (at !== undefined) return { ...fitTicket(view, { limit, budget }), at };
  const { named, cost } = nameCommits(view, commitsNaming(tx, row, commits));
  const fitted = fitTicket(view, { limit, budget: budget - cost });
  noteAsked(tx, fitted.ticket);
  return { ...fitted, ...(named && { named }) };
}

const mostNamed = 5;

/** The newest of them, and about how many tokens they take. */
function nameCommits(view: TicketView, naming: readonly NamingCommit[]) {
  const others = naming.filter(({ hash }) => view.commits.every((linked) => linked.hash !== hash));
  if (others.length === 0) return { cost: 0 };
  const commits = others.slice(0, mostNamed).map(({ hash, subject }) => ({ hash, subject: clip(subject, 100) }));
  const cost = commits.reduce((sum, { subject }) => sum + 9 + estimateTokens(subject), 15);
  return { named: { commits, left: others.length - commits.length }, cost };
}

function readPart(
  view: TicketView,
  range: string,
  { numbered, budget, offset = 0 }: { numbered: boolean; budget: number; offset?: number },
): LinesView {
  const { first, lines: whole, total } = readLines(view.description, range);
  const text = whole.map((line, at) => (at === 0 ? line.slice(offset) : line));
  const count = countFitting(text, budget - 20, (line) => estimateTokens(line) + 2);
  const next = count < text.length ? first + count : undefined;
  const shown = text.slice(0, count);
  const [line = ''] = shown;
  const start = startWithin(line, budget);
  return {
    key: view.key,
    revision: view.revision,
    first,
    total,
    lines: count === 1 ? [start] : shown,
    next,
    characters: count === 1 ? line.length - start.length : 0,
    ...(count === 1 && start.length < line.length && { cursor: `${first}:${offset + start.length}` }),
    numbered,
  };
}

function readText(
  tx: ReadTx,
  row: TicketRow,
  { event, before, budget }: { event: string; before: number; budget: number },
): TextView {
  const { id, ticket, actor, time, payload } = getEvent(tx, event);
  const said = payload as { body?: string; message?: string; evidence?: Evidence[] };
  const all = [said.body ?? said.message ?? '', ...(said.evidence ?? []).map((one) => one.value)].join('\n');
  if (ticket !== idOf(row) || all === '')
    throw new TrackerError(
      'invalid_input',
      `${quote(event)} is no event of ${row.key} with a text.`,
      hint`${call('ticket', { action: 'history', id: row.key })} shows its events.`,
    );
  const body = startWithin(all.slice(before), budget - 30);
  const after = before + body.length;
  const cursor = after < all.length ? `${event.toLowerCase()}+${after}` : undefined;
  return { key: row.key, event: shortId(id), actor, time, body, before, total: all.length, cursor };
}

function sectionRange(text: string, name: string): string {
  const { line, lastLine } = findSection(text, name);
  return `${line}-${lastLine}`;
}

function readNotes(
  view: TicketView,
  { limit, cursor, budget }: { limit: number; cursor?: string; budget: number },
): NotesView {
  const last = view.notes.findIndex((note) => shortId(note.event) === cursor?.toLowerCase());
  if (cursor !== undefined && last < 0)
    throw new TrackerError(
      'invalid_input',
      `${quote(cursor)} is not a cursor for the notes of ${view.key}.`,
      'Send the cursor of the reply before, or none.',
    );
  const notes = fitNotes(view.notes.slice(last + 1, last + 1 + limit), budget - 30);
  return {
    key: view.key,
    before: last + 1,
    total: view.notesTotal,
    notes,
    cursor: cursorAfter(notes, view.notesTotal - last - 1),
  };
}

/** What this file's events up to then say. Throws `invalid_input` for a time before the ticket. */
function viewPast(tx: ReadTx, row: TicketRow, at: string): TicketView {
  const all = listTicketEvents(tx.db, row.ticket);
  const events = all.filter(isUpTo(tx, at));
  const state = foldTicket(events);
  if (!state)
    throw new TrackerError(
      'not_found',
      `${row.key} did not exist at ${at}.`,
      hint`It was created at ${minuteOf(row.createdAt)}; ${call('ticket', { action: 'history', id: row.key })} shows its events, which at takes too.`,
    );
  const comments = new Set(state.comments.map(({ event }) => event));
  const undone = listTakenBack(events.toSorted(compareEvents));
  const stands = ({ id, kind }: StoredEvent) => (kind === 'comment' ? comments.has(id) : !undone.has(id));
  const notes = events.filter(stands).flatMap((event) => {
    const note = noteOf(event);
    return note ? [{ ...note, ...(event.kind === 'decide' && { about: event.payload.submission }) }] : [];
  });
  return viewState(tx, state, { notes: notes.reverse(), events });
}

function isUpTo(tx: ReadTx, at: string): (event: StoredEvent) => boolean {
  const time = parseTime(at, tx.now);
  if (time !== undefined) return (event) => event.time <= time;
  const last = getEvent(tx, at);
  return (event) => event.id === last.id || compareEvents(event, last) < 0;
}
