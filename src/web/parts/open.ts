import { signal } from '@preact/signals';
import type { ComponentChild } from 'preact';

/** What lies above the page: a dialog or a menu, one at a time. Each has a number, as two of a kind are not the same one. */
export const above = signal<{ number: number; draw: () => ComponentChild } | undefined>(undefined);
let count = 0;

export const show = (draw: () => ComponentChild): void => {
  count += 1;
  above.value = { number: count, draw };
};
export const hide = (): void => {
  above.value = undefined;
};
