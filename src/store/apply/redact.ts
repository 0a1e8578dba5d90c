import type { Id, TrackerEvent } from '../../domain/event/event.ts';
import { shortId } from '../../domain/event/id.ts';
import { redactEvent } from '../../domain/event/redact.ts';
import { getEvent } from '../read/history.ts';
import type { WriteTx } from '../tx.ts';

/** Masks what was typed into an event, here and in every clone that merges this file. Throws `not_found`. */
export function redactStored(
  tx: WriteTx,
  reference: string,
  reason?: string,
): { id: Id; event: string; kind: TrackerEvent['kind'] } {
  const { event: _, ...event } = getEvent(tx, reference);
  const masked = redactEvent(event as TrackerEvent, {
    actor: tx.author.actor,
    time: tx.now,
    ...(reason && { reason }),
  });
  tx.replace(masked);
  return { id: event.id, event: shortId(event.id), kind: event.kind };
}
