import { and, desc, eq, gt, type SQL, sql } from 'drizzle-orm';
import { idFromBytes } from '../../domain/event/id.ts';
import { placeOfName } from '../../domain/rules/named.ts';
import type { Note } from '../../domain/rules/notes.ts';
import { isSameActor, personOf } from '../../domain/rules/persons.ts';
import { events, tickets } from '../schema/schema.ts';
import type { ReadTx } from '../tx.ts';
import { listNotes } from './notes.ts';
import { descriptionOf, getRow, idOf } from './tickets.ts';

/**
 * A ticket on which somebody has said `@name` to the caller, in a comment, a message or what it was created with. It waits
 * until the caller, or another of their person than who asked, writes a note there; until the caller reads it with `get`; or
 * for 30 days.
 */
export interface Question {
  key: string;
  title: string;
  status: string;
  /** What names the caller. */
  note: Note;
  /** Where in its body. */
  at: number;
}

const day = 86_400_000;
/** As long as is remembered what was read, and as far back in the file as is looked: of these none waits for ever. */
const limits = { ms: 30 * day, events: 5_000, tickets: 50, notes: 50 };

/** The latest first. `scope` is a condition on the tickets; `told`: with what is shown besides, and so is not told again. */
export function listQuestions(
  tx: ReadTx,
  { scope, told = [] }: { scope?: SQL | undefined; told?: readonly { note?: Note | undefined }[] } = {},
): Question[] {
  const known = new Set(told.map(({ note }) => note?.event));
  const since = tx.now - limits.ms;
  const naming = listNaming(tx, { actor: tx.author.actor, since, newest: limits.events, scope });
  return naming.slice(0, limits.tickets).flatMap(({ ticket, created }) => {
    const row = getRow(tx, ticket);
    const { notes } = listNotes(tx, ticket, { limit: limits.notes });
    const text = `${row.title}\n${descriptionOf(tx, row)}`;
    const first: Note[] = created ? [{ event: created, actor: row.createdBy, time: row.createdAt, body: text }] : [];
    const asked = findAsked([...notes, ...first], tx.author.actor);
    const seen = tx.seen.askedAt(tx.author.actor, idOf(row)) ?? since;
    if (!asked || asked.note.time <= seen || known.has(asked.note.event)) return [];
    return [{ key: row.key, title: row.title, status: row.status, ...asked }];
  });
}

/** The newest that names the actor and was not answered; `notes` come newest first. */
function findAsked(notes: readonly Note[], actor: string): Pick<Question, 'note' | 'at'> | undefined {
  const answered: string[] = [];
  for (const note of notes) {
    if (isSameActor(note.actor, actor)) return undefined;
    const at = placeOfName(note.body, actor);
    if (at >= 0) return answered.some((one) => !isSameActor(one, note.actor)) ? undefined : { note, at };
    if (personOf(note.actor) === personOf(actor)) answered.push(note.actor);
  }
  return undefined;
}

/** Tickets, by their numbers in this file, of which a text that stands names the actor, whoever has written and read it. */
export function listNamed(tx: Pick<ReadTx, 'db'>, actor: string): number[] {
  return listNaming(tx, { actor }).flatMap(({ ticket }) => {
    const row = getRow(tx, ticket);
    const { notes } = listNotes(tx, ticket, { limit: Number.MAX_SAFE_INTEGER });
    const texts = [row.title, descriptionOf(tx, row), ...notes.map(({ body }) => body)];
    return texts.some((text) => placeOfName(text, actor) >= 0) ? [ticket] : [];
  });
}

/** Tickets of which an event, one of the newest so many, may name the actor; `created`: it is the one that made it. */
function listNaming(
  tx: Pick<ReadTx, 'db'>,
  { actor, since, newest, scope }: { actor: string; since?: number; newest?: number; scope?: SQL | undefined },
): { ticket: number; created?: string }[] {
  const { ticket, payload, kind, id, time, event } = events;
  const rows = tx.db
    .select({ ticket, payload, kind, id })
    .from(events)
    .where(
      and(
        newest === undefined ? undefined : sql`${event} > (select max(event) from events) - ${newest}`,
        since === undefined ? undefined : gt(time, since),
        sql`instr(${payload}, '@') > 0`,
      ),
    )
    .orderBy(desc(event))
    .all();
  const found = new Map<number, { ticket: number; created?: string }>();
  for (const row of rows) {
    if (row.ticket === null || typeof row.payload !== 'string' || !mayName(row.payload, actor)) continue;
    const known = found.get(row.ticket) ?? { ticket: row.ticket };
    if (row.kind === 'create') known.created = idFromBytes(row.id);
    found.set(row.ticket, known);
  }
  const shown = tx.db
    .select({ ticket: tickets.ticket })
    .from(tickets)
    .where(
      and(
        // In one parameter: SQLite has room for some 32,000.
        sql`${tickets.ticket} in (select value from json_each(${JSON.stringify([...found.keys()])}))`,
        since === undefined ? undefined : eq(tickets.archived, false),
        scope,
      ),
    )
    .all();
  const isShown = new Set(shown.map((one) => one.ticket));
  return [...found.values()].filter((one) => isShown.has(one.ticket));
}

/** In JSON a line's end before a name would be a letter. */
const mayName = (payload: string, actor: string): boolean => placeOfName(payload.replace(/\\[nrt]/g, ' '), actor) >= 0;

/** Whatever in what the caller now reads of a ticket names them has been seen. */
export function noteAsked(
  tx: ReadTx,
  ticket: {
    id: string;
    notes: readonly Note[];
    created: { actor: string; time: number };
    title?: string;
    description?: string;
  },
): void {
  const { actor } = tx.author;
  const { id, notes, created, title = '', description = '' } = ticket;
  const newest = notes.find((note) => placeOfName(note.body, actor) >= 0)?.time;
  const time = newest ?? (placeOfName(`${title}\n${description}`, actor) >= 0 ? created.time : undefined);
  if (time !== undefined && time > (tx.seen.askedAt(actor, id) ?? 0))
    tx.afterwards(() => tx.seen.noteAsked(actor, id, time, tx.now));
}
