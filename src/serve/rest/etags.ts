import { createHash } from 'node:crypto';
import { revisionEvent } from '../../actions/revision.ts';
import type { TicketRow } from '../../store/read/tickets.ts';
import { readPosition } from '../../store/schema/position.ts';
import type { ReadTx } from '../../store/tx.ts';
import { writePosition } from '../position.ts';

const shortest = 8;

/** A ticket as somebody has seen it: `"7-1a2b3c4d"`, which `If-Match` and `expected_revision` take. */
export const ticketTag = (tx: ReadTx, row: TicketRow): string =>
  `"${row.revision}-${revisionEvent(tx, row).slice(-shortest)}"`;

/**
 * What a list is as long as nothing changes that it is made of: the events; who holds what, here and on other branches; the
 * configuration; who asks, with which scopes; the day, and for what is about times the minute; and what is asked. `isOfAll`:
 * whoever asks with these scopes is answered the same.
 */
export function listTag(
  tx: ReadTx,
  asked: { scopes: readonly string[]; args: unknown },
  { isOfAll = false }: { isOfAll?: boolean } = {},
): string {
  const { actor, session } = tx.author;
  const text = JSON.stringify(asked);
  const minutes = Math.floor(tx.now / (isAboutTimes.test(text) ? 60_000 : 86_400_000));
  const held = [...tx.liveClaims].map(([ticket, claim]) => [ticket, claim.actor]);
  const beside = [isOfAll ? null : [actor, session], text, minutes, held, [...tx.elsewhere], configTag(tx.config)];
  const position = readPosition(tx.db);
  return `W/"${writePosition(position)}.${hashOf(beside)}"`;
}

const isAboutTimes = /created|updated|due|since|overdue/i;

const configTags = new WeakMap<object, string>();

function configTag(config: object): string {
  const known = configTags.get(config) ?? hashOf(config);
  configTags.set(config, known);
  return known;
}

const hashOf = (value: unknown): string =>
  createHash('sha256').update(JSON.stringify(value)).digest('base64url').slice(0, 16);

/** Whether a header `If-None-Match` names the tag. */
export const namesTag = (header: string | undefined, tag: string): boolean =>
  (header ?? '').split(',').some((one) => one.trim() === '*' || strong(one.trim()) === strong(tag));

/** Of what is weak, too: it is compared weakly. */
const strong = (tag: string): string => tag.replace(/^W\//, '');

/** What `If-Match` says as `expected_revision`; undefined where any will do. */
export function expectedRevision(header: string | undefined): string | undefined {
  const given = header?.trim();
  if (given === undefined || given === '' || given === '*') return undefined;
  return given.replace(/^"(\d+)"$/, '$1');
}
