import { and, count, desc, eq, sql } from 'drizzle-orm';
import type { ActorKind, Id } from '../../domain/event/event.ts';
import { idFromBytes } from '../../domain/event/id.ts';
import type { Note } from '../../domain/rules/notes.ts';
import { countOf, placeholders, prepared } from '../schema/prepared.ts';
import { comments, events, reviews } from '../schema/schema.ts';
import { actorKind, actorName } from './events.ts';
import type { Tx } from './tickets.ts';

const countComments = prepared((db) =>
  db.select({ n: count() }).from(comments).where(eq(comments.ticket, placeholders.ticket)).prepare(),
);

const newestComments = prepared((db) =>
  db
    .select({
      id: events.id,
      time: events.time,
      actor: actorName,
      body: sql<string>`${events.payload} ->> '$.body'`,
      replyTo: sql<Id | null>`${events.payload} ->> '$.replyTo'`,
      answered: sql<Buffer | null>`(select e.id from events e where e.event = ${comments.replyTo})`,
    })
    .from(comments)
    .innerJoin(events, eq(events.event, comments.event))
    .where(eq(comments.ticket, placeholders.ticket))
    .orderBy(desc(events.time), desc(events.id))
    .limit(placeholders.limit)
    .prepare(),
);

/** The newest comments first, at most `limit`, and how many there are. */
export function listComments(tx: Tx, ticket: number, limit: number): { comments: Note[]; total: number } {
  const total = countOf(countComments(tx.db).get({ ticket }));
  if (total === 0 || limit === 0) return { comments: [], total };
  const views = newestComments(tx.db)
    .all({ ticket, limit })
    .map(({ id, replyTo, answered, ...row }) => ({
      event: idFromBytes(id),
      ...row,
      // It may name a comment that is there once more, and shown once.
      ...(replyTo ? { replyTo: answered ? idFromBytes(answered) : replyTo } : {}),
    }));
  return { comments: views, total };
}

export interface ReviewRow {
  submission: Id;
  actor: string;
  actorKind: ActorKind;
  session: string;
  time: number;
  decision: string | null;
  decided: number | null;
  open: boolean;
  ticket: number;
  event: number;
}

const latestReview = prepared((db) =>
  db
    .select({
      id: events.id,
      event: reviews.event,
      actor: actorName,
      actorKind,
      session: sql<string>`(select name from sessions where session = ${events.session})`,
      time: events.time,
      decision: reviews.decision,
      decided: reviews.decided,
      open: reviews.open,
      ticket: reviews.ticket,
    })
    .from(reviews)
    .innerJoin(events, eq(events.event, reviews.event))
    .where(and(eq(reviews.ticket, placeholders.ticket), eq(reviews.latest, true)))
    .prepare(),
);

/** The submission that the ticket's review state is about. */
export function findReview(tx: Tx, ticket: number): ReviewRow | undefined {
  const row = latestReview(tx.db).get({ ticket });
  if (!row) return undefined;
  const { id, ...rest } = row;
  return { submission: idFromBytes(id), ...rest };
}
