import { signal } from '@preact/signals';

/** What a screen reader is told, as soon as it pauses. */
export const announced = signal('');

export function announce(text: string): void {
  // The same text twice is no change, which nobody would hear.
  announced.value = announced.peek() === text ? `${text}\u00a0` : text;
}
