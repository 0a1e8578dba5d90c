import { asc, eq, exists, or, sql } from 'drizzle-orm';
import type { Db } from '../schema/connect.ts';
import { prepared } from '../schema/prepared.ts';
import { aliases, events, projects, tickets } from '../schema/schema.ts';

const inOrder = prepared((db) =>
  db
    .select({ project: projects.project })
    .from(projects)
    .innerJoin(events, eq(events.event, projects.event))
    .orderBy(asc(events.time), asc(events.id))
    .prepare(),
);

/** Projects, the earliest by (time, id) first. */
export const listProjects = (db: Db): string[] =>
  inOrder(db)
    .all()
    .map((row) => row.project);

const oldestInUse = prepared((db) =>
  db
    .select({ project: projects.project })
    .from(projects)
    .innerJoin(events, eq(events.event, projects.event))
    .where(
      or(
        exists(db.select({ one: sql`1` }).from(tickets).where(eq(tickets.project, projects.project))),
        // One whose tickets have all moved away.
        exists(db.select({ one: sql`1` }).from(aliases).where(sql`${aliases.key} like ${projects.project} || '-%'`)),
      ),
    )
    .orderBy(asc(events.time), asc(events.id))
    .limit(1)
    .prepare(),
);

/** The project of new tickets and bare numbers: the earliest that has had a ticket, else the one that was named last. */
export const findDefaultProject = (db: Db): string | undefined =>
  oldestInUse(db).get()?.project ?? listProjects(db).at(-1);
