import type { CreatePayload, Id } from '../../domain/event/event.ts';
import { keyOf } from '../../domain/event/key.ts';
import { resolveTickets } from '../../domain/event/resolve.ts';
import type { Db } from '../schema/connect.ts';
import { addTicketsOnCycles } from './affected-edges.ts';
import type { Group, Member } from './group.ts';

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

interface Slot {
  key: string;
  position: number;
}

/** The owner of an idempotency key, and those that duplicate it. */
function addOfSameSlot(db: Db, group: Group): void {
  const owner = db.$client.prepare('select ticket from idempotency where key = ? and position = ?').pluck();
  for (const state of group.states()) {
    const slot = slotOf(state.created.payload as CreatePayload);
    const ticket = slot && (owner.get(slot.key, slot.position) as number | undefined);
    if (ticket !== undefined) group.add(ticket);
  }
  const madeByCreation = `from links l join events e on e.event = l.event
    where l.type = 'duplicates' and e.kind = 'create'`;
  const members = asJson(group.members.keys());
  addAll(db, group, `select l.target ${madeByCreation} and l.ticket in (select value from json_each(?))`, members);
  const all = asJson(group.members.keys());
  addAll(db, group, `select l.ticket ${madeByCreation} and l.target in (select value from json_each(?))`, all);
  const lost = listLostSlots(db, group);
  if (lost.length > 0) for (const number of listOfSlots(db, lost)) group.add(number);
}

const slotOf = ({ idempotency }: Pick<CreatePayload, 'idempotency'>): Slot | undefined =>
  idempotency && { key: idempotency.key, position: idempotency.index };

const isSlot = (a: Slot, b: Slot | undefined): boolean => a.key === b?.key && a.position === b.position;

/** Slots whose owner has them no more, or has become younger: any ticket of them may be the owner now, linked to it or not. */
function listLostSlots(db: Db, group: Group): Slot[] {
  const owned = 'select key, position, ticket from idempotency where ticket in (select value from json_each(?))';
  const rows = db.$client.prepare(owned).all(asJson(group.members.keys())) as (Slot & { ticket: number })[];
  return rows.filter((row) => {
    const { state, before } = group.members.get(row.ticket) as Member;
    if (!state || !before || !isSlot(row, slotOf(state.created.payload as CreatePayload))) return true;
    return state.created.time > before.createdAt;
  });
}

function listOfSlots(db: Db, slots: readonly Slot[]): Set<number> {
  const found = new Set<number>();
  const query = "select ticket, payload from events where kind = 'create' and ticket is not null";
  for (const [ticket, payload] of db.$client.prepare(query).raw().iterate() as Iterable<[number, unknown]>) {
    const slot = slotOf(parseJson(payload) ?? {});
    if (slots.some((one) => isSlot(one, slot))) found.add(ticket);
  }
  return found;
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
