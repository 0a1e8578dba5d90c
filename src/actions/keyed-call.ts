import { createHash } from 'node:crypto';
import { clip } from '../domain/cut.ts';
import { TrackerError } from '../domain/errors.ts';
import type { Mentions, TrackerEvent } from '../domain/event/event.ts';
import { idFromBytes } from '../domain/event/id.ts';
import { mentionedKeys } from '../domain/event/key.ts';
import { idempotencyOf } from '../domain/event/payload-shapes.ts';
import { rewriteRecorded } from '../store/apply/record.ts';
import { keysOf } from '../store/read/history.ts';
import { findCall, type KeyedCall } from '../store/read/keyed.ts';
import { findTicket, type TicketRow } from '../store/read/tickets.ts';
import type { ReadTx, WriteTx } from '../store/tx.ts';
import type { Action } from './action.ts';
import { mentionsIn } from './references.ts';

/** A call that is to be done once, however often it is made. */
interface KeyedCaller {
  key: string;
  /** Of what it asks for: 16 hexadecimal digits. */
  hash: string;
}

/** What a call is answered with that has been done already. */
export interface RepeatedResult {
  already: true;
  /** The first line of the first answer, with the keys that its tickets have now. */
  reply: string;
  /** Those that it wrote to, as they are now. */
  tickets: (Pick<TicketRow, 'key' | 'title' | 'type' | 'status' | 'priority'> & { id: string })[];
}

/** What a call has come to; `repeated`: it was done before, and `result` says what was answered then. */
export interface Answer {
  result: unknown;
  repeated?: true;
}

/**
 * Runs a call's work within its transaction, or finds that it has been done: there, as what a state, a claim or a gate would
 * refuse now was allowed then. `say` gives the answer to a result, of which the first line is kept. Throws `conflict` where
 * the key was another call's.
 */
export function onceForKey(
  action: Action,
  input: Record<string, unknown>,
  say: (result: unknown) => string,
): (tx: WriteTx, run: (tx: WriteTx) => Promise<Answer>) => Promise<Answer> {
  const keyed = keyOfCall(action, input);
  return async (tx, run) => {
    if (!keyed) return run(tx);
    const before = findRepeated(tx, keyed);
    if (before) return { result: before, repeated: true };
    const note = markRecorded(tx, keyed);
    const answer = await run(tx);
    note(say(answer.result));
    return answer;
  };
}

/** How a key is known again; undefined where the call has none. What only says how to go about it is no part of the input. */
function keyOfCall({ tool, name }: Action, input: Record<string, unknown>): KeyedCaller | undefined {
  const { idempotency_key: key, dry_run: _, expected_revision: __, ...asked } = input;
  if (typeof key !== 'string') return undefined;
  const text = JSON.stringify([tool, name, asked], (_, value: unknown) =>
    value !== null && typeof value === 'object' && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  );
  return { key, hash: createHash('sha256').update(text).digest('hex').slice(0, 16) };
}

/** What was done by the call with this key; undefined where nothing was. Throws `conflict` where that was another call. */
function findRepeated(tx: ReadTx, { key, hash }: KeyedCaller): RepeatedResult | undefined {
  const before = findCall(tx, key);
  if (!before) return undefined;
  const tickets = ticketsOf(tx, before);
  const keys = tickets.map((ticket) => ticket.key).join(', ');
  if (before.hash !== hash)
    throw new TrackerError(
      'conflict',
      `The idempotency_key "${key}" was used with other input, for ${keys}.`,
      'Send another idempotency_key, or the same input as then.',
    );
  const made = before.events.map(idempotencyOf).find((one) => one?.reply !== undefined);
  return { already: true, reply: made?.reply === undefined ? keys : renamed(tx, made.reply, made.mentions), tickets };
}

function ticketsOf(tx: ReadTx, { events }: KeyedCall): RepeatedResult['tickets'] {
  const ids = [...new Set(events.flatMap(({ ticket }) => ticket ?? []))];
  const rows = ids.map((id) => findTicket(tx, id)).filter((row) => row !== undefined);
  return rows.map(({ key, id, title, type, status, priority }) => {
    return { key, id: idFromBytes(id), title, type, status, priority };
  });
}

/** A merge, or a move to another project, may have given a ticket another key, and its own to another ticket. */
function renamed(tx: ReadTx, line: string, mentions: Mentions = {}): string {
  const keys = keysOf(tx, Object.values(mentions));
  return mentionedKeys(line).reduce((text, then) => {
    const now = Object.hasOwn(mentions, then) && keys.get(mentions[then] ?? '');
    return now ? text.replaceAll(then, now) : text;
  }, line);
}

const mostOfReply = 2_000;

/**
 * From now on what the transaction records says by which call that was. The function that is answered notes, once all is
 * recorded, the first line of the answer.
 */
function markRecorded(tx: WriteTx, { key, hash }: KeyedCaller): (answer: string) => void {
  const made: TrackerEvent[] = [];
  const record = tx.record.bind(tx);
  tx.record = async (ticket, kind, payload) => {
    // That there is a project is no work of one call, and it stays where the rest is taken back or redacted.
    if (ticket === null) return record(ticket, kind, payload);
    const index = made.filter((event) => event.kind === kind).length;
    const event = await record(ticket, kind, { ...payload, idempotency: { key, hash, index } });
    made.push(event);
    return event;
  };
  return (answer) => {
    const [first] = made;
    const reply = clip(answer.split('\n', 1)[0]?.replace(/:$/, '') ?? '', mostOfReply);
    if (!first?.payload.idempotency || reply === '') return;
    Object.assign(first.payload.idempotency, { reply, ...mentionsIn(tx, reply) });
    rewriteRecorded(tx.db, first);
  };
}
