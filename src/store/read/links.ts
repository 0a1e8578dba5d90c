import { and, eq, isNotNull, or, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/sqlite-core';
import type { Edges } from '../../domain/event/cycles.ts';
import type { Id, LinkType } from '../../domain/event/event.ts';
import { idFromBytes } from '../../domain/event/id.ts';
import { isReadyStatus, isTerminal } from '../../domain/rules/workflow.ts';
import { placeholders, prepared } from '../schema/prepared.ts';
import { events, links, tickets } from '../schema/schema.ts';
import type { ReadTx } from '../tx.ts';
import { progressOf } from './children.ts';
import { getRow, idOf, type TicketRow } from './tickets.ts';

/** A link as one of its ends sees it: to a ticket, a commit or a URL. */
export type LinkView = TicketLink | OutsideLink;

export interface TicketLink extends AnyLink {
  type: LinkType | 'blocked_by' | 'duplicated_by' | 'discovered';
  target: Pick<TicketRow, 'ticket' | 'key' | 'title' | 'type' | 'status' | 'archived'>;
}

interface OutsideLink extends AnyLink {
  type: 'commit' | 'url';
  target?: undefined;
}

interface AnyLink {
  event: Id;
  /** The id of the ticket that the link event belongs to. */
  owner: Id;
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
      const stored = link.type as LinkType | null;
      const common = {
        event: idFromBytes(id),
        owner: idOf(ends.source),
        ...(link.commit && { commit: link.commit }),
        ...(link.subject && { subject: link.subject }),
        ...(link.url && { url: link.url }),
        suspended: link.suspended,
      };
      if (!stored) return { ...common, type: link.commit ? 'commit' : 'url' };
      if (link.ticket !== ticket)
        // A type of a newer program has no name for its other end here.
        return { ...common, type: Object.hasOwn(inverse, stored) ? inverse[stored] : stored, target: ends.source };
      if (!ends.target) throw new Error(`Link ${link.event} of this file leads to a ticket that it does not have.`);
      return { ...common, type: stored, target: ends.target };
    });
}

export const isOpen = (tx: Pick<ReadTx, 'config'>, row: Pick<TicketRow, 'type' | 'status' | 'archived'>): boolean =>
  !row.archived && !isTerminal(tx.config.types, row.type, row.status);

/** The links of this type that count: one that is suspended would close a cycle. */
const listEffective = (tx: Pick<ReadTx, 'db'>, ticket: number, type: TicketLink['type']): TicketLink[] =>
  listLinks(tx, ticket).flatMap((link) => (link.target && link.type === type && !link.suspended ? [link] : []));

/** What blocks it, open or not, oldest link first. */
export const listBlockers = (tx: Pick<ReadTx, 'db'>, ticket: number): TicketLink['target'][] =>
  listEffective(tx, ticket, 'blocked_by').map((link) => link.target);

/** Blockers that are still open. */
export const listOpenBlockers = (tx: Pick<ReadTx, 'db' | 'config'>, ticket: number): TicketLink[] =>
  listEffective(tx, ticket, 'blocked_by').filter((link) => isOpen(tx, link.target));

/** Tickets that are ready now, of those that this one blocks or is a part of. */
export function listMadeReady(tx: ReadTx, ticket: number): TicketRow[] {
  const { parent } = getRow(tx, ticket);
  const numbers = new Set(listEffective(tx, ticket, 'blocks').map((link) => link.target.ticket));
  if (parent !== null) numbers.add(parent);
  return [...numbers].map((number) => getRow(tx, number)).filter((row) => isReadyTicket(tx, row));
}

/** A part of it is open, and work on it is work on that. */
export function hasOpenChild(tx: ReadTx, ticket: number): boolean {
  const progress = progressOf(tx, ticket);
  return progress !== undefined && progress.done < progress.total;
}

export const isReadyTicket = (tx: ReadTx, row: TicketRow): boolean =>
  !row.archived &&
  isReadyStatus(tx.config.types, row.type, row.status) &&
  !tx.liveClaims.has(row.ticket) &&
  !tx.elsewhere.has(row.ticket) &&
  listOpenBlockers(tx, row.ticket).length === 0 &&
  !hasOpenChild(tx, row.ticket);

/** The blocks links that count: neither suspended, as they would close a cycle, nor without their target in this file. */
export const isBlocking = and(eq(links.type, 'blocks'), eq(links.suspended, false), isNotNull(links.target));
const blockedBy = prepared((db) =>
  db
    .select({ ticket: sql<number>`${links.target}` })
    .from(links)
    .where(and(eq(links.ticket, placeholders.ticket), isBlocking))
    .prepare(),
);
const blockersOf = prepared((db) =>
  db
    .select({ ticket: links.ticket })
    .from(links)
    .where(and(eq(links.target, placeholders.ticket), isBlocking))
    .prepare(),
);

/** The effective blocks edges by ticket number, each read when it is asked for: a tracker has more than a graph shows. */
export const blockEdges = ({ db }: Pick<ReadTx, 'db'>): { blocks: Edges<number>; blockers: Edges<number> } => {
  const edgesOf = (query: typeof blockedBy | typeof blockersOf): Edges<number> => ({
    get: (ticket) =>
      query(db)
        .all({ ticket })
        .map((row) => row.ticket),
  });
  return { blocks: edgesOf(blockedBy), blockers: edgesOf(blockersOf) };
};
