import { createHash } from 'node:crypto';
import { compareEvents, type Id, type TrackerEvent } from '../../domain/event/event.ts';
import { idFromBytes } from '../../domain/event/id.ts';
import { isRedacted } from '../../domain/event/redact.ts';
import { type Contender, contenderOf, resolveContenders } from '../../domain/event/resolve.ts';
import { getFrom } from '../../domain/get-from.ts';
import { listOfNoTicket, readRows, toEvent } from '../read/events.ts';
import type { Db } from '../schema/connect.ts';
import { setMeta } from '../schema/meta.ts';
import { foldVersion } from '../schema/migrate.ts';
import {
  aliases,
  assignees,
  comments,
  conflicts,
  idempotency,
  labels,
  links,
  projects,
  reviews,
  tickets,
} from '../schema/schema.ts';
import { adoptWaiting } from './adopt.ts';
import { authorNumbers } from './authors.ts';
import { loadMember, type Member } from './group.ts';
import { insertEvent } from './insert-event.ts';
import { type Numbers, projectTicket } from './projection.ts';

const projected = [tickets, labels, assignees, links, comments, reviews, projects, aliases, conflicts, idempotency];

/** Computes every table that is read anew from the events, inside the caller's transaction. */
export function refold(db: Db): void {
  const rows = db.select({ id: tickets.id, ticket: tickets.ticket }).from(tickets).orderBy(tickets.ticket).all();
  const numbers = new Map(rows.map(({ ticket, id }) => [idFromBytes(id), ticket]));
  adoptWaiting(db, (id) => numbers.get(id));
  for (const table of projected) db.delete(table).run();
  projectAll(db, new Map([...numbers].map(([id, number]) => [number, id])));
  const lineage = lineageOfNone();
  for (const row of readRows(db)) {
    const event = toEvent(row);
    if (event) lineage.add(event);
  }
  setMeta(db, 'lineage', lineage.name());
}

/**
 * Fills an empty database from a set of events. Canonical: events and tickets are numbered in (time, id) order, so the
 * same set gives the same bytes.
 */
export function buildFrom(db: Db, set: readonly TrackerEvent[]): void {
  const sorted = [...set].sort(compareEvents);
  buildInOrder(db, sorted, sorted);
}

/** The same, from events that are given in (time, id) order; `creations` are those of them that make tickets, or all. */
export function buildInOrder(db: Db, creations: Iterable<TrackerEvent>, sorted: Iterable<TrackerEvent>): void {
  const numbers = new Map<Id, number>();
  // Events whose ticket is not created get no number: a later ticket would take it.
  for (const { ticket, kind } of creations)
    if (ticket !== null && kind === 'create' && !numbers.has(ticket)) numbers.set(ticket, numbers.size + 1);
  const authors = authorNumbers(db);
  const lineage = lineageOfNone();
  for (const event of sorted) {
    insertEvent(db, event, event.ticket === null ? null : (numbers.get(event.ticket) ?? null), authors);
    lineage.add(event);
  }
  projectAll(db, new Map([...numbers].map(([id, number]) => [number, id])));
  setMeta(db, 'lineage', lineage.name());
}

/** Of more tickets the states would take more memory than all the rest. */
const mostKept = 1_000;

/**
 * Fills the tables, which are empty. Of many tickets each is folded twice, first for what the others are concerned with: all
 * of them at once would take many times the memory of the file.
 */
function projectAll(db: Db, idOf: ReadonlyMap<number, Id>): void {
  projectProjects(db);
  const contenders: Contender[] = [];
  const kept = new Map<number, Member>();
  // A ticket that was given up as a whole has its number still, and nobody's parent or link may lead there.
  const present = new Map<Id, number>();
  for (const [number, id] of idOf) {
    const member = loadMember(db, number, id);
    const { state } = member;
    if (!state) continue;
    if (kept.size < mostKept) kept.set(number, member);
    contenders.push(contenderOf(state));
    present.set(id, number);
  }
  const resolved = resolveContenders(contenders);
  for (const [id, number] of present) {
    const { state, events } = kept.get(number) ?? loadMember(db, number, id);
    // A ticket's rows name events of its own alone: which others there are must not matter to them.
    const numbers: Numbers = { ticket: (one) => present.get(one), event: (one) => events.get(one) };
    if (state) projectTicket(db, number, state, getFrom(resolved, id, 'resolution of ticket'), numbers, true);
  }
  setMeta(db, 'fold', String(foldVersion));
}

/** Where several have made a project, its place among the others is that of the earliest one. */
export function projectProjects(db: Db): void {
  db.delete(projects).run();
  for (const { event, kind, payload } of listOfNoTicket(db, 'project').sort(compareEvents))
    if (kind === 'project') insertProject(db, payload.project, event);
}

export function insertProject(db: Db, project: string, event: number): void {
  db.insert(projects).values({ project, event }).onConflictDoNothing().run();
}

/** Names the events, in the order of their numbers, that a file was built from: files of one lineage differ by appended events only. */
function lineageOfNone() {
  const hash = createHash('sha256');
  return {
    add: ({ id, payload }: TrackerEvent) => void hash.update(isRedacted(payload) ? `${id} redacted\n` : `${id}\n`),
    name: (): string => hash.digest('hex').slice(0, 16),
  };
}
