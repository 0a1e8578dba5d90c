import { type SQL, sql } from 'drizzle-orm';
import type { ReadTx } from '../tx.ts';
import { isOpen } from './where.ts';

/** How many tickets, and how many of them are open. */
export interface Counts {
  total: number;
  open: number;
}

/** Labels in use, by name, with the tickets that have them; archived ones do not count. */
export const countLabels = (tx: ReadTx): ({ name: string } & Counts)[] =>
  tx.db.all(countNames(tx, sql`(select distinct ticket, name from labels)`));

/** Whoever has done something here or is assigned, by name, with the tickets that they are assigned to. */
export function countPeople(tx: ReadTx): ({ name: string; kind: string | null } & Counts)[] {
  const counts = tx.db.all<{ name: string } & Counts>(
    countNames(tx, sql`(select distinct ticket, name from assignees)`),
  );
  const known = new Map(counts.map((row) => [row.name, { ...row, kind: null as string | null }]));
  for (const { name, kind } of tx.db.all<{ name: string; kind: string }>(sql`select name, kind from actors`))
    known.set(name, { ...(known.get(name) ?? { name, total: 0, open: 0 }), kind });
  return [...known.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Projects with their tickets, the earliest first. */
export const countProjects = (tx: ReadTx): ({ key: string } & Counts)[] =>
  tx.db.all(sql`
    select projects.project key, count(tickets.ticket) total, coalesce(sum(${isOpen(tx)}), 0) open
    from projects join events on events.event = projects.event
    left join tickets on tickets.project = projects.project and tickets.archived = 0
    group by projects.project order by events.time, events.id`);

const countNames = (tx: ReadTx, named: SQL): SQL => sql`
  select named.name name, count(*) total, sum(${isOpen(tx)}) open
  from ${named} named join tickets on tickets.ticket = named.ticket
  where tickets.archived = 0 group by named.name order by named.name`;
