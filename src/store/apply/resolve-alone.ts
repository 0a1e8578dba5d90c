import { and, eq, ne } from 'drizzle-orm';
import { isChange } from '../../domain/event/event.ts';
import { idFromBytes } from '../../domain/event/id.ts';
import { keyOf } from '../../domain/event/key.ts';
import type { Resolved } from '../../domain/event/resolve.ts';
import type { TicketState } from '../../domain/event/state.ts';
import { getFrom } from '../../domain/get-from.ts';
import type { StoredEvent } from '../read/events.ts';
import type { Db } from '../schema/connect.ts';
import { placeholders, prepared } from '../schema/prepared.ts';
import { aliases, conflicts, events, links, tickets } from '../schema/schema.ts';

/** How a ticket stands in the tables before an event is added to it. */
export interface Standing {
  ticket: number;
  key: string;
  number: number;
}

/**
 * What the other tickets make of a ticket, from the tables and its latest event alone, which its doors have checked: a key
 * is free, an edge closes no cycle. Undefined where all tickets must settle it together: a contested key is left, or edges
 * change while one is suspended. That is rare, and only after merges.
 */
export function resolveAlone(
  db: Db,
  {
    before,
    state,
    all,
    latest,
  }: { before: Standing | undefined; state: TicketState; all: readonly StoredEvent[]; latest: StoredEvent },
): Resolved | undefined {
  const { number, parent } = state;
  if (!before) return { number, aliases: [], parent, suspended: new Set(), duplicates: undefined, conflicts: [] };
  const rekeyed = isChange(latest) && latest.payload.key !== undefined;
  if (rekeyed && isContested(db, before)) return undefined;
  if (changesEdges(latest) && hasSuspended(db)) return undefined;
  const own = { project: state.project, number: rekeyed ? number : before.number };
  const former = rekeyed ? [...listAliases(db, before.ticket), before.key] : listAliases(db, before.ticket);
  return {
    number: own.number,
    aliases: former.filter((key) => key !== keyOf(own)),
    duplicates: findOwner(db, before.ticket),
    ...keptEdges(db, before.ticket, state, all),
  };
}

const changesEdges = (event: StoredEvent): boolean =>
  event.kind === 'link' || event.kind === 'unlink' || (isChange(event) && event.payload.set?.parent !== undefined);

const hasSuspended = (db: Db): boolean =>
  db.select({ event: links.event }).from(links).where(eq(links.suspended, true)).limit(1).get() !== undefined ||
  db.select({ event: conflicts.event }).from(conflicts).where(eq(conflicts.field, 'parent')).limit(1).get() !==
    undefined;

/** Whether another ticket was passed over for this one's key and takes it when it is left. */
const isContested = (db: Db, { ticket, key }: Standing): boolean =>
  db
    .select({ ticket: aliases.ticket })
    .from(aliases)
    .where(and(eq(aliases.key, key), ne(aliases.ticket, ticket)))
    .get() !== undefined;

const aliasesOf = prepared((db) =>
  db.select({ key: aliases.key }).from(aliases).where(eq(aliases.ticket, placeholders.ticket)).prepare(),
);
const listAliases = (db: Db, ticket: number): string[] =>
  aliasesOf(db)
    .all({ ticket })
    .map((row) => row.key);

const ownerOf = prepared((db) =>
  db
    .select({ id: tickets.id })
    .from(links)
    .innerJoin(events, eq(events.event, links.event))
    .innerJoin(tickets, eq(tickets.ticket, links.target))
    .where(and(eq(links.ticket, placeholders.ticket), eq(events.kind, 'create')))
    .prepare(),
);

/** The older ticket of the same idempotency key: the target of the link that the create event itself makes. */
function findOwner(db: Db, ticket: number): string | undefined {
  const row = ownerOf(db).get({ ticket });
  return row && idFromBytes(row.id);
}

const suspendedOf = prepared((db) =>
  db
    .select({ event: links.event })
    .from(links)
    .where(and(eq(links.ticket, placeholders.ticket), eq(links.suspended, true)))
    .prepare(),
);

/** The ticket's edges that were suspended stay so while no edge changes. */
function keptEdges(db: Db, ticket: number, state: TicketState, all: readonly StoredEvent[]) {
  const idOf = new Map(all.map((event) => [event.event, event.id]));
  const rows = suspendedOf(db).all({ ticket });
  const suspended = new Set(rows.map((row) => getFrom(idOf, row.event, 'event')));
  const parent = all.find((event) => event.id === state.parentEvent?.id);
  const held =
    parent &&
    db
      .select({ value: conflicts.value })
      .from(conflicts)
      .where(and(eq(conflicts.ticket, ticket), eq(conflicts.field, 'parent'), eq(conflicts.event, parent.event)))
      .get();
  if (!held) return { parent: state.parent, suspended, conflicts: [] };
  return { parent: null, suspended, conflicts: [{ field: 'parent' as const, event: parent.id, value: held.value }] };
}
