import { readFileSync } from 'node:fs';
import Database from 'better-sqlite3';

/** Written after docs/format.md alone, by its sections: "The file", "The tables", "What is an event". Imports nothing of src. */
export interface Event {
  id: string;
  time: number;
  actor: string;
  actorKind: string;
  session: string;
  client: string;
  ticket: string | null;
  kind: string;
  // biome-ignore lint/suspicious/noExplicitAny: an object of JSON, whose form the page's table says
  payload: any;
  parents: string[];
}

const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

export function idText(bytes: Uint8Array): string {
  let number = BigInt(`0x${Buffer.from(bytes).toString('hex')}`);
  let text = '';
  for (let i = 0; i < 26; i++, number >>= 5n) text = alphabet[Number(number & 31n)] + text;
  return text;
}

const idsOf = (bytes: Uint8Array): string[] =>
  Array.from({ length: bytes.length / 16 }, (_, at) => idText(bytes.subarray(16 * at, 16 * at + 16)));

export const changeKinds = ['update', 'move', 'claim', 'release', 'archive', 'undo'];

export const compareEvents = (a: { time: number; id: string }, b: { time: number; id: string }): number =>
  a.time - b.time || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);

/** The events of a file, and the fold that has written its tables. Throws where the header is not what the page says. */
export function readEvents(path: string): { events: Event[]; setAside: number; lineage: string } {
  const file = readFileSync(path);
  const used = file.readUInt16BE(16) * file.readUInt32BE(28);
  if (file.readUInt32BE(68) !== 0x54524b52) throw new Error('This is the database of another program.');
  if (Math.floor(file.readUInt32BE(60) / 1000) !== 1) throw new Error('This is of another major version.');
  if (file.length < used) throw new Error('This is not complete.');
  if (file[18] !== 1 || file[19] !== 1) throw new Error('This is in WAL mode.');
  if (file.subarray(used).some((byte) => byte !== 0)) throw new Error('The room is not zero.');
  const database = new Database(file.subarray(0, used), { readonly: true });
  try {
    const rows = database.prepare(eventsQuery).all() as Row[];
    const events = rows.filter(isEvent).map(toEvent);
    const lineage = database.prepare("select value from meta where name = 'lineage'").pluck().get() as string;
    return { events, setAside: rows.length - events.length, lineage };
  } finally {
    database.close();
  }
}

const eventsQuery = `select e.id, e.time, a.name actor, a.kind actorKind, s.name session, s.client, t.id ticket, e.kind, e.payload, e.parents
  from events e left join actors a using (actor) left join sessions s using (session)
  left join tickets t on t.ticket = e.ticket order by e.event`;

interface Row {
  id: Buffer;
  time: number;
  actor: string | null;
  actorKind: string | null;
  session: string | null;
  client: string | null;
  ticket: Buffer | null;
  kind: string;
  payload: string;
  parents: Buffer;
}

function toEvent(row: Row): Event {
  const { waitsFor = null, ...payload } = JSON.parse(row.payload);
  const waits = row.kind === 'project' || row.kind === 'drop' ? null : waitsFor;
  return {
    ...{ id: idText(row.id), time: row.time, kind: row.kind, payload, parents: idsOf(row.parents) },
    ...{ actor: row.actor ?? '', actorKind: row.actorKind ?? '', session: row.session ?? '', client: row.client ?? '' },
    ticket: row.ticket ? idText(row.ticket) : waits,
  };
}

/** The rows that count, but for the shapes of payloads: the program checks those, and its tests forge them. */
function isEvent({ id, time, actor, actorKind, session, client, ticket, kind, payload, parents }: Row): boolean {
  const isShort = (text: unknown) => typeof text === 'string' && text.length <= 512;
  if (!Buffer.isBuffer(id) || id.length !== 16 || !Number.isSafeInteger(time) || time < 0 || time > 2 ** 43)
    return false;
  if (![actor, session, client].every(isShort) || !['agent', 'human', 'service'].includes(actorKind ?? ''))
    return false;
  if (typeof kind !== 'string' || !/^[a-z][a-z_]{0,31}$/.test(kind)) return false;
  if (!Buffer.isBuffer(parents) || parents.length % 16 !== 0 || parents.length > 16_000) return false;
  if ((kind === 'project' || kind === 'drop') && ticket !== null) return false;
  return typeof payload === 'string' && payload.length <= 2 ** 21 && isObject(payload);
}

function isObject(text: string): boolean {
  try {
    const value = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}
