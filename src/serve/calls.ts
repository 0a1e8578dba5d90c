import type { Action } from '../actions/action.ts';
import { everyAction } from '../actions/actions.ts';
import { perform, type Reply } from '../actions/perform.ts';
import { type TrackerError, toTrackerError } from '../domain/errors.ts';
import type { Author, Id } from '../domain/event/event.ts';
import type { Workspace } from '../home/workspace.ts';
import type { ReadTx, WriteTx } from '../store/tx.ts';
import type { Door, Identified } from './door.ts';
import { doAlone, memoryIn } from './once.ts';
import { checkSession } from './session.ts';

/** A call as it came in, and from where. */
export interface Asked {
  tool: string;
  args: Readonly<Record<string, unknown>>;
  /** Those that the door has; every one where it is not said. */
  among?: readonly Action[];
  /** The name of an agent beside the arguments: not checked yet. */
  as?: unknown;
  address: string;
  say?: (reply: Reply) => string;
  /** What is remembered of a result that was answered to a key: no text. */
  lineOf?: (result: unknown) => string;
  /** Whether it waits while the same is being done for another request, where it would be refused. */
  waits?: true;
  around?: Around;
}

/**
 * Has the call done within its transaction, and looks at the same state before or after it. Without doing it, it may answer
 * undefined; then that is the call's result. It may run again, on a newer state, and may be asked for work without an answer.
 */
export type Around = <T>(tx: ReadTx, work: () => Promise<T>) => Promise<T | undefined>;

/** What was asked for, and the events that it made, oldest first. */
export type Made = Reply & { events: readonly Id[] };

/**
 * Does what a request asks for, in the name of whoever has the token, and notes it: a row for each write and refusal, one a
 * minute for what a token reads. Throws TrackerError, and Refusal while the same is being done for its key; what was not foreseen is logged, under a name that its words give.
 */
export function callAs(door: Called, identified: Omit<Identified, 'door'>, asked: Asked): Promise<Made> {
  const { idempotency_key: given, dry_run: dryRun } = asked.args;
  const key = typeof given === 'string' && !dryRun ? given : undefined;
  return doAlone(door.access, { key, waits: asked.waits }, () => callNow(door, identified, asked));
}

type Called = Pick<Door, 'workspace' | 'access' | 'log'>;

async function callNow(
  { workspace, access, log }: Called,
  { holder, caller }: Omit<Identified, 'door'>,
  { address, among = everyAction, around, lineOf, ...call }: Asked,
): Promise<Made> {
  const { recorded, made } = recording(workspace, around);
  const row = {
    ...{ token: holder.token.id, actor: caller.author.actor, address },
    ...{ action: actionName(call), subject: subjectOf(call.args) },
  };
  try {
    checkSession(call, { holder, caller });
    const reply = await perform(recorded, caller, { ...call, among, memory: memoryIn(access, lineOf) });
    const events = reply.wrote ? made() : [];
    await access.note(
      { ...row, action: reply.action, events, code: null },
      { isRead: !reply.wrote && !reply.repeated },
    );
    return { ...reply, events };
  } catch (thrown) {
    const error = withName(toTrackerError(workspace.blame(thrown)), log);
    await access.note({ ...row, events: [], code: error.code });
    throw error;
  }
}

/** The workspace, and which events the last write through it has made. */
function recording(
  workspace: Workspace,
  around: Around = (_, work) => work(),
): { recorded: Workspace; made: () => readonly Id[] } {
  let ids: Id[] = [];
  const read: Workspace['read'] = (author, work) =>
    // What was left undone has no answer, and is read by nobody but who left it undone.
    workspace.read(author, (tx) => around(tx, () => work(tx)) as ReturnType<typeof work>);
  const write = <T>(author: Author, work: (tx: WriteTx) => Promise<T>, options?: object): Promise<T> =>
    workspace.write(
      author,
      (tx) => {
        // It may run again, on a newer state.
        ids = [];
        const record: WriteTx['record'] = tx.record.bind(tx);
        tx.record = async (ticket, kind, payload) => {
          const event = await record(ticket, kind, payload);
          ids.push(event.id);
          return event;
        };
        return around(tx, () => work(tx)) as Promise<T>;
      },
      options,
    );
  return { recorded: { ...workspace, read, write }, made: () => ids };
}

const longestWord = 64;

/** As far as it is known before the call is read. */
const actionName = ({ tool, args }: Pick<Asked, 'tool' | 'args'>): string =>
  `${tool}.${typeof args.action === 'string' ? args.action : '?'}`.slice(0, longestWord);

/** What it is about, as the caller names it; a text would say too much. */
function subjectOf({ id }: Asked['args']): string | null {
  return typeof id === 'string' && /^[#\w-]{1,64}$/.test(id) ? id : null;
}

let unforeseen = 0;

/** A stack is nothing for a caller; the log has it, by the number that the caller is told. */
export function withName(error: TrackerError, log: (line: string) => void): TrackerError {
  if (error.code !== 'internal') return error;
  const name = `${process.pid}-${++unforeseen}`;
  const { cause } = error;
  log(`internal ${name}: ${cause instanceof Error ? (cause.stack ?? cause.message) : error.message}`);
  error.message = `This was not foreseen; the server's log has it as ${name}.`;
  return error;
}
