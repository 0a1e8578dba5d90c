import { halfOf } from '../api/half.ts';
import { readEvents, type SentEvent } from './sse.ts';

/** Whether changes arrive; `out`: the sign-in counts no more. */
export type LiveState = 'live' | 'lost' | 'out';

export interface LiveOptions {
  /** The headers of a request. */
  headers(): Record<string, string>;
  onEvent(event: SentEvent): void;
  /** `half`: what the request was sent with that led to it. */
  onState(state: LiveState, half: string): void;
}

const firstWaitMs = 300;
const longestWaitMs = 5_000;
/** The server says that it is there every 15 s; who hears nothing for so long is talking to nobody. */
const silenceMs = 40_000;

/** Listens to the tracker's changes for good, from where it was when the connection broke. Answers how to try again now. */
export function listen(options: LiveOptions): () => void {
  const state = { after: undefined as string | undefined, wake: () => {} };
  void (async () => {
    for (let waitMs = firstWaitMs; ; waitMs = Math.min(waitMs * 2, longestWaitMs)) {
      const headers = options.headers();
      const half = halfOf(headers);
      const onState = (now: LiveState) => options.onState(now, half);
      const outcome = await listenOnce({ ...options, headers, onState }, state);
      onState(outcome === 'out' ? 'out' : 'lost');
      if (outcome === 'heard') waitMs = firstWaitMs;
      await new Promise<void>((resolve) => {
        state.wake = resolve;
        // Who is signed out is let in by a sign-in, which wakes this.
        if (outcome !== 'out') setTimeout(resolve, waitMs);
      });
    }
  })();
  return () => state.wake();
}

interface Connecting extends Pick<LiveOptions, 'onEvent'> {
  headers: Record<string, string>;
  onState(state: LiveState): void;
}

/** One connection until it ends: whether anything was heard on it. */
async function listenOnce(
  { headers, onEvent, onState }: Connecting,
  state: { after: string | undefined },
): Promise<'heard' | 'nothing' | 'out'> {
  const abort = new AbortController();
  let timer = setTimeout(() => abort.abort(), silenceMs);
  const alive = () => {
    clearTimeout(timer);
    timer = setTimeout(() => abort.abort(), silenceMs);
  };
  let outcome: 'heard' | 'nothing' = 'nothing';
  try {
    const response = await fetch('/api/v1/events', {
      headers: {
        ...headers,
        accept: 'text/event-stream',
        ...(state.after !== undefined && { 'last-event-id': state.after }),
      },
      signal: abort.signal,
    });
    if (response.status === 401) return 'out';
    if (!response.ok || !response.body) return 'nothing';
    onState('live');
    const heard = response.body.pipeThrough(
      new TransformStream<Uint8Array, Uint8Array>({
        transform(chunk, controller) {
          alive();
          controller.enqueue(chunk);
        },
      }),
    );
    for await (const event of readEvents(heard)) {
      outcome = 'heard';
      state.after = event.id ?? state.after;
      onEvent(event);
    }
  } catch {
    // The connection broke: it is tried again.
  } finally {
    clearTimeout(timer);
  }
  return outcome;
}
