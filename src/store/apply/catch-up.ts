import { and, asc, eq, gt } from 'drizzle-orm';
import { selectEvents, toEvent } from '../read/events.ts';
import type { Db } from '../schema/connect.ts';
import { findMeta } from '../schema/meta.ts';
import * as schema from '../schema/schema.ts';
import { findLastEvent } from './numbers.ts';
import { appendEvent } from './record.ts';

/** To append an event takes half a millisecond, as long as it takes to copy and sync as much: beyond that the file is copied. */
const bytesAnEvent = 500_000;

const leastBehind = 8;

/**
 * Appends to a copy, inside its transaction, the events that the file of `size` bytes has got since. False where the copy
 * is no earlier version of the file, or too far behind.
 */
export function catchUp(copy: Db, file: Db, size: number): boolean {
  const maxBehind = Math.max(leastBehind, Math.ceil(size / bytesAnEvent));
  if (findMeta(file, 'lineage') !== findMeta(copy, 'lineage') || findMeta(file, 'fold') !== findMeta(copy, 'fold'))
    return false;
  const last = findLastEvent(copy);
  const there =
    last &&
    file
      .select({ event: schema.events.event })
      .from(schema.events)
      .where(and(eq(schema.events.event, last.event), eq(schema.events.id, last.id)))
      .get();
  if (!there) return false;
  const rows = selectEvents(file)
    .where(gt(schema.events.event, last.event))
    .orderBy(asc(schema.events.event))
    .limit(maxBehind + 1)
    .all();
  if (rows.length > maxBehind) return false;
  for (const row of rows) {
    const event = toEvent(row);
    // What counts for nothing has a row in the file, which appending would not make.
    if (!event) return false;
    appendEvent(copy, event, row.number);
  }
  return true;
}
