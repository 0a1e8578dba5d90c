import { signal } from '@preact/signals';
import { halfHeader } from './half.ts';

/** Half of what opens the tracker; the other half is a cookie, which a page can't read. Neither opens anything alone. */
const halfPlace = 'tracker.half';
const sessionPlace = 'tracker.session';

const kept = localStorage.getItem(halfPlace);
/** Whether this browser may be signed in; the server decides. */
export const mayBeIn = signal(kept !== null);
let half = kept ?? '';

/** A tab is a session of its own: what it did can be undone as one. It outlives a reload. */
const session = sessionStorage.getItem(sessionPlace) ?? crypto.randomUUID().slice(0, 8);
sessionStorage.setItem(sessionPlace, session);

/** The headers of each request. */
export const credentials = (): Record<string, string> => ({
  [halfHeader]: half,
  'x-tracker-session': `web-${session}`,
});

export function remember(given: string): void {
  half = given;
  localStorage.setItem(halfPlace, given);
  mayBeIn.value = true;
}

/** The server knows this browser no more, or the person has signed out: also in the other tabs. */
export function forget(): void {
  half = '';
  localStorage.removeItem(halfPlace);
  mayBeIn.value = false;
}

/** The server has refused a half, which may be that of a sign-in before this one. */
export function forgetHalf(refused: string): void {
  if (refused === half) forget();
}

addEventListener('storage', ({ key, newValue }) => {
  if (key !== halfPlace && key !== null) return;
  half = newValue ?? '';
  mayBeIn.value = newValue !== null && newValue !== undefined;
});
