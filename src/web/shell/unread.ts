import { effect, signal } from '@preact/signals';
import { tables } from '../data/tables.ts';

/** How much waits for this person; the inbox sets it. */
export const unread = signal(0);
/** What the page is about, for the window's title. */
export const pageTitle = signal('');

export function followTitle(): void {
  effect(() => {
    const name = tables.value.name || 'tracker';
    const title = pageTitle.value ? `${pageTitle.value} · ${name}` : name;
    document.title = unread.value > 0 ? `(${unread.value}) ${title}` : title;
  });
}
