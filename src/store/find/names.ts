import { eq, sql } from 'drizzle-orm';
import { idToBytes, isId } from '../../domain/event/id.ts';
import { parseKey } from '../../domain/event/key.ts';
import { foldName } from '../../domain/words.ts';
import { type Configured, findDefaultProject } from '../read/projects.ts';
import { namesOf } from '../read/turns.ts';
import type { Db } from '../schema/connect.ts';
import { placeholders, prepared } from '../schema/prepared.ts';
import { aliases, type assignees, labels, tickets } from '../schema/schema.ts';
import type { ReadTx } from '../tx.ts';

type NameTable = typeof labels | typeof assignees;

/** The labels in use that are asked for, whatever their case. */
export const resolveLabels = ({ db }: Pick<ReadTx, 'db'>, asked: readonly string[]): string[] => {
  const wanted = new Set(asked.map(foldName));
  return listNamesInUse(db, labels).filter((name) => wanted.has(foldName(name)));
};

/**
 * The actors that are asked for: of those assigned, or, without `table`, of those who have created something. "me" is the
 * caller, and of those assigned the person whose agent it is; a name without "/" is also that person's agents.
 */
export function resolveActors(
  { db, author }: Pick<ReadTx, 'db' | 'author'>,
  asked: readonly string[],
  table?: NameTable,
): string[] {
  const wanted = asked.filter((name) => name !== 'me' && name !== 'none').map(foldName);
  const isWanted = (name: string) =>
    wanted.some((one) => name === one || (!one.includes('/') && name.startsWith(`${one}/`)));
  const known =
    wanted.length === 0
      ? []
      : table
        ? listNamesInUse(db, table)
        : actorNames(db)
            .all()
            .map((row) => row.name);
  const found = known.filter((name) => isWanted(foldName(name)));
  // What is given to a person is for their agents too; what they have made, each has made alone.
  const own = table ? namesOf(author.actor) : [author.actor];
  return asked.includes('me') ? [...own, ...found] : found;
}

/** The tickets with these keys, former keys, bare numbers or ids, by their numbers in this file. */
export function resolveKeys(tx: Configured, asked: readonly string[]): number[] {
  const { db } = tx;
  return asked
    .flatMap((reference) => {
      if (isId(reference)) return byId(db).all({ id: idToBytes(reference) });
      const parsed = parseKey(reference);
      if (!parsed) return [];
      const key = `${parsed.project ?? findDefaultProject(tx)}-${parsed.number}`;
      const live = byKey(db).all({ key });
      return live.length > 0 ? live : byAlias(db).all({ key });
    })
    .map((row) => row.ticket);
}

/** Every label or assignee there is, each once. Steps from name to name in the index instead of reading all of its rows. */
export function listNamesInUse(db: Db, table: NameTable): string[] {
  const rows = db.all<{ name: string }>(sql`
    with recursive step (name) as (
      select min(${table.name}) from ${table}
      union all
      select (select min(${table.name}) from ${table} where ${table.name} > step.name) from step where step.name is not null
    )
    select name from step where name is not null`);
  return rows.map((row) => row.name);
}

export const listActorNames = (db: Db): string[] =>
  actorNames(db)
    .all()
    .map((row) => row.name);

const actorNames = prepared((db) => db.selectDistinct({ name: sql<string>`name` }).from(sql`actors`).prepare());
const byId = prepared((db) =>
  db.select({ ticket: tickets.ticket }).from(tickets).where(eq(tickets.id, placeholders.id)).prepare(),
);
const byKey = prepared((db) =>
  db.select({ ticket: tickets.ticket }).from(tickets).where(eq(tickets.key, placeholders.key)).prepare(),
);
const byAlias = prepared((db) =>
  db
    .select({ ticket: tickets.ticket })
    .from(aliases)
    .innerJoin(tickets, eq(tickets.ticket, aliases.ticket))
    .where(eq(aliases.key, placeholders.key))
    .prepare(),
);
