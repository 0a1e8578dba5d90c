import { sql } from 'drizzle-orm';
import type { Db } from '../../schema/connect.ts';

/**
 * The tickets, by their numbers in this file, whose cards may look different where something of these has changed: they
 * themselves, what they are a part of, what they block and what is part of them.
 */
export function listAffected(db: Db, numbers: readonly number[]): number[] {
  const others = db.values<[number]>(sql`
    with own as (select value from json_each(${JSON.stringify(numbers)}))
    select parent from tickets where ticket in own and parent is not null
    union select ticket from tickets where parent in own
    union select target from links where ticket in own and type = 'blocks' and target is not null`);
  return [...new Set([...numbers, ...others.map(([ticket]) => ticket)])];
}
