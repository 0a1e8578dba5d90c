import { effect, signal } from '@preact/signals';
import { credentials, forgetHalf, mayBeIn } from '../api/credentials.ts';
import { trusted } from '../parts/trusted.ts';
import type { SentEvent } from './sse.ts';
import { type LiveState, listen } from './stream.ts';
import type { FromWorker, ToWorker } from './worker.ts';

export const liveState = signal<LiveState>('lost');

const hearers = new Set<(event: SentEvent) => void>();

/** Calls `hearer` with each event from now on; answers how to stop. */
export function hear(hearer: (event: SentEvent) => void): () => void {
  hearers.add(hearer);
  return () => hearers.delete(hearer);
}

const onEvent = (event: SentEvent): void => {
  for (const hearer of hearers) hearer(event);
};
const onState = (state: LiveState, half: string): void => {
  liveState.value = state;
  if (state === 'out') forgetHalf(half);
};

/** Begins to listen, by the worker that all tabs share where there are such workers: on Android there are none. */
export function goLive(): void {
  const again = typeof SharedWorker === 'undefined' ? listenHere() : listenByWorker();
  addEventListener('online', again);
  // Whoever has signed in again is let in.
  effect(() => {
    if (mayBeIn.value) again();
  });
}

function listenHere(): () => void {
  return listen({ headers: credentials, onEvent, onState });
}

function listenByWorker(): () => void {
  const { port } = new SharedWorker(scriptUrl(), { type: 'module' });
  port.onmessage = ({ data }: MessageEvent<FromWorker>) => {
    if ('event' in data) onEvent(data.event);
    else onState(data.state, data.half);
  };
  addEventListener('pagehide', ({ persisted }) => {
    if (!persisted) port.postMessage('bye');
  });
  return () => port.postMessage({ headers: credentials() } satisfies ToWorker);
}

function scriptUrl(): string {
  const address = document.querySelector<HTMLMetaElement>('meta[name=tracker-worker]')?.content ?? '';
  return trusted.createScriptURL(address) as unknown as string;
}
