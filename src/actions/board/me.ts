import { and, desc, eq, gt, ne, sql } from 'drizzle-orm';
import { z } from 'zod';
import { actors, conflicts, events, sessions, tickets } from '../../store/schema.ts';
import { listNames, listRows } from '../../store/tickets.ts';
import type { ReadTx } from '../../store/tx.ts';
import { defineAction } from '../action.ts';
import { listWaiting, type WaitingReview } from '../alignment/list.ts';

export interface MeResult {
  actor: string;
  kind: string;
  session: string;
  client: string;
  root: string;
  branch?: string | undefined;
  /** Live claims of this session, and of the actor's other ones. */
  holding: { key: string; title: string; status: string; until: number; thisSession: boolean }[];
  /** Open tickets assigned to the actor that it does not hold. */
  assigned: { key: string; title: string; status: string }[];
  reviews: WaitingReview[];
  /** Claims that lost against an earlier one in a merge. */
  lost: { key: string; title: string }[];
  /** When the actor last asked; undefined: never before. */
  since?: number | undefined;
  changed: { key: string; title: string; actors: string[]; events: number }[];
}

const shownChanges = 10;

export const me = defineAction({
  tool: 'board',
  name: 'me',
  access: 'read',
  input: z.strictObject({}),
  example: {},
  async run(tx): Promise<MeResult> {
    const { actor, actorKind, session, client } = tx.author;
    const since = tx.leases.visit(actor, tx.now);
    const held = [...tx.liveClaims].filter(([, claim]) => claim.actor === actor);
    const rows = new Map(
      listRows(
        tx,
        held.map(([ticket]) => ticket),
      ).map((row) => [row.ticket, row]),
    );
    return {
      ...{ actor, kind: actorKind, session, client, root: tx.root, since },
      branch: await tx.repository.branch(),
      holding: held.flatMap(([ticket, claim]) => {
        const row = rows.get(ticket);
        return row
          ? [
              {
                key: row.key,
                title: row.title,
                status: row.status,
                until: claim.until,
                thisSession: claim.session === session,
              },
            ]
          : [];
      }),
      assigned: listAssigned(tx, new Set(rows.keys())),
      reviews: listWaiting(tx).filter((review) => review.decidable),
      lost: listLost(tx, actor),
      changed: since === undefined ? [] : listChanged(tx, since),
    };
  },
});

function listAssigned(tx: ReadTx, held: ReadonlySet<number>): MeResult['assigned'] {
  const rows = tx.db
    .select({
      ticket: tickets.ticket,
      key: tickets.key,
      title: tickets.title,
      type: tickets.type,
      status: tickets.status,
    })
    .from(tickets)
    .where(
      and(
        eq(tickets.archived, false),
        sql`${tickets.ticket} in (select ticket from assignees where name = ${tx.author.actor})`,
      ),
    )
    .orderBy(desc(tickets.updatedAt))
    .all();
  return rows
    .filter((row) => !held.has(row.ticket) && !tx.config.types[row.type]?.terminal.includes(row.status))
    .slice(0, shownChanges)
    .map(({ key, title, status }) => ({ key, title, status }));
}

function listLost(tx: ReadTx, actor: string): MeResult['lost'] {
  return tx.db
    .selectDistinct({ ticket: tickets.ticket, key: tickets.key, title: tickets.title })
    .from(conflicts)
    .innerJoin(tickets, eq(tickets.ticket, conflicts.ticket))
    .where(and(eq(conflicts.field, 'claim'), eq(conflicts.value, actor)))
    .all()
    .filter((row) => !listNames(tx, 'assignees', row.ticket).includes(actor))
    .map(({ key, title }) => ({ key, title }));
}

/** Tickets that others have changed since, the latest first. */
function listChanged(tx: ReadTx, since: number): MeResult['changed'] {
  return tx.db
    .select({
      key: tickets.key,
      title: tickets.title,
      actors: sql<string>`group_concat(distinct ${actors.name})`,
      events: sql<number>`count(*)`,
    })
    .from(events)
    .innerJoin(tickets, eq(tickets.ticket, events.ticket))
    .innerJoin(actors, eq(actors.actor, events.actor))
    .innerJoin(sessions, eq(sessions.session, events.session))
    .where(and(gt(tickets.updatedAt, since), gt(events.time, since), ne(sessions.name, tx.author.session)))
    .groupBy(tickets.ticket)
    .orderBy(desc(sql`max(${events.time})`))
    .limit(shownChanges)
    .all()
    .map((row) => ({ ...row, actors: row.actors.split(',') }));
}
