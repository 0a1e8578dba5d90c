import { send } from '../api/outbox.ts';
import { who } from '../api/session.ts';
import { fault, toast } from '../parts/toasts.tsx';
import { texts } from '../texts/texts.ts';
import { ticketPath } from './route.ts';

/** What was done to one ticket. */
export interface Done {
  key: string;
  events: readonly string[];
}

/** The same, where the server may not have answered yet; it is rejected where the server refuses. */
interface Doing {
  key: string;
  events: readonly string[] | Promise<readonly string[]>;
}

/** What this tab has done, the newest last; of several tickets what was done to them at once. */
const done: (readonly Doing[])[] = [];
let doneBy: string | undefined;

/** What the one did who was signed in here before is not for the next one to take back. */
function doneByMe(): (readonly Doing[])[] {
  const now = who.peek()?.actor;
  if (now !== doneBy) done.length = 0;
  doneBy = now;
  return done;
}

/** Notes a write, so that it can be undone from now on, and says so once it is done. Throws what the write throws. */
export async function doing(key: string, write: Promise<{ events: readonly string[] }>, said: string): Promise<void> {
  const events = write.then((answer) => answer.events);
  const parts = [{ key, events }];
  doneByMe().push(parts);
  try {
    if ((await events).length > 0) toast(said, { undo: () => void takeBack(parts) });
    else toast(said);
  } catch (error) {
    forget(parts);
    throw error;
  }
}

/** Says that something was done, with a way back; `isNew`: with a way to the ticket too. */
export function didIt(key: string, events: readonly string[], text: string, { isNew = false } = {}): void {
  didThem([{ key, events }], text, isNew ? ticketPath(key) : undefined);
}

/** The same of several tickets, which go back together. */
export function didThem(given: readonly Done[], text: string, to?: string): void {
  const parts = given.filter(({ events }) => events.length > 0);
  if (parts.length > 0) doneByMe().push(parts);
  toast(text, { ...(to && { to }), ...(parts.length > 0 && { undo: () => void takeBack(parts) }) });
}

/** Takes back what this tab did last, step by step. */
export async function undoLast(): Promise<void> {
  const one = doneByMe().at(-1);
  if (one) await takeBack(one);
  else toast(texts.common.nothingToUndo);
}

function forget(parts: readonly Doing[]): boolean {
  const at = doneByMe().indexOf(parts);
  if (at >= 0) done.splice(at, 1);
  return at >= 0;
}

async function takeBack(parts: readonly Doing[]): Promise<void> {
  if (!forget(parts)) return;
  const outcomes = await Promise.allSettled(parts.map(takeBackOne));
  const left = outcomes.flatMap((one) => (one.status === 'rejected' ? [(one.reason as Error).message] : one.value));
  if (left.length > 0) fault(new Error(left.join(' ')));
  const [first] = parts;
  if (left.length >= parts.length || !first) return;
  toast(parts.length === 1 ? texts.board.undone(first.key) : texts.board.undoneSeveral(parts.length));
}

/** By its events, the newest first: what others have done since stays. Answers why what was left was, a sentence each. */
async function takeBackOne({ key, events }: Doing): Promise<string[]> {
  const outcomes: { left: string[] }[] = [];
  for (const event of (await events).toReversed()) outcomes.push(await undoEvent(key, event));
  return outcomes.flatMap(({ left }) => left);
}

/** Takes one event of a ticket back; answers what made that so, and why what was left alone was. Throws Refused. */
export async function undoEvent(key: string, event: string): Promise<{ events: readonly string[]; left: string[] }> {
  const { body, events } = await send<{ events?: { left: string[] }[] }>({
    ...{ method: 'POST', path: '/undo', body: { event }, about: key, name: texts.common.undo },
  });
  return { events, left: body.events?.flatMap(({ left }) => left) ?? [] };
}
