import { z } from 'zod';
import { countFitting, defaultBudget, estimateTokens } from '../../domain/budget.ts';
import { findSection, readLines } from '../../domain/description.ts';
import { TrackerError } from '../../domain/errors.ts';
import { compareEvents } from '../../domain/event.ts';
import { key, word } from '../../domain/fields.ts';
import { foldTicket } from '../../domain/fold.ts';
import { splitLines } from '../../domain/text.ts';
import { parseTime } from '../../domain/time.ts';
import { listTicketEvents, type StoredEvent } from '../../store/events.ts';
import { getEvent } from '../../store/history.ts';
import { descriptionOf, getTicket, type TicketRow } from '../../store/tickets.ts';
import type { ReadTx } from '../../store/tx.ts';
import { defineAction, pageFields } from '../action.ts';
import { versionOf } from '../description.ts';
import { type TicketView, viewState, viewTicket } from './view.ts';

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
  numbered: boolean;
}

export type GetResult =
  | { ticket: TicketView; at?: string; descriptionCut?: { next: number; total: number } }
  | { part: LinesView };

const input = {
  id: key,
  section: word.optional(),
  lines: word.optional(),
  at: word.optional(),
  budget: pageFields.budget,
};

export const get = defineAction({
  tool: 'ticket',
  name: 'get',
  access: 'read',
  input: z.strictObject(input),
  accepts: { heading: 'section', range: 'lines', line: 'lines', time: 'at', event: 'at' },
  example: { id: 'PAY-482913' },
  async run(tx, { id, section, lines, at, budget = defaultBudget }): Promise<GetResult> {
    return readTicket(tx, getTicket(tx, id), { section, lines, at, budget });
  },
});

/** The whole ticket, or a part of its description; also what `search` with `key:` answers. */
export function readTicket(
  tx: ReadTx,
  row: TicketRow,
  {
    section,
    lines,
    at,
    budget,
  }: { section?: string | undefined; lines?: string | undefined; at?: string | undefined; budget: number },
): GetResult {
  const view = at === undefined ? viewTicket(tx, row) : viewPast(tx, row, at);
  if (section !== undefined || lines !== undefined) {
    if (section !== undefined && lines !== undefined)
      throw new TrackerError('invalid_input', 'section and lines are both given.', 'Send one of them.');
    if (at === undefined) tx.memory.set(view.id, versionOf(view.description));
    return { part: readPart(view, { section, lines, budget }) };
  }
  if (at === undefined) tx.memory.set(view.id, versionOf(descriptionOf(tx, row)));
  return { ...fitTicket(view, budget), ...(at !== undefined && { at }) };
}

function readPart(
  view: TicketView,
  { section, lines, budget }: { section: string | undefined; lines: string | undefined; budget: number },
): LinesView {
  const range = section === undefined ? lines! : sectionRange(view.description, section);
  const { first, lines: text, total } = readLines(view.description, range);
  const count = countFitting(text, budget, (line) => estimateTokens(line) + 2);
  const next = count < text.length ? first + count : undefined;
  return {
    key: view.key,
    revision: view.revision,
    first,
    total,
    lines: text.slice(0, count),
    next,
    numbered: section === undefined,
  };
}

function sectionRange(text: string, name: string): string {
  const { line, lastLine } = findSection(text, name);
  return `${line}-${lastLine}`;
}

/** Cuts the description at a line's end and leaves out older comments. */
function fitTicket(
  view: TicketView,
  budget: number,
): { ticket: TicketView; descriptionCut?: { next: number; total: number } } {
  const lines = splitLines(view.description);
  const count = countFitting(lines, budget * 0.75, estimateTokens);
  const description = count < lines.length ? lines.slice(0, count).join('') : view.description;
  const left = budget - estimateTokens(description) - 60;
  const fitting =
    left > 0 && view.comments.length > 0
      ? countFitting(view.comments, left, (comment) => estimateTokens(comment.body) + 12)
      : 0;
  const ticket = { ...view, description, comments: view.comments.slice(0, fitting) };
  return count < lines.length ? { ticket, descriptionCut: { next: count + 1, total: lines.length } } : { ticket };
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
      `It was created at ${new Date(row.createdAt).toISOString()}; ticket(action:"history", id:"${row.key}") shows its events.`,
    );
  const said = new Set(state.comments.map((comment) => comment.event));
  const comments = events.flatMap((event) =>
    event.kind === 'comment' && said.has(event.id)
      ? [{ event: event.id, actor: event.actor, time: event.time, body: event.payload.body }]
      : [],
  );
  return viewState(tx, state, comments.reverse());
}

function isUpTo(tx: ReadTx, at: string): (event: StoredEvent) => boolean {
  const time = parseTime(at, tx.now);
  if (time !== undefined) return (event) => event.time <= time;
  const last = getEvent(tx, at);
  return (event) => event.id === last.id || compareEvents(event, last) < 0;
}
