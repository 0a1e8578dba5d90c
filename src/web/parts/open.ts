import { signal } from '@preact/signals';
import type { ComponentChild } from 'preact';

/** What lies above the page: a dialog or a menu, one at a time. */
export const above = signal<(() => ComponentChild) | undefined>(undefined);

export const show = (content: () => ComponentChild): void => {
  above.value = content;
};
export const hide = (): void => {
  above.value = undefined;
};
