/** One listener's answer: server-sent events. https://html.spec.whatwg.org/multipage/server-sent-events.html */
export interface Stream {
  readonly body: ReadableStream<Uint8Array>;
  /** False: the listener is gone, or so far behind that it was let go. */
  send(event: SentEvent): boolean;
  /** Nothing but a sign of life. */
  beat(): boolean;
  close(): void;
}

export interface SentEvent {
  event: string;
  id?: string;
  data: unknown;
}

/** Bytes that a listener may leave unread; what it missed it finds by its last id. */
const mostBehind = 2 ** 20;

export function openStream(gone: () => void): Stream {
  const encoder = new TextEncoder();
  let controller: ReadableStreamDefaultController<Uint8Array> | undefined;
  const end = (finish: (open: ReadableStreamDefaultController<Uint8Array>) => void) => {
    const open = controller;
    if (!open) return;
    controller = undefined;
    finish(open);
    gone();
  };
  const write = (text: string): boolean => {
    if (!controller) return false;
    controller.enqueue(encoder.encode(text));
    if ((controller.desiredSize ?? 0) > 0) return true;
    end((open) => open.error(new Error('The listener is too far behind.')));
    return false;
  };
  const body = new ReadableStream<Uint8Array>(
    {
      start(opened) {
        controller = opened;
      },
      cancel: () => end(() => undefined),
    },
    new ByteLengthQueuingStrategy({ highWaterMark: mostBehind }),
  );
  return {
    body,
    send: (sent) => write(print(sent)),
    beat: () => write(': \n\n'),
    close: () => end((open) => open.close()),
  };
}

/** JSON has no line breaks of its own, so that `data` is one line. */
export const print = ({ event, id, data }: SentEvent): string =>
  `event: ${event}\n${id === undefined ? '' : `id: ${id}\n`}data: ${JSON.stringify(data)}\n\n`;
