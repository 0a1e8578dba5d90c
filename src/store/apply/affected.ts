import type { CreatePayload, Id } from '../../domain/event/event.ts';
import { keyOf } from '../../domain/event/key.ts';
import { resolveTickets } from '../../domain/event/resolve.ts';
import type { Db } from '../schema/connect.ts';
import { addTicketsOnCycles } from './affected-edges.ts';
import type { Group } from './group.ts';

/**
 * Adds to the group every ticket whose tables are others for what has become of its members: those that share a key or an
 * idempotency key with one, that link to one that comes or goes, or whose links and parents are on a cycle with one's. The
 * tables still say what was before.
 */
export function addAffected(db: Db, group: Group): void {
  const referred = new Set<Id>();
  for (let before = -1; before < group.members.size; ) {
    before = group.members.size;
    addReferrers(db, group, referred);
    addOfSameSlot(db, group);
    addOfSameKey(db, group);
    addTicketsOnCycles(db, group);
  }
}

const asJson = (list: Iterable<unknown>): string => JSON.stringify([...list]);

function addAll(db: Db, group: Group, query: string, ...values: unknown[]): void {
  const found = db.$client.prepare(query).pluck().all(values) as number[];
  for (const number of found) group.add(number);
}

/**
 * A ticket's number and its aliases are found by trying keys until one is free: nobody is affected who has tried none that
 * a member tried before or tries now.
 */
function addOfSameKey(db: Db, group: Group): void {
  const states = group.states();
  const resolved = resolveTickets(states);
  const keys = new Set<string>();
  for (const { id, project } of states) {
    const { number, aliases = [] } = resolved.get(id) ?? {};
    if (number !== undefined) keys.add(keyOf({ project, number }));
    for (const alias of aliases) keys.add(alias);
  }
  for (const { before } of group.members.values()) if (before) keys.add(before.key);
  const former = 'select key from aliases where ticket in (select value from json_each(?))';
  const aliases = db.$client.prepare(former).pluck().all(asJson(group.members.keys())) as string[];
  for (const alias of aliases) keys.add(alias);
  const list = asJson(keys);
  addAll(db, group, 'select ticket from tickets where key in (select value from json_each(?))', list);
  addAll(db, group, 'select ticket from aliases where key in (select value from json_each(?))', list);
}

const keyNow = (of: 'key' | 'index'): string => `iif(json_valid(e.payload), e.payload ->> '$.idempotency.${of}', null)`;

/** Those that the same place of a call with the same idempotency key has made: the oldest of them is what the others duplicate. */
function addOfSameSlot(db: Db, group: Group): void {
  const slots = group.states().flatMap(({ created }) => {
    const { idempotency } = created.payload as CreatePayload;
    return idempotency ? [[idempotency.key, idempotency.index]] : [];
  });
  const ofSlots = `select i.ticket from json_each(?) s join idempotency i on i.key = s.value ->> 0
    join events e on e.event = i.position where e.kind = 'create' and ${keyNow('index')} = s.value ->> 1`;
  if (slots.length > 0) addAll(db, group, ofSlots, asJson(slots));
  // An event that is not there any more, or has lost its key, does not say which place of the call it was.
  const lost = `select i.key from idempotency i left join events e on e.event = i.position and e.ticket = i.ticket
    where i.ticket in (select value from json_each(?)) and ${keyNow('key')} is not i.key`;
  addAll(db, group, `select ticket from idempotency where key in (${lost})`, asJson(group.members.keys()));
}

/** Of a row that may be no event. */
function parseJson(text: unknown): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(String(text));
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

/** Tickets whose link or parent leads to one that comes, which the tables do not show, or to one that goes. */
function addReferrers(db: Db, group: Group, referred: Set<Id>): void {
  const come = new Set<Id>();
  const gone: number[] = [];
  for (const { id, number, before, state } of group.members.values()) {
    if (id === undefined || referred.has(id) || (before !== undefined) === (state !== undefined)) continue;
    referred.add(id);
    if (state) come.add(id);
    else gone.push(number);
  }
  const list = asJson(gone);
  if (gone.length > 0) {
    addAll(db, group, 'select ticket from links where target in (select value from json_each(?))', list);
    addAll(db, group, 'select ticket from tickets where parent in (select value from json_each(?))', list);
  }
  if (come.size > 0) for (const number of listReferring(db, come)) group.add(number);
}

/** All events are looked through, and those read that may say of a ticket where it leads. */
function listReferring(db: Db, ids: ReadonlySet<Id>): Set<number> {
  const found = new Set<number>();
  // What is escaped in JSON does not show what it is.
  const words = ['target', 'parent', '\\u'].map((word) => `instr(payload, '${word}') > 0`).join(' or ');
  const query = `select ticket, payload from events
    where kind in ('link', 'create', 'update', 'move', 'claim', 'release', 'archive', 'undo')
    and ticket is not null and (${words})`;
  for (const [ticket, payload] of db.$client.prepare(query).raw().iterate() as Iterable<[number, unknown]>) {
    const said = parseJson(payload);
    const set = said?.set as { parent?: unknown } | undefined;
    if ([said?.target, said?.parent, set?.parent].some((id) => ids.has(id as Id))) found.add(ticket);
  }
  return found;
}
