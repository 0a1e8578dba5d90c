import { asc, eq } from 'drizzle-orm';
import type { Db } from '../schema/connect.ts';
import { prepared } from '../schema/prepared.ts';
import { events, projects } from '../schema/schema.ts';

const inOrder = prepared((db) =>
  db
    .select({ project: projects.project })
    .from(projects)
    .innerJoin(events, eq(events.event, projects.event))
    .orderBy(asc(events.time), asc(events.id))
    .prepare(),
);

/** Projects, the default one first: the earliest by (time, id). */
export const listProjects = (db: Db): string[] =>
  inOrder(db)
    .all()
    .map((row) => row.project);
