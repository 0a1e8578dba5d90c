import type { Incoming, RequestId } from '../messages.ts';

/** Gathers what is said to the messages of a batch, which is answered by one line. */
export interface Batches {
  /** Takes the messages of a line; where it is a batch, the replies to them wait for one another. */
  open(line: string, messages: readonly Incoming[]): void;
  /** Takes a reply, as a line with its newline. */
  send(line: string): void;
  /** There will be no reply to this request. */
  forget(id: unknown): void;
  /** Says what has been gathered: no more comes. */
  flush(): void;
}

interface Batch {
  /** Ids that wait for their reply. */
  waiting: (RequestId | null)[];
  replies: string[];
}

/** `write` takes lines; replies to what came alone pass through as they are. */
export function gatherBatches(write: (line: string) => void): Batches {
  const batches: Batch[] = [];

  function close(batch: Batch): void {
    batches.splice(batches.indexOf(batch), 1);
    if (batch.replies.length > 0) write(`[${batch.replies.join(',')}]\n`);
  }

  /** The batch that waits for this reply, which it no longer does. */
  function take(id: unknown): Batch | undefined {
    const batch = batches.find(({ waiting }) => waiting.includes(id as RequestId));
    batch?.waiting.splice(batch.waiting.indexOf(id as RequestId), 1);
    return batch;
  }

  return {
    open(line, messages) {
      const waiting = messages.flatMap((message) =>
        message.kind === 'request' || message.kind === 'refused' ? [message.id] : [],
      );
      const isBatch = line.trimStart().startsWith('[') && (messages.length > 1 || waiting[0] !== null);
      if (isBatch && waiting.length > 0) batches.push({ waiting, replies: [] });
    },
    send(line) {
      const batch = batches.length > 0 ? take((JSON.parse(line) as { id?: RequestId }).id) : undefined;
      if (!batch) return write(line);
      batch.replies.push(line.trimEnd());
      if (batch.waiting.length === 0) close(batch);
    },
    forget(id) {
      const batch = take(id);
      if (batch?.waiting.length === 0) close(batch);
    },
    flush() {
      for (const batch of [...batches]) close(batch);
    },
  };
}
