import { TrackerError } from '../domain/errors.ts';
import type { Author, Id } from '../domain/event/event.ts';
import { idFromBytes } from '../domain/event/id.ts';
import type { Workspace } from '../home/workspace.ts';
import { findCall } from '../store/read/keyed.ts';
import { findTicket, type TicketRow } from '../store/read/tickets.ts';
import type { ReadTx } from '../store/tx.ts';

/** A call that is to be done once, however often it is made. */
export interface CallKey {
  key: string;
  /** Of what it asks for: 16 hexadecimal digits. */
  hash: string;
}

/** What a call is answered with that has been done already. */
export interface RepeatedResult {
  already: true;
  /** The first line of the first answer, with the keys that its tickets have now. */
  reply: string;
  /** Those that it wrote to, as they are now; of one that is on another branch, as it was then, without the title. */
  tickets: (RememberedTicket & Partial<Pick<TicketRow, 'title'>>)[];
}

type RememberedTicket = Pick<TicketRow, 'key' | 'type' | 'status' | 'priority'> & { id: string };

/** What is answered where the call is made again. */
export interface RememberedAnswer {
  /** The small fields of the answer, in one line. */
  line: string;
  tickets: readonly RememberedTicket[];
}

export interface RememberedCall {
  hash: string;
  /** What it was about to record. */
  events: readonly Id[];
  /** Undefined: it was long ago. */
  answer: RememberedAnswer | undefined;
  /** False: it has ended in the middle. */
  isDone: boolean;
}

/**
 * What a door remembers of calls with a key. The events themselves say by which call they were made, so that the tracker needs
 * no memory; it is for what they do not say: that a call has changed nothing, and that it was done on a branch that is not
 * checked out now.
 */
export interface CallMemory {
  find(key: string): Promise<RememberedCall | undefined>;
  keep(key: string, call: RememberedCall): Promise<void>;
  /** What of a result is remembered: no text that anybody wrote. */
  lineOf(result: unknown): string;
}

/**
 * What a call has come to that was done before, where the tracker's state does not say so; undefined where it does, or
 * nothing was done. Throws `conflict` for another call's key, and `busy` where nobody can tell.
 */
export async function findRemembered(
  memory: CallMemory,
  { key, hash }: CallKey,
  { workspace, author }: { workspace: Workspace; author: Author },
): Promise<RepeatedResult | undefined> {
  const call = await memory.find(key);
  if (!call) return undefined;
  const { isHere, result } = await workspace.read(author, async (tx) => ({
    isHere: findCall(tx, key) !== undefined,
    result: call.answer && resultOf(tx, call.answer),
  }));
  if (isHere) return undefined;
  if (call.hash !== hash) throw usedOtherwise(key);
  if (!call.isDone && !(await isElsewhere(workspace, call.events))) return undefined;
  if (result) return result;
  throw new TrackerError(
    'conflict',
    `The call with the idempotency_key "${key}" was done on another branch, and its answer is not kept any more.`,
    'Look there for what it has done, or send another idempotency_key.',
  );
}

export const usedOtherwise = (key: string, by = ''): TrackerError =>
  new TrackerError(
    'conflict',
    `The idempotency_key "${key}" was used with other input${by && `, for ${by}`}.`,
    'Send another idempotency_key, or the same input as then.',
  );

/** Whether git has what a call was about to record when its server ended: on another branch, in another work tree, in a stash. */
async function isElsewhere({ repository }: Workspace, [first]: readonly Id[]): Promise<boolean> {
  const has = first === undefined ? false : await repository.remembers(first);
  if (has !== undefined) return has;
  throw new TrackerError(
    'busy',
    'Whether this call was done before its server ended is not known now: git does not say.',
    'Send it again in a moment: it is done once.',
  );
}

function resultOf(tx: ReadTx, { line, tickets }: RememberedAnswer): RepeatedResult {
  const now = tickets.map((then) => {
    const row = findTicket(tx, then.id);
    return row ? rowOf(row) : then;
  });
  return {
    already: true,
    reply: line || now.map(({ key }) => key).join(', ') || 'nothing was to be changed',
    tickets: now,
  };
}

/** The tickets that these events belong to, as they are in this state. */
export function ticketsOf(tx: ReadTx, events: readonly { ticket: Id | null }[]): ReturnType<typeof rowOf>[] {
  const ids = [...new Set(events.flatMap(({ ticket }) => ticket ?? []))];
  return ids.flatMap((id) => findTicket(tx, id) ?? []).map(rowOf);
}

const rowOf = ({ key, id, title, type, status, priority }: TicketRow) => ({
  ...{ key, id: idFromBytes(id), title, type, status, priority },
});
