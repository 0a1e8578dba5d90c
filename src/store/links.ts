import { and, eq, isNotNull, or } from 'drizzle-orm';
import { alias } from 'drizzle-orm/sqlite-core';
import type { Id, LinkType } from '../domain/event.ts';
import { idFromBytes } from '../domain/id.ts';
import { isReadyStatus, isTerminal } from '../domain/workflow.ts';
import { placeholders, prepared } from './prepared.ts';
import { events, links, tickets } from './schema.ts';
import { idOf, rowOf, type TicketRow } from './tickets.ts';
import type { ReadTx } from './tx.ts';

/** A link as one of its ends sees it. */
export interface LinkView {
  event: Id;
  /** The id of the ticket that the link event belongs to. */
  owner: Id;
  type: LinkType | 'blocked_by' | 'duplicated_by' | 'discovered' | 'commit' | 'url';
  target?: Pick<TicketRow, 'ticket' | 'key' | 'title' | 'type' | 'status' | 'archived'>;
  commit?: string;
  subject?: string;
  url?: string;
  suspended: boolean;
}

const inverse = {
  blocks: 'blocked_by',
  related: 'related',
  duplicates: 'duplicated_by',
  discovered_from: 'discovered',
} as const;

const source = alias(tickets, 'source');
const target = alias(tickets, 'target');
const touching = prepared((db) =>
  db
    .select({ link: links, id: events.id, source, target })
    .from(links)
    .innerJoin(events, eq(events.event, links.event))
    .innerJoin(source, eq(source.ticket, links.ticket))
    .leftJoin(target, eq(target.ticket, links.target))
    .where(or(eq(links.ticket, placeholders.ticket), eq(links.target, placeholders.ticket)))
    .orderBy(links.event)
    .prepare(),
);

/** Every link of a ticket, from either end, oldest first. */
export function listLinks(tx: Pick<ReadTx, 'db'>, ticket: number): LinkView[] {
  return touching(tx.db)
    .all({ ticket })
    .map(({ link, id, ...ends }): LinkView => {
      const mine = link.ticket === ticket;
      const other = mine ? ends.target : ends.source;
      const stored = link.type as LinkType | null;
      return {
        event: idFromBytes(id),
        owner: idOf(ends.source),
        type: stored ? (mine ? stored : inverse[stored]) : link.commit ? 'commit' : 'url',
        ...(stored && other && { target: other }),
        ...(link.commit && { commit: link.commit }),
        ...(link.subject && { subject: link.subject }),
        ...(link.url && { url: link.url }),
        suspended: link.suspended,
      };
    });
}

const isOpen = (tx: Pick<ReadTx, 'config'>, row: Pick<TicketRow, 'type' | 'status' | 'archived'>): boolean =>
  !row.archived && !isTerminal(tx.config.types, row.type, row.status);

/** Blockers that are still open. */
export const listOpenBlockers = (tx: Pick<ReadTx, 'db' | 'config'>, ticket: number): LinkView[] =>
  listLinks(tx, ticket).filter((link) => link.type === 'blocked_by' && !link.suspended && isOpen(tx, link.target!));

/** Tickets that are ready now, of those that this one blocks. */
export function listMadeReady(tx: ReadTx, ticket: number): TicketRow[] {
  return listLinks(tx, ticket)
    .filter((link) => link.type === 'blocks' && !link.suspended)
    .map((link) => rowOf(tx, link.target!.ticket)!)
    .filter((row) => isReadyTicket(tx, row));
}

export const isReadyTicket = (tx: ReadTx, row: TicketRow): boolean =>
  !row.archived &&
  isReadyStatus(tx.config.types, row.type, row.status) &&
  !tx.liveClaims.has(row.ticket) &&
  listOpenBlockers(tx, row.ticket).length === 0;

const blocking = prepared((db) =>
  db
    .select({ from: links.ticket, to: links.target })
    .from(links)
    .where(and(eq(links.type, 'blocks'), eq(links.suspended, false), isNotNull(links.target)))
    .prepare(),
);

/** The effective blocks edges of the whole tracker, by ticket number: blocker → blocked. */
export function blockEdges(tx: Pick<ReadTx, 'db'>): Map<string, string[]> {
  const edges = new Map<string, string[]>();
  for (const { from, to } of blocking(tx.db).all()) {
    const known = edges.get(String(from));
    if (known) known.push(String(to));
    else edges.set(String(from), [String(to)]);
  }
  return edges;
}
