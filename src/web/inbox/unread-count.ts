import { effect } from '@preact/signals';
import type { WaitingCounts } from '../../actions/catalog/waiting.ts';
import { request } from '../api/request.ts';
import { who } from '../api/session.ts';
import { hearChanges } from '../data/cards.ts';
import { unread } from '../shell/unread.ts';

const restMs = 2_000;
/** Where nobody looks at the page the number in its title may be later. */
const hiddenMs = 10_000;

/** Keeps the number of what waits, on every page: by a question after which nothing counts as seen. */
export function followUnread(): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const wait = () => {
    if (timer !== undefined) return;
    const run = () => {
      timer = undefined;
      void count();
    };
    timer = setTimeout(run, document.hidden ? hiddenMs : restMs);
  };
  hearChanges(wait);
  effect(() => {
    if (who.value) void count();
    else unread.value = 0;
  });
}

/** Counts at once; what can't be counted now is with the next change. */
export async function count(): Promise<void> {
  try {
    const { turns, questions, reviews } = (await request<WaitingCounts>('GET', '/board/me/waiting')).body;
    unread.value = turns + questions + reviews;
  } catch {
    // The header says already that the server is away.
  }
}
