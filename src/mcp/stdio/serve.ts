import type { Readable, Writable } from 'node:stream';
import type { Published } from '../handshake.ts';
import { isCancellation, parseLine, RpcError, renderRefusal } from '../messages.ts';
import type { AskRoots, Tracker } from '../tracker.ts';
import { gatherBatches } from './batches.ts';
import { createConversation } from './conversation.ts';
import { leaveInTime } from './leave.ts';
import { readLines } from './lines.ts';
import { createQueue } from './queue.ts';
import { takeOutput } from './writer.ts';

export interface StdioOptions {
  input: Readable;
  output: Writable;
  /** Where everything goes that is not JSON-RPC. */
  strays: () => Writable;
  env: Record<string, string | undefined>;
  version: string;
  published: Published;
  /** Loads what answers; asked once, by the first message that the handshake cannot answer. */
  load(askRoots: AskRoots): Promise<Tracker>;
}

const maxLineBytes = 64 * 1024 * 1024;

/** Serves one MCP client over stdio until it leaves, and then ends the process. */
export function serveStdio({ input, output, strays, env, version, published, load }: StdioOptions): void {
  const writer = takeOutput(output, strays);
  const batches = gatherBatches(writer.write);
  const queue = createQueue<unknown>(writer.flushed);
  let tracker: Promise<Tracker> | undefined;
  const conversation = createConversation({
    published,
    version,
    env,
    send: batches.send,
    queue,
    load() {
      tracker ??= load(conversation.askRoots);
      return tracker;
    },
  });
  const leave = leaveInTime({
    output,
    stop: queue.clear,
    limitWait: writer.limitWait,
    async finish() {
      await conversation.idle();
      await tracker?.then(
        (loaded) => loaded.close(),
        () => {}, // What did not load was said to every call.
      );
      batches.flush();
      await writer.flushed();
    },
  });
  readLines(input, {
    maxBytes: maxLineBytes,
    onLine(line) {
      const messages = parseLine(line);
      batches.open(line, messages);
      for (const message of messages) {
        if (isCancellation(message)) batches.forget(message.params.requestId);
        conversation.receive(message);
      }
    },
    onOverlong: () =>
      writer.write(renderRefusal(null, new RpcError('invalidRequest', 'A message has at most 64 MiB.'))),
    onEnd() {
      conversation.end();
      leave();
    },
  });
}
