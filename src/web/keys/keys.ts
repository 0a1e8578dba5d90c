import { signal } from '@preact/signals';
import { tinykeys } from 'tinykeys';
import { listCommands } from './registry.ts';

const place = 'tracker.singleKeys';

/** Who speaks to a computer types by accident: single keys can be switched off. WCAG 2.1.4. */
export const areSingleKeysOn = signal(localStorage.getItem(place) !== 'off');

export function setSingleKeys(on: boolean): void {
  areSingleKeysOn.value = on;
  localStorage.setItem(place, on ? 'on' : 'off');
}

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable || /^(?:INPUT|TEXTAREA|SELECT)$/.test(target.tagName)) &&
  !(target instanceof HTMLInputElement && /^(?:checkbox|radio|button)$/.test(target.type));

const isAboveOpen = (): boolean => document.querySelector('dialog[open]') !== null;

/** A key with a modifier works in a text as well: it types nothing. */
const isModified = (keys: string): boolean => /(?:\$mod|Control|Meta|Alt)\+/.test(keys);

/** Lets the keys of all commands work, whichever are known when one is pressed. */
export function followKeys(): () => void {
  let stop = () => {};
  const bind = () => {
    stop();
    const bindings: Record<string, (event: KeyboardEvent) => void> = {};
    for (const { keys } of listCommands()) for (const key of keys) bindings[key] = (event) => press(key, event);
    // By itself it would hear nothing from any field, ticks included: what is typed is told apart below.
    const ignore = ({ repeat, isComposing }: KeyboardEvent) => repeat || isComposing;
    stop = tinykeys(window, bindings, { timeout: 1_200, ignore });
  };
  bind();
  rebind = bind;
  return () => stop();
}

let rebind = (): void => {};
/** After commands came or went. */
export const refreshKeys = (): void => rebind();

function press(keys: string, event: KeyboardEvent): void {
  if (event.defaultPrevented || isAboveOpen()) return;
  if (!isModified(keys) && (!areSingleKeysOn.peek() || isTyping(event.target))) return;
  const command = listCommands().find((one) => one.keys.includes(keys) && (one.when?.() ?? true));
  if (!command) return;
  event.preventDefault();
  command.run();
}
