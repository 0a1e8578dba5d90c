import { writeFileSync } from 'node:fs';
import type { TrackerEvent } from '../../src/domain/event/event.ts';
import { idToBytes } from '../../src/domain/event/id.ts';
import { migrate } from '../../src/store/schema/migrate.ts';
import { createTracker } from '../../src/store/schema/open.ts';

/**
 * A database file as whoever can push may write it: the events, and of the tables that are read only what gives tickets
 * their ids. `fold` is what the file says of who wrote the tables; anything but this program's number makes it fold them.
 */
export function writeHostileFile(path: string, events: readonly TrackerEvent[], { fold = '0' } = {}): void {
  writeFileSync(path, hostileBytes(events, { fold }));
}

export function hostileBytes(events: readonly TrackerEvent[], { fold = '0' } = {}): Buffer {
  const database = createTracker();
  migrate(database);
  const numbers = new Map<string, number>();
  const ticket = database.prepare(
    `insert into tickets (ticket, id, key, project, number, type, status, priority, title, archived, created_at,
      created_by, updated_at, updated_by, revision, heads) values (?, ?, ?, 'PAY', 1, 'task', 'backlog', 'medium', ?, 0, 0, '', 0, '', 1, x'')`,
  );
  const event = database.prepare(
    'insert into events (id, time, actor, session, ticket, kind, payload, parents) values (?, ?, 1, 1, ?, ?, ?, ?)',
  );
  database.exec('begin');
  database.exec("insert into actors values (1, 'mallory', 'agent'); insert into sessions values (1, 's', 'c')");
  database.prepare("insert or replace into meta values ('fold', ?), ('lineage', 'x')").run(fold);
  for (const one of events) {
    if (one.ticket !== null && !numbers.has(one.ticket)) {
      const number = numbers.size + 1;
      numbers.set(one.ticket, number);
      const title = one.kind === 'create' ? one.payload.title : '';
      ticket.run(number, idToBytes(one.ticket), `PAY-${number}`, title);
    }
    const parents = Buffer.concat(one.parents.map(idToBytes));
    const number = one.ticket === null ? null : numbers.get(one.ticket);
    event.run(idToBytes(one.id), one.time, number, one.kind, JSON.stringify(one.payload), parents);
  }
  database.exec('commit');
  const bytes = database.serialize();
  database.close();
  return bytes;
}
