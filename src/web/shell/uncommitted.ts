import { effect } from '@preact/signals';
import { askReady, ready } from '../api/ready.ts';
import { who } from '../api/session.ts';
import { hearChanges } from '../data/cards.ts';

const restMs = 5_000;
/** A commit is no change of the tracker, so that nobody is told of it. */
const everyMs = 60_000;

/** Keeps it known how much is in no commit yet. */
export function followUncommitted(): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const ask = () => {
    clearTimeout(timer);
    timer = setTimeout(ask, everyMs);
    if (who.peek() && !document.hidden) void askReady();
  };
  hearChanges(() => {
    clearTimeout(timer);
    timer = setTimeout(ask, restMs);
  });
  document.addEventListener('visibilitychange', ask);
  effect(() => {
    if (who.value) ask();
    else ready.value = undefined;
  });
}
