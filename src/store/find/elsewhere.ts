import { isTerminal } from '../../domain/rules/workflow.ts';
import type { Noted } from '../elsewhere.ts';
import { getRow } from '../read/tickets.ts';
import type { ReadTx } from '../tx.ts';

const shown = 5;

/**
 * `2 more are held or closed on other branches: PAY-482913 closed on feature-a by alice/claude 2 h ago, …`, of tickets that
 * the transaction knows to be so; "more" where others are shown `beside` them. Undefined for none.
 */
export function sayElsewhere(tx: ReadTx, numbers: readonly number[], beside = 0): string | undefined {
  if (numbers.length === 0) return undefined;
  const named = numbers.slice(0, shown).map((ticket) => `${getRow(tx, ticket).key} ${describeElsewhere(tx, ticket)}`);
  const rest = numbers.length - named.length;
  const are = numbers.length === 1 ? 'is held or closed on another branch' : 'are held or closed on other branches';
  return `${numbers.length}${beside > 0 ? ' more' : ''} ${are}: ${named.join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`;
}

/** `closed on feature-a by alice/claude 2 h ago`; undefined where nobody else is known to be at it. */
export function describeElsewhere(tx: ReadTx, ticket: number): string | undefined {
  const note = tx.elsewhere.get(ticket);
  return note && `${nameElsewhere(tx, ticket, note)} ${ago(tx.now - note.at)}`;
}

/** The same without how long ago, which is another text each minute. */
export function nameElsewhere(tx: ReadTx, ticket: number, note: Noted): string {
  const isClosed = isTerminal(tx.config.types, getRow(tx, ticket).type, note.status);
  const state = isClosed ? 'closed' : tx.liveClaims.has(ticket) ? 'held' : note.status;
  return `${state} ${nameOf(note.place)} by ${note.actor}`;
}

/** A branch, or the folder of a work tree that has none. */
const nameOf = (place: string): string =>
  place.startsWith('refs/') ? `on ${place.replace(/^refs\/(?:heads\/)?/, '')}` : `in ${place}`;

function ago(ms: number): string {
  const minutes = Math.max(0, Math.round(ms / 60_000));
  if (minutes < 1) return 'just now';
  if (minutes < 60) return `${minutes} min ago`;
  const hours = Math.round(minutes / 60);
  return hours < 48 ? `${hours} h ago` : `${Math.round(hours / 24)} d ago`;
}
