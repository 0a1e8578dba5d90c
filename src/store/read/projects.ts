import { and, asc, eq, gte, lt, sql } from 'drizzle-orm';
import type { Db } from '../schema/connect.ts';
import { placeholders, prepared } from '../schema/prepared.ts';
import { aliases, events, projects, tickets } from '../schema/schema.ts';
import type { ReadTx } from '../tx.ts';

const inOrder = prepared((db) =>
  db
    .select({ project: projects.project })
    .from(projects)
    .innerJoin(events, eq(events.event, projects.event))
    .orderBy(asc(events.time), asc(events.id))
    .prepare(),
);

/** What a transaction reads from; where nothing is configured, a file alone will do. */
export type Configured = Pick<ReadTx, 'db'> & { readonly config?: Pick<ReadTx['config'], 'project'> };

/** Projects, the earliest by (time, id) first. */
export const listProjects = (db: Db): string[] =>
  inOrder(db)
    .all()
    .map((row) => row.project);

const from = sql`${placeholders.project} || '-'`;
/** The sign behind the dash. */
const before = sql`${placeholders.project} || '.'`;

const keysOf = prepared((db) =>
  db
    .select({ key: tickets.key })
    .from(tickets)
    .where(and(gte(tickets.key, from), lt(tickets.key, before)))
    .limit(1)
    .prepare(),
);
/** Of tickets that have moved to another project. */
const formerKeysOf = prepared((db) =>
  db
    .select({ key: aliases.key })
    .from(aliases)
    .where(and(gte(aliases.key, from), lt(aliases.key, before)))
    .limit(1)
    .prepare(),
);

/**
 * The project of new tickets and bare numbers: the one that is configured, else the earliest that has had a ticket, else the one
 * that was named last.
 */
export function findDefaultProject({ db, config }: Configured): string | undefined {
  if (config?.project !== undefined) return config.project;
  const projects = listProjects(db);
  const isUsed = (project: string) => keysOf(db).get({ project }) ?? formerKeysOf(db).get({ project });
  return projects.find(isUsed) ?? projects.at(-1);
}
