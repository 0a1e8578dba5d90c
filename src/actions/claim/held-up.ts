import { minuteOf } from '../../domain/day.ts';
import { call, type Hint, hint } from '../../domain/hint.ts';
import type { Query } from '../../domain/query/model.ts';
import { personNamed } from '../../domain/rules/persons.ts';
import { allowedMoves, categoryOf, findType } from '../../domain/rules/workflow.ts';
import { listOpen } from '../../store/find/open.ts';
import { findReview } from '../../store/read/discussion.ts';
import { hasOpenChild, listOpenBlockers } from '../../store/read/links.ts';
import { listNames, type TicketRow } from '../../store/read/tickets.ts';
import { namesOf } from '../../store/read/turns.ts';
import type { ReadTx } from '../../store/tx.ts';

/** The ticket that is nearest to being ready, and what is between. */
export interface HeldUp {
  key: string;
  title: string;
  /** In a few words: "bug in triage". */
  why: string;
  /** The call that makes it ready, or that tells what is between. */
  next: Hint;
}

/** What is further down holds nobody up more than what comes first. */
const looked = 200;

/** The nearest where nothing is ready; undefined where no ticket that the query means is open. */
export async function findHeldUp(tx: ReadTx, query: Query): Promise<HeldUp | undefined> {
  const rows = await listOpen(tx, query, looked);
  const held = rows.flatMap((row) => {
    const found = tx.elsewhere.has(row.ticket) || hasOpenChild(tx, row.ticket) ? undefined : lookAt(tx, row);
    return found ? [{ key: row.key, title: row.title, ...found }] : [];
  });
  const [first] = held.sort((a, b) => a.distance - b.distance);
  if (!first) return undefined;
  const { distance: _, ...nearest } = first;
  return nearest;
}

/** What one call of the caller's own changes is the nearest; what others do is further away. */
type Found = Pick<HeldUp, 'why' | 'next'> & { distance: number };

function lookAt(tx: ReadTx, row: TicketRow): Found {
  const { key, type: name, status } = row;
  const get = call('ticket', { action: 'get', id: key });
  const held = lookAtClaim(tx, row);
  if (held) return held;
  const [blocker] = listOpenBlockers(tx, row.ticket);
  if (blocker) {
    const holder = tx.liveClaims.get(blocker.target.ticket);
    const state = `${blocker.target.status}${holder ? `, claimed by ${holder.actor}` : ''}`;
    const why = `waits for ${blocker.target.key} (${state})`;
    return { distance: 3, why, next: hint`The chain: ${call('link', { action: 'graph', id: key })}.` };
  }
  const others = listNames(tx, 'assignees', row.ticket);
  const isOthers = others.length > 0 && !others.some((one) => namesOf(tx.author.actor).includes(one));
  const type = findType(tx.config.types, name);
  const category = type ? categoryOf(type, status) : 'doing';
  const move = type && allowedMoves(type, status).find((one) => !one.needsMessage && type.ready.includes(one.status));
  if (category === 'todo' && type && !type.ready.includes(status) && move)
    return {
      distance: 0,
      why: `${name} in ${status}`,
      next: hint`To make it ready: ${call('ticket', { action: 'move', id: key, status: move.status })}.`,
    };
  if (isOthers) return { distance: 6, why: `${status}, assigned to ${others.join(', ')}`, next: hint`See ${get}.` };
  if (category === 'review') {
    const next = findReview(tx, row.ticket) ? call('alignment', { action: 'get', id: key }) : get;
    return { distance: 2, why: `in ${status}`, next: hint`Where its review stands: ${next}.` };
  }
  if (status === 'blocked') return { distance: 4, why: 'blocked', next: hint`Why: ${get}.` };
  const next = hint`To take it: ${call('ticket', { action: 'claim', id: key })}.`;
  return { distance: 1, why: `${name} in ${status}, held by nobody`, next };
}

function lookAtClaim(tx: ReadTx, { key, ticket }: TicketRow): Found | undefined {
  const live = tx.liveClaims.get(ticket);
  if (!live) return undefined;
  if (live.session === tx.author.session)
    return { distance: 5, why: 'yours already', next: hint`See ${call('board', { action: 'me' })}.` };
  const free = `${personNamed(live.actor)} can free it at a terminal: tracker release ${key}`;
  const why = `claimed by ${live.actor} until ${minuteOf(live.until)}`;
  return { distance: 5, why, next: hint`See ${call('ticket', { action: 'get', id: key })}. ${free}.` };
}
