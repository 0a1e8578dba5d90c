import type { SentEvent } from './sse.ts';
import { type LiveState, listen } from './stream.ts';

/** What pages say to the worker: how to be let in, which is the same for all of them. */
export interface ToWorker {
  headers: Record<string, string>;
}
/** `half`: what was sent to the server that it answered by that state. */
export type FromWorker = { event: SentEvent } | { state: LiveState; half: string };

declare const self: { onconnect: (event: MessageEvent) => void };

/** One stream of changes for all tabs of a browser: a browser opens six connections to a server and no more. */
const ports = new Set<MessagePort>();
let headers: Record<string, string> = {};
let latest: { state: LiveState; half: string } = { state: 'lost', half: '' };
let retry: (() => void) | undefined;
/** Where the last event has led to. */
let position: string | undefined;

const tell = (message: FromWorker) => {
  for (const port of ports) port.postMessage(message);
};

self.onconnect = ({ ports: [port] }) => {
  if (!port) return;
  ports.add(port);
  port.onmessage = ({ data }: MessageEvent<ToWorker | 'bye'>) => {
    if (data === 'bye') {
      ports.delete(port);
      return;
    }
    headers = data.headers;
    if (retry) retry();
    else
      retry = listen({
        headers: () => headers,
        onEvent(event) {
          position = event.id ?? position;
          tell({ event });
        },
        onState(state, half) {
          latest = { state, half };
          tell(latest);
        },
      });
    port.postMessage(latest satisfies FromWorker);
    // A tab that has read something older knows that it has missed what was told meanwhile.
    if (position !== undefined)
      port.postMessage({ event: { event: 'hello', id: position, data: null } } satisfies FromWorker);
  };
};
