import { createHash } from 'node:crypto';
import { TrackerError } from '../domain/errors.ts';
import type { KeptCall, KeyedChange } from './access.ts';
import type { Connection } from './connection.ts';

const hourMs = 3_600_000;
/** Within which a caller that has had no answer asks again. */
const answersMs = 24 * hourMs;
/** Within which what a call was about to write is looked for. */
const eventsMs = 30 * 24 * hourMs;

interface CallRow {
  hash: string;
  events: string;
  answer: string | null;
  is_done: number;
  created_at: number;
}

/** A key may be words of the caller's, and nothing here needs them. */
const nameOf = (key: string): string => createHash('sha256').update(key).digest('hex');

export function findCall({ prepare, tracker, now }: Connection, key: string): KeptCall | undefined {
  const row = prepare(
    'select hash, events, answer, is_done, created_at from calls where tracker = ? and key = ? and created_at > ?',
  ).get(tracker, nameOf(key), now() - eventsMs) as CallRow | undefined;
  if (!row) return undefined;
  const { hash, events, answer, is_done: isDone, created_at: at } = row;
  const isFresh = at > now() - answersMs;
  // Of a call that has written nothing there is nothing else to be known.
  if (!isFresh && events === '') return undefined;
  return {
    hash,
    events: events === '' ? [] : events.split(' '),
    answer: isFresh && answer !== null ? JSON.parse(answer) : undefined,
    isDone: isDone === 1,
  };
}

export function keepCall(connection: Connection, key: string, { hash, events, answer, isDone }: KeptCall): void {
  const { prepare, tracker, now } = connection;
  connection.transact(() => {
    prepare(
      'insert or replace into calls (tracker, key, hash, events, answer, is_done, created_at) values (?, ?, ?, ?, ?, ?, ?)',
    ).run(tracker, nameOf(key), hash, events.join(' '), answer ? JSON.stringify(answer) : null, isDone ? 1 : 0, now());
    prepare(`update calls set answer = null where tracker = ? and created_at <= ? and answer is not null`).run(
      tracker,
      now() - answersMs,
    );
    prepare('delete from calls where tracker = ? and created_at <= ?').run(tracker, now() - eventsMs);
  });
}

/** Has a change done and kept with its key in one transaction: once, whatever ends when. Throws `busy` where it is done already. */
export function changeOnce<T>(connection: Connection, call: KeyedChange, change: (on: Connection) => T): T {
  return connection.transact(() => {
    // Whoever asks has looked before, so that another process has done it since.
    if (findCall(connection, call.key))
      throw new TrackerError('busy', 'The same request has just been done.', 'Send it again for its answer.');
    const made = change(connection);
    keepCall(connection, call.key, { hash: call.hash, events: [], answer: call.answerOf(made), isDone: true });
    return made;
  });
}
