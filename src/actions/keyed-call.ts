import { createHash } from 'node:crypto';
import { clip } from '../domain/cut.ts';
import type { Author, Mentions, TrackerEvent } from '../domain/event/event.ts';
import { mentionedKeys } from '../domain/event/key.ts';
import { idempotencyOf } from '../domain/event/payload-shapes.ts';
import type { Workspace } from '../home/workspace.ts';
import { rewriteRecorded } from '../store/apply/record.ts';
import { keysOf } from '../store/read/history.ts';
import { findCall } from '../store/read/keyed.ts';
import type { ReadTx, WriteTx } from '../store/tx.ts';
import type { Action } from './action.ts';
import {
  type CallKey,
  type CallMemory,
  findRemembered,
  type RememberedCall,
  type RepeatedResult,
  ticketsOf,
  usedOtherwise,
} from './call-memory.ts';
import { mentionsIn } from './references.ts';

/** What a call has come to; `repeated`: it was done before, and `result` says what was answered then. */
export interface Answer {
  result: unknown;
  repeated?: true;
}

/** Has a call done once for its key. */
export interface OnceForKey {
  /**
   * What it has come to that was done before; undefined where that is seen only in its transaction, or it was not. Throws as
   * `findRemembered`.
   */
  before(where: { workspace: Workspace; author: Author }): Promise<Answer | undefined>;
  /**
   * Runs the work within its transaction, or finds that it has been done: there, as what a state, a claim or a gate would
   * refuse now was allowed then. Throws `conflict` where the key was another call's.
   */
  run(tx: WriteTx, work: (tx: WriteTx) => Promise<Answer>): Promise<Answer>;
  /** What it has come to is on disk. */
  settle(answer: Answer): Promise<void>;
}

/** `say` gives the answer to a result, of which the first line is kept in the events. */
export function onceForKey(
  action: Action,
  input: Record<string, unknown>,
  { say, memory }: { say: (result: unknown) => string; memory?: CallMemory | undefined },
): OnceForKey {
  const keyed = action.access === 'write' ? keyOfCall(action, input) : undefined;
  if (!keyed) return { before: async () => undefined, run: (tx, work) => work(tx), settle: async () => undefined };
  const { key, hash } = keyed;
  // A rehearsal is no call that was made.
  const remembering = input.dry_run === true ? undefined : memory;
  let coming: RememberedCall | undefined;
  return {
    async before(where) {
      const result = remembering && (await findRemembered(remembering, keyed, where));
      return result && { result, repeated: true };
    },
    async run(tx, work) {
      const before = findRepeated(tx, keyed);
      if (before) return { result: before, repeated: true };
      const recorded = markRecorded(tx, keyed);
      const answer = await work(tx);
      recorded.note(say(answer.result));
      if (!remembering) return answer;
      const { events } = recorded;
      const tickets = ticketsOf(tx, events).map(({ title: _, ...row }) => row);
      const remembered = { line: remembering.lineOf(answer.result), tickets };
      coming = { hash, events: events.map(({ id }) => id), answer: remembered, isDone: false };
      // Whoever asks again after it was cut off here knows then what to look for.
      if (events.length > 0) await remembering.keep(key, coming);
      return answer;
    },
    async settle({ repeated }) {
      // The write stands, whether that is noted or not: git is asked for it then.
      if (coming && !repeated) await remembering?.keep(key, { ...coming, isDone: true }).catch(() => undefined);
    },
  };
}

/** How a key is known again; undefined where the call has none. What only says how to go about it is no part of the input. */
function keyOfCall({ tool, name }: Action, input: Record<string, unknown>): CallKey | undefined {
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
function findRepeated(tx: ReadTx, { key, hash }: CallKey): RepeatedResult | undefined {
  const before = findCall(tx, key);
  if (!before) return undefined;
  const tickets = ticketsOf(tx, before.events);
  const keys = tickets.map((ticket) => ticket.key).join(', ');
  if (before.hash !== hash) throw usedOtherwise(key, keys);
  const made = before.events.map(idempotencyOf).find((one) => one?.reply !== undefined);
  return { already: true, reply: made?.reply === undefined ? keys : renamed(tx, made.reply, made.mentions), tickets };
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
function markRecorded(
  tx: WriteTx,
  { key, hash }: CallKey,
): { events: readonly TrackerEvent[]; note(answer: string): void } {
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
  return {
    events: made,
    note(answer) {
      const [first] = made;
      const reply = clip(answer.split('\n', 1)[0]?.replace(/:$/, '') ?? '', mostOfReply);
      if (!first?.payload.idempotency || reply === '') return;
      Object.assign(first.payload.idempotency, { reply, ...mentionsIn(tx, reply) });
      rewriteRecorded(tx.db, first);
    },
  };
}
