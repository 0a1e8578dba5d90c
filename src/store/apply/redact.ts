import { eq } from 'drizzle-orm';
import type { Id, TrackerEvent } from '../../domain/event/event.ts';
import { shortId } from '../../domain/event/id.ts';
import { redactEvent } from '../../domain/event/redact.ts';
import { getEvent } from '../read/history.ts';
import { events } from '../schema/schema.ts';
import type { WriteTx } from '../tx.ts';
import { refold } from './refold.ts';

/** Masks what was typed into an event, here and in every clone that merges this file. Throws `not_found`. */
export function redactStored(
  tx: WriteTx,
  reference: string,
  reason?: string,
): { id: Id; event: string; kind: TrackerEvent['kind'] } {
  const { event: number, ...event } = getEvent(tx, reference);
  const masked = redactEvent(event as TrackerEvent, {
    actor: tx.author.actor,
    time: tx.now,
    ...(reason && { reason }),
  });
  tx.db
    .update(events)
    .set({ payload: JSON.stringify(masked.payload) })
    .where(eq(events.event, number))
    .run();
  refold(tx.db);
  tx.touch();
  tx.blank([masked]);
  return { id: event.id, event: shortId(event.id), kind: event.kind };
}
