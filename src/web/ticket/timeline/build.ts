import type { Entry } from '../shapes.ts';

/** Something that was said, or done, as the timeline shows it. */
export interface Item {
  entry: Entry;
  /** What was said; empty where something was done without a word. */
  said: string;
  /** Whether it was taken back since. */
  isUndone: boolean;
  replies: readonly Item[];
}

/** What was said by an event, in a comment, as a reason, or of a gate that it passed. */
function saidIn({ payload }: Entry): string {
  const { message, body, override } = payload;
  return [message ?? body, override && `override: ${override}`].filter(Boolean).join('\n\n');
}

/** Which of these, the newest first, were taken back: an undo may be taken back too. */
function listUndone(entries: readonly Entry[]): Set<string> {
  const undone = new Set<string>();
  for (const { event, payload } of entries)
    if (payload.undo !== undefined && !undone.has(event)) undone.add(payload.undo);
  return undone;
}

/** Events, the newest first, as one timeline, the oldest first: answers stand with what they answer. */
export function buildTimeline(entries: readonly Entry[]): Item[] {
  const undone = listUndone(entries);
  const items = new Map<string, Item & { replies: Item[] }>();
  const top: Item[] = [];
  for (const entry of entries.toReversed()) {
    const item = { entry, said: saidIn(entry), isUndone: undone.has(entry.event), replies: [] };
    items.set(entry.event, item);
    const answered = entry.payload.replyTo === undefined ? undefined : items.get(entry.payload.replyTo);
    // An answer to an answer stands in the same thread.
    const root = answered && (threadOf.get(answered.entry) ?? answered);
    if (!root) {
      top.push(item);
      continue;
    }
    threadOf.set(entry, root);
    items.get(root.entry.event)?.replies.push(item);
  }
  return top;
}

const threadOf = new WeakMap<Entry, Item>();
