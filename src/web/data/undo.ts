import { send } from '../api/outbox.ts';
import { fault, toast } from '../parts/toasts.tsx';
import { texts } from '../texts/texts.ts';

interface Done {
  key: string;
  /** Once the server has done it; rejected where it has refused. */
  events: Promise<readonly string[]>;
}

/** What this tab has done, the newest last; also what has not been answered yet. */
const done: Done[] = [];

/** Notes a write, so that it can be undone from now on, and says so once it is done. Throws what the write throws. */
export async function doing(key: string, write: Promise<{ events: readonly string[] }>, said: string): Promise<void> {
  const one = { key, events: write.then(({ events }) => events) };
  done.push(one);
  try {
    const events = await one.events;
    if (events.length > 0) toast(said, { undo: () => void takeBack(one) });
    else toast(said);
  } catch (error) {
    forgetOne(one);
    throw error;
  }
}

/** Takes back what this tab did last, step by step. */
export async function undoLast(): Promise<void> {
  const one = done.at(-1);
  if (one) await takeBack(one);
  else toast(texts.common.nothingToUndo);
}

function forgetOne(one: Done): boolean {
  const at = done.indexOf(one);
  if (at >= 0) done.splice(at, 1);
  return at >= 0;
}

/** By its events, the newest first: what others have done since stays. */
async function takeBack(one: Done): Promise<void> {
  if (!forgetOne(one)) return;
  try {
    for (const event of (await one.events).toReversed())
      await send({ method: 'POST', path: '/undo', body: { event }, about: one.key, name: texts.common.undo });
    toast(texts.board.undone(one.key));
  } catch (error) {
    fault(error);
  }
}
