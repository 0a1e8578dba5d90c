import { TrackerError } from '../domain/errors.ts';
import { quote } from '../domain/words.ts';
import type { MadeWebhook, Maker, NewWebhook, Webhook, WebhookProgress } from './access.ts';
import type { Connection } from './connection.ts';
import { makeId } from './secrets.ts';
import { makerId } from './tokens.ts';

interface WebhookRow {
  id: string;
  url: string;
  events: string;
  is_private: number;
  created_at: number;
  position: string;
  tries: number;
  next_at: number;
  last_at: number | null;
  last_fault: string | null;
  disabled_at: number | null;
}

const columns =
  'id, url, events, is_private, created_at, position, tries, next_at, last_at, last_fault, disabled_at' as const;
/** Each is asked for at every change. */
const mostWebhooks = 100;
const longestUrl = 2_000;

export function addWebhook(connection: Connection, given: NewWebhook, maker: Maker): MadeWebhook {
  const { prepare, tracker, now, random } = connection;
  const url = readUrl(given);
  const id = makeId(connection);
  const secret = `whsec_${Buffer.from(random(32)).toString('base64')}`;
  return connection.transact(() => {
    if (listWebhooks(connection).length >= mostWebhooks)
      throw new TrackerError('conflict', `There are ${mostWebhooks} webhooks already.`, 'Remove one first.');
    prepare(
      `insert into webhooks (tracker, id, url, events, secret, is_private, created_at, maker, position, tries, next_at)
       values (?, ?, ?, ?, ?, ?, ?, ?, ?, 0, 0)`,
    ).run(
      ...[tracker, id, url, given.events.join(' '), secret, given.isPrivate ? 1 : 0],
      ...[now(), makerId(maker), given.position],
    );
    return { secret, ...getWebhook(connection, id) };
  });
}

/** https, unless it stays within a network that somebody has allowed. Whether its address is public is seen when it is asked. */
function readUrl({ url, isPrivate }: NewWebhook): string {
  const { protocol, username, password, hash, href } = URL.parse(url) ?? {};
  const isHttp = protocol === 'https:' || (isPrivate && protocol === 'http:');
  if (href !== undefined && isHttp && !username && !password && !hash && href.length <= longestUrl) return href;
  throw new TrackerError(
    'invalid_input',
    `${quote(url.slice(0, 200))} can be no webhook.`,
    'A webhook is an https URL without a user, a password or a #.',
  );
}

export function listWebhooks({ prepare, tracker }: Connection): Webhook[] {
  const rows = prepare(`select ${columns} from webhooks where tracker = ? order by created_at, rowid`).all(tracker);
  return (rows as WebhookRow[]).map(toWebhook);
}

/** Throws `not_found`. */
export function getWebhook({ prepare, tracker }: Connection, id: string): Webhook {
  const row = prepare(`select ${columns} from webhooks where tracker = ? and id = ?`).get(tracker, id);
  if (row !== undefined) return toWebhook(row as WebhookRow);
  throw new TrackerError(
    'not_found',
    `There is no webhook with the id ${quote(id)}.`,
    '`tracker webhook list` has the ids.',
  );
}

/** What its deliveries are signed with. Throws `not_found`. */
export function secretOf(connection: Connection, id: string): string {
  getWebhook(connection, id);
  const { prepare, tracker } = connection;
  return prepare('select secret from webhooks where tracker = ? and id = ?').pluck().get(tracker, id) as string;
}

export function removeWebhook(connection: Connection, id: string): Webhook {
  const { prepare, tracker } = connection;
  return connection.transact(() => {
    const webhook = getWebhook(connection, id);
    prepare('delete from webhooks where tracker = ? and id = ?').run(tracker, id);
    return webhook;
  });
}

/** One that was removed meanwhile is nobody's. */
export function noteProgress({ prepare, tracker }: Connection, id: string, progress: WebhookProgress): void {
  const { position, tries, nextAt, lastAt, lastFault, disabledAt } = progress;
  prepare(
    `update webhooks set position = ?, tries = ?, next_at = ?, last_at = ?, last_fault = ?, disabled_at = ?
     where tracker = ? and id = ?`,
  ).run(position, tries, nextAt, lastAt, lastFault, disabledAt, tracker, id);
}

const toWebhook = (row: WebhookRow): Webhook => ({
  ...{ id: row.id, url: row.url, events: row.events.split(' ').filter(Boolean), isPrivate: row.is_private === 1 },
  ...{ createdAt: row.created_at, position: row.position, tries: row.tries, nextAt: row.next_at },
  ...{ lastAt: row.last_at, lastFault: row.last_fault, disabledAt: row.disabled_at },
});
