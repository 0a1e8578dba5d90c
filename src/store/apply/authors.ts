import { and, eq } from 'drizzle-orm';
import type { Author } from '../../domain/event/event.ts';
import type { Db } from '../schema/connect.ts';
import { placeholders, prepared } from '../schema/prepared.ts';
import { actors, sessions } from '../schema/schema.ts';

/** The numbers of actors and sessions in this file, made as they are needed. Remembers them, so not for longer than a transaction. */
export function authorNumbers(db: Db): Record<'actor' | 'session', (author: Author) => number> {
  return {
    actor: remembered(
      ({ actor, actorKind }) => [actor, actorKind],
      (name, kind) =>
        findActor(db).get({ name, kind })?.number ??
        Number(db.insert(actors).values({ name, kind }).run().lastInsertRowid),
    ),
    session: remembered(
      ({ session, client }) => [session, client],
      (name, client) =>
        findSession(db).get({ name, client })?.number ??
        Number(db.insert(sessions).values({ name, client }).run().lastInsertRowid),
    ),
  };
}

function remembered(parts: (author: Author) => [string, string], number: (a: string, b: string) => number) {
  const known = new Map<string, number>();
  return (author: Author): number => {
    const [a, b] = parts(author);
    const name = JSON.stringify([a, b]);
    const found = known.get(name) ?? number(a, b);
    known.set(name, found);
    return found;
  };
}

const findActor = prepared((db) =>
  db
    .select({ number: actors.actor })
    .from(actors)
    .where(and(eq(actors.name, placeholders.name), eq(actors.kind, placeholders.kind)))
    .prepare(),
);

const findSession = prepared((db) =>
  db
    .select({ number: sessions.session })
    .from(sessions)
    .where(and(eq(sessions.name, placeholders.name), eq(sessions.client, placeholders.client)))
    .prepare(),
);
