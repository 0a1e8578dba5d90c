import type { Id } from '../../domain/event/event.ts';
import { payloadShapes } from '../../domain/event/payload-shapes.ts';
import { listEvents } from '../../store/read/events.ts';
import { findTicket } from '../../store/read/tickets.ts';
import type { State } from '../../store/schema/state.ts';
import type { Delivery } from './deliver.ts';

/** What a webhook may ask for. */
export const eventKinds: readonly string[] = Object.keys(payloadShapes);

/**
 * What is sent of an event: who did what to which ticket, as it is called now, and where it is read; nothing that they wrote.
 * Undefined where the event is not in the file any more.
 */
export function messageOf({ db }: State, id: Id, apiUrl: string): Delivery | undefined {
  const [event] = listEvents(db, [id]);
  if (!event) return undefined;
  const { kind, actor, time } = event;
  const row = event.ticket === null ? undefined : findTicket({ db }, event.ticket);
  const url = row ? `${apiUrl}/tickets/${row.key}` : null;
  const data = { id, kind, actor, key: row?.key ?? null, title: row?.title ?? null, url };
  return { id, body: write(kind, time, data) };
}

/** What is sent to see whether somebody is there. */
export const testMessage = (id: string, now: number): Delivery => ({ id, body: write('test', now, { id }) });

/** As Standard Webhooks have it. */
const write = (type: string, time: number, data: object): string =>
  JSON.stringify({ type, timestamp: new Date(time).toISOString(), data });
