import { signal } from '@preact/signals';
import { texts } from '../texts/texts.ts';
import { announce } from './announce.ts';

interface Toast {
  id: number;
  text: string;
  kind: 'done' | 'fault';
  undo?: (() => void) | undefined;
  /** The address of what it is about. */
  to?: string | undefined;
}

const toasts = signal<readonly Toast[]>([]);
let count = 0;

/** Faults stay until they are closed: they are read by somebody who did not expect them. */
const shownMs = 6_000;
const mostShown = 4;

export function toast(text: string, { kind = 'done', undo, to }: Partial<Omit<Toast, 'id' | 'text'>> = {}): void {
  count += 1;
  const id = count;
  toasts.value = [...toasts.value, { id, text, kind, undo, to }].slice(-mostShown);
  announce(text);
  if (kind === 'done') setTimeout(() => close(id), shownMs);
}

export const fault = (error: unknown): void => toast((error as Error).message, { kind: 'fault' });

function close(id: number): void {
  toasts.value = toasts.value.filter((one) => one.id !== id);
}

export function Toasts() {
  return (
    <div class="toasts">
      {toasts.value.map(({ id, text, kind, undo, to }) => (
        <div key={id} class={`toast ${kind}`} role={kind === 'fault' ? 'alert' : 'status'}>
          <span>{text}</span>
          {to && (
            <a href={to} onClick={() => close(id)}>
              {texts.common.open}
            </a>
          )}
          {undo && (
            <button
              type="button"
              onClick={() => {
                close(id);
                undo();
              }}
            >
              {texts.common.undo}
            </button>
          )}
          <button type="button" class="quiet" aria-label={texts.common.close} onClick={() => close(id)}>
            ×
          </button>
        </div>
      ))}
    </div>
  );
}
