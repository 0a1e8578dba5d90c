import type { Id, TrackerEvent } from '../../domain/event/event.ts';
import { shortId } from '../../domain/event/id.ts';
import { isRedacted, redactEvent } from '../../domain/event/redact.ts';
import { getEvent } from '../read/history.ts';
import type { WriteTx } from '../tx.ts';

/**
 * Masks what was typed into an event, here and in every clone that merges this file; `already`: it was masked, and says so
 * with the first reason. Throws `not_found`.
 */
export function redactStored(
  tx: WriteTx,
  reference: string,
  reason?: string,
): { id: Id; event: string; kind: TrackerEvent['kind']; already: boolean } {
  const { event: _, ...event } = getEvent(tx, reference);
  const told = { id: event.id, event: shortId(event.id), kind: event.kind };
  if (isMasked(event as TrackerEvent)) return { ...told, already: true };
  const masked = redactEvent(event as TrackerEvent, {
    actor: tx.author.actor,
    time: tx.now,
    ...(reason && { reason }),
  });
  tx.replace(masked);
  return { ...told, already: false };
}

/** That an event says so is not enough: whoever can push can write that beside a text. */
const isMasked = (event: TrackerEvent): boolean =>
  isRedacted(event.payload) &&
  JSON.stringify(redactEvent(event, event.payload.redacted).payload) === JSON.stringify(event.payload);
