import { dropNulls } from '../domain/input/read-list.ts';
import { asText } from '../domain/words.ts';
import type { Workspace } from '../home/workspace.ts';
import type { ReadTx } from '../store/tx.ts';
import { actingAs } from './acting.ts';
import type { Action } from './action.ts';
import type { ActionName, ResultOf, WritingName } from './actions.ts';
import { type Arguments, chooseAction, parseArguments } from './arguments.ts';
import type { CallMemory, RepeatedResult } from './call-memory.ts';
import { type Caller, checkMayCall, checkMayFurther } from './caller.ts';
import { keepingSaid } from './kept.ts';
import { type Answer, onceForKey } from './keyed-call.ts';
import { checkSize } from './size.ts';

/** What a call was answered with: the action, and its own result object. */
export type Reply = (Done | Repeated) & About;

type Done = { [Name in ActionName]: { action: Name; result: ResultOf<Name>; repeated?: never } }[ActionName];

/** A call with the same key did it before. */
interface Repeated {
  action: WritingName;
  result: RepeatedResult;
  repeated: true;
}

interface About {
  dryRun?: true;
  /** What it says is in the file now. */
  wrote?: true;
  /** What the answer says of itself, a line each. */
  caveats?: readonly string[];
}

/** What is asked, and by which of those that share a caller. */
export interface Call {
  tool: string;
  args: Arguments;
  as?: unknown;
  say?: (reply: Reply) => string;
  /** Of a door that is asked again by callers who have had no answer. */
  memory?: CallMemory | undefined;
  /** Of a door that people and programs come in by: those of the tools, where it is not said. */
  among?: readonly Action[];
}

/**
 * Does what a tool call asks for. The one way in for all doors; throws TrackerError, also where the caller may not ask for
 * it. Any call may name the agent that it is made by, in its arguments (`as`) or beside them. A call that writes and has an
 * `idempotency_key` is done once: `say` gives the answer, of which the first line is kept for whoever makes the same call again.
 */
export async function perform(workspace: Workspace, caller: Caller, { among: given, ...call }: Call): Promise<Reply> {
  // Whoever names the one action that is meant need not load all others.
  const among = given ?? (await import('./actions.ts')).actions;
  checkSize(call.args);
  const { as, ...args } = dropNulls(call.args);
  const author = actingAs(caller.author, as, call.as);
  const action = chooseAction(among, call.tool, args);
  checkMayCall(caller, action);
  const input = parseArguments(action, args);
  const dryRun = input.dry_run === true;
  const name = `${action.tool}.${action.name}` as ActionName;
  const say = (result: unknown) => call.say?.({ action: name, result } as Reply) ?? '';
  const once = onceForKey(action, input, { say, memory: call.memory });
  const before = await once.before({ workspace, author });
  if (before) return { action: name, ...before } as Reply;
  if (asksForReady(action, input)) await workspace.dismissGone(author);
  const known = await action.lookUp?.(workspace.repository, input, workspace.upkeep);
  const { ahead } = action;
  if (ahead) await workspace.read(author, (tx) => ahead(tx, input));
  const withCaveats = async (tx: ReadTx, work: Promise<Answer>) => {
    const answer = await work;
    return { ...answer, ...(tx.caveats.size > 0 && { caveats: [...tx.caveats] }) };
  };
  const run = async (tx: ReadTx): Promise<Answer> => {
    checkMayFurther(caller, action.further?.(tx, input));
    return { result: await keepingSaid(among, action, input, () => action.run(tx, input, known)) };
  };
  // It is how a tracker is mended, too.
  const options = { dryRun, unconfigured: action.tool === 'admin' };
  try {
    const answer =
      action.access === 'read'
        ? await workspace.read(author, (tx) => withCaveats(tx, run(tx)))
        : await workspace.write(author, (tx) => withCaveats(tx, once.run(tx, run)), options);
    await once.settle(answer);
    const wrote = action.access === 'write' && !dryRun;
    // Which of the actions it was is known from here on: the result is that one's.
    const reply = { action: name, ...answer } as Reply;
    return { ...reply, ...(dryRun && { dryRun }), ...(wrote && { wrote }) };
  } finally {
    action.putBack?.(known);
  }
}

/** Whether the answer depends on what others hold or have closed on branches that may have gone since. */
const asksForReady = ({ name, filters }: Action, { query }: Record<string, unknown>): boolean =>
  filters === true && (['claim', 'ready', 'summary'].includes(name) || /ready/i.test(asText(query)));
