import { beginningOf } from '../domain/cut.ts';
import { TrackerError } from '../domain/errors.ts';
import { oneLine } from '../domain/shown.ts';
import type { AuditEntry, AuditQuery, AuditRow } from './audit-rows.ts';
import type { Connection } from './connection.ts';

const keptMs = 90 * 86_400_000;
/** Some 100 MB. */
const keptRows = 400_000;
const readEveryMs = 60_000;
/** What a caller names may be anything, and as long as they like. */
const longest = 100;
const mostEvents = 200;
const usualLimit = 100;
const mostLimit = 10_000;

export function note(connection: Connection, entry: AuditEntry, { isRead = false }: { isRead?: boolean } = {}): void {
  // Most reads end here, without waiting for who writes.
  if (isRead && wasNoted(connection, entry.token)) return;
  const { prepare, tracker, now, auditRows = keptRows } = connection;
  connection.transact(() => {
    const last = prepare('select max(number) from audit where tracker = ?').pluck().get(tracker) as number | null;
    const number = (last ?? 0) + 1;
    prepare(
      `insert into audit (tracker, number, time, token, actor, address, action, subject, events, code, is_read)
       values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    ).run(
      ...[tracker, number, now(), bounded(entry.token), bounded(entry.actor), bounded(entry.address)],
      ...[bounded(entry.action), bounded(entry.subject)],
      ...[entry.events.slice(0, mostEvents).map(bounded).join(' '), entry.code, isRead ? 1 : 0],
    );
    prepare('delete from audit where tracker = ? and time <= ?').run(tracker, now() - keptMs);
    prepare('delete from audit where tracker = ? and number <= ?').run(tracker, number - auditRows);
  });
}

/** Tokens whose reads are remembered at once. */
const mostNoted = 1_000;

function wasNoted({ prepare, tracker, now, noted }: Connection, token: string | null): boolean {
  const since = now() - readEveryMs;
  const known = noted.get(token);
  if (known !== undefined && known > since && known <= now()) return true;
  const last = prepare(
    'select max(time) from audit where tracker = ? and token is ? and time > ? and time <= ? and is_read = 1',
  )
    .pluck()
    .get(tracker, token, since, now()) as number | null;
  if (last === null) return false;
  if (noted.size >= mostNoted) noted.clear();
  noted.set(token, last);
  return true;
}

const bounded = (text: string | null): string | null => (text === null ? null : beginningOf(oneLine(text), longest));

interface Row extends Omit<AuditRow, 'events'> {
  events: string;
}

export function listAudit({ prepare, tracker }: Connection, query: AuditQuery): AuditRow[] {
  const { limit = usualLimit, before = null, actor = null, token = null, subject = null } = query;
  if (!(Number.isInteger(limit) && limit >= 1 && limit <= mostLimit))
    throw new TrackerError('invalid_input', `The limit is 1 to ${mostLimit}, not ${limit}.`);
  const rows = prepare(
    `select number, time, token, actor, address, action, subject, events, code from audit
     where tracker = @tracker and (@before is null or number < @before) and (@actor is null or actor = @actor)
       and (@token is null or token = @token) and (@subject is null or subject = @subject)
     order by number desc limit @limit`,
  ).all({ tracker, before, actor, token, subject, limit }) as Row[];
  return rows.map((row) => ({ ...row, events: row.events === '' ? [] : row.events.split(' ') }));
}
