import { send } from '../api/outbox.ts';
import { fault, toast } from '../parts/toasts.tsx';
import { texts } from '../texts/texts.ts';

interface Done {
  key: string;
  events: readonly string[];
}

/** What this tab has done, the newest last. */
const done: Done[] = [];

/** Says that something was done, with a way back. */
export function didIt(key: string, events: readonly string[], text: string): void {
  if (events.length === 0) {
    toast(text);
    return;
  }
  const one = { key, events };
  done.push(one);
  toast(text, { undo: () => void takeBack(one) });
}

/** Takes back what this tab did last, step by step. */
export async function undoLast(): Promise<void> {
  const one = done.at(-1);
  if (one) await takeBack(one);
  else toast(texts.common.nothingToUndo);
}

/** By its events, the newest first: what others have done since stays. */
async function takeBack(one: Done): Promise<void> {
  const at = done.indexOf(one);
  if (at < 0) return;
  done.splice(at, 1);
  try {
    for (const event of one.events.toReversed())
      await send({ method: 'POST', path: '/undo', body: { event }, about: one.key, name: texts.common.undo });
    toast(texts.board.undone(one.key));
  } catch (error) {
    fault(error);
  }
}
