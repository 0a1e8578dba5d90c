import type { Id, TrackerEvent } from './event.ts';
import { shortId } from './id.ts';
import { keyOf } from './key.ts';
import { sameBytes } from './merge.ts';
import { isRedacted, type Redaction } from './redact.ts';

/**
 * An event whose bytes are others than where it was first. Events do not change: it was redacted, by whom and why is said
 * with it, or somebody has written it anew under its old name and time.
 */
export interface Rewritten {
  event: Id;
  ticket: Id | null;
  kind: string;
  redaction?: Redaction | undefined;
}

/** What of `first` is there with other bytes in `now`, in the order of `now`. */
export function listRewritten(first: readonly TrackerEvent[], now: readonly TrackerEvent[]): Rewritten[] {
  const known = new Map(first.map((event) => [event.id, event]));
  return now.flatMap((event) => {
    const before = known.get(event.id);
    if (!before || sameBytes(before, event)) return [];
    return [toRewritten(before, event)];
  });
}

export function toRewritten(before: TrackerEvent, { id, ticket, kind, payload }: TrackerEvent): Rewritten {
  // What was masked before and is not now, or is masked otherwise, is a forgery like any other.
  const redaction = isRedacted(payload) && !isRedacted(before.payload) ? payload.redacted : undefined;
  return { event: id, ticket, kind, redaction };
}

/** In a line each; `events` has the keys of their tickets. The texts of redactions are as somebody gave them. */
export function describeRewritten(found: readonly Rewritten[], events: readonly TrackerEvent[]): string[] {
  const keys = new Map(events.flatMap((one) => (one.kind === 'create' ? [[one.ticket, keyOf(one.payload)]] : [])));
  return found.map(({ event, ticket, kind, redaction }) => {
    const name = [keys.get(ticket), kind, shortId(event)].filter(Boolean).join(' ');
    if (!redaction) return `${name} is not what it was where it came first: somebody has rewritten it.`;
    const why = redaction.reason ? `: ${redaction.reason}` : '';
    return `${name} was redacted by ${redaction.actor}${why}`;
  });
}
