import { type SQL, sql } from 'drizzle-orm';
import type { ReadTx } from '../../tx.ts';
import { isTerminal } from '../where.ts';

/** What belongs to tickets in other tables, by their numbers. */
export interface Besides {
  labels: ReadonlyMap<number, string[]>;
  assignees: ReadonlyMap<number, string[]>;
  comments: ReadonlyMap<number, number>;
  reviews: ReadonlyMap<number, string>;
  blocked: ReadonlySet<number>;
  conflicts: ReadonlySet<number>;
  children: ReadonlyMap<number, [done: number, total: number]>;
}

/** What belongs to tickets, by their numbers: of those for which `wanted` holds, which says it of `of_ticket`. */
export function readBesides(tx: ReadTx, wanted: SQL): Besides {
  const { db } = tx;
  // The pluses keep SQLite from the index that begins with this column: few tickets have a parent, or block one.
  const isOpenBlocker = sql`+blocker.archived = 0 and not ${isTerminal(tx, sql`blocker.type`, sql`blocker.status`)}`;
  const blocked = db.all<{ target: number }>(sql`
    select distinct b.of_ticket target from (select *, target of_ticket from links) b
    join tickets blocker on blocker.ticket = b.ticket
    where b.type = 'blocks' and b.suspended = 0 and b.target is not null and ${isOpenBlocker} and ${wanted}`);
  const children = db.values<[number, number, number]>(sql`
    select parent of_ticket, sum(${isTerminal(tx, sql`type`, sql`status`)}), count(*) from tickets
    where parent is not null and +archived = 0 and ${wanted} group by parent`);
  return {
    labels: namesBy(
      db.values(sql`select distinct ticket of_ticket, name from labels where ${wanted} order by ticket, name`),
    ),
    assignees: namesBy(
      db.values(sql`
        select ticket of_ticket, name from assignees where ${wanted} group by 1, 2 order by ticket, min(event)`),
    ),
    comments: new Map(
      db.values<[number, number]>(sql`select ticket of_ticket, count(*) from comments where ${wanted} group by ticket`),
    ),
    reviews: new Map(
      db.values<[number, string]>(
        sql`select ticket of_ticket, coalesce(decision, 'waiting') from reviews where latest = 1 and ${wanted}`,
      ),
    ),
    blocked: new Set(blocked.map(({ target }) => target)),
    conflicts: new Set(
      db.values<[number]>(sql`select distinct ticket of_ticket from conflicts where ${wanted}`).map(([of]) => of),
    ),
    children: new Map(children.map(([of, done, total]) => [of, [done, total]])),
  };
}

function namesBy(rows: unknown[][]): Map<number, string[]> {
  const names = new Map<number, string[]>();
  for (const [ticket, name] of rows as [number, string][]) {
    const known = names.get(ticket);
    if (known) known.push(name);
    else names.set(ticket, [name]);
  }
  return names;
}
