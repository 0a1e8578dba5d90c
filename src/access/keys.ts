import type { KeyName } from './access.ts';
import type { Connection } from './connection.ts';

/** 32 bytes, made when they are first asked for. Within a transaction, or where only one asks. */
export function keyOf({ prepare, tracker, random }: Connection, name: KeyName): Uint8Array {
  const select = prepare('select key from keys where tracker = ? and name = ?').pluck();
  const found = select.get(tracker, name);
  if (found instanceof Uint8Array) return found;
  const key = Buffer.from(random(32));
  prepare('insert into keys (tracker, name, key) values (?, ?, ?)').run(tracker, name, key);
  return key;
}
