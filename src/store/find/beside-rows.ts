import { and, asc, eq, min, type SQL, sql } from 'drizzle-orm';
import type { SQLiteColumn } from 'drizzle-orm/sqlite-core';
import { isBlocking, isOpen } from '../read/links.ts';
import type { TicketRow } from '../read/tickets.ts';
import { placeholders, prepared } from '../schema/prepared.ts';
import { assignees, labels, links, tickets } from '../schema/schema.ts';
import type { ReadTx } from '../tx.ts';

/** What belongs to tickets, by their numbers; who has none of it is not there. */
export interface BesideRows {
  labels: ReadonlyMap<number, string[]>;
  /** In the order in which they were assigned. */
  assignees: ReadonlyMap<number, string[]>;
  /** Keys of open tickets, the oldest link first. */
  blockedBy: ReadonlyMap<number, string[]>;
  /** By the parent's own number. */
  parents: ReadonlyMap<number, string>;
}

const isAsked = (column: SQLiteColumn): SQL => sql`${column} in (select value from json_each(${placeholders.numbers}))`;

const labelsOf = prepared((db) =>
  db
    .selectDistinct({ ticket: labels.ticket, name: labels.name })
    .from(labels)
    .where(isAsked(labels.ticket))
    .orderBy(asc(labels.ticket), asc(labels.name))
    .prepare(),
);
const assigneesOf = prepared((db) =>
  db
    .select({ ticket: assignees.ticket, name: assignees.name })
    .from(assignees)
    .where(isAsked(assignees.ticket))
    .groupBy(assignees.ticket, assignees.name)
    .orderBy(asc(assignees.ticket), asc(min(assignees.event)))
    .prepare(),
);
const blockersOf = prepared((db) =>
  db
    .select({
      ...{ ticket: sql<number>`${links.target}`, name: tickets.key },
      ...{ type: tickets.type, status: tickets.status, archived: tickets.archived },
    })
    .from(links)
    .innerJoin(tickets, eq(tickets.ticket, links.ticket))
    .where(and(isAsked(links.target), isBlocking))
    .orderBy(links.event)
    .prepare(),
);
const keysOf = prepared((db) =>
  db.select({ ticket: tickets.ticket, key: tickets.key }).from(tickets).where(isAsked(tickets.ticket)).prepare(),
);

/** Asks once for all of the rows: a page has a hundred, and each would ask four times. */
export function readBeside(
  tx: Pick<ReadTx, 'db' | 'config'>,
  rows: readonly Pick<TicketRow, 'ticket' | 'parent'>[],
): BesideRows {
  const numbers = JSON.stringify(rows.map(({ ticket }) => ticket));
  const parents = JSON.stringify(rows.flatMap(({ parent }) => parent ?? []));
  return {
    labels: byTicket(labelsOf(tx.db).all({ numbers })),
    assignees: byTicket(assigneesOf(tx.db).all({ numbers })),
    blockedBy: byTicket(
      blockersOf(tx.db)
        .all({ numbers })
        .filter((blocker) => isOpen(tx, blocker)),
    ),
    parents: new Map(
      keysOf(tx.db)
        .all({ numbers: parents })
        .map(({ ticket, key }) => [ticket, key]),
    ),
  };
}

function byTicket(rows: readonly { ticket: number; name: string }[]): Map<number, string[]> {
  const names = new Map<number, string[]>();
  for (const { ticket, name } of rows) {
    const known = names.get(ticket);
    if (known) known.push(name);
    else names.set(ticket, [name]);
  }
  return names;
}
