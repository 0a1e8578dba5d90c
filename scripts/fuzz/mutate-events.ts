import Database from 'better-sqlite3';
import type { Chance } from '../bench/random.ts';
import { oddValue } from './odd-values.ts';

/** Writes into the tables of a database file what no program of ours would, as a forger would. The schema stays as it is. */
export function mutateEvents(file: Buffer, chance: Chance): { what: string; bytes: Buffer } {
  const database = new Database(file);
  try {
    database.pragma('foreign_keys = OFF');
    database.unsafeMode(true);
    const ways: Record<string, () => void> = {
      payload: () => changePayloads(database, chance),
      columns: () => changeColumn(database, 'events', chance),
      tables: () => changeColumn(database, chance.pick(listTables(database)), chance),
      copies: () => copyEvents(database, chance),
      'rows gone': () => {
        const table = chance.pick(listTables(database));
        database.exec(`delete from ${table} where rowid % ${2 + chance.below(5)} = 0`);
      },
    };
    const what = chance.pick(Object.keys(ways));
    for (let n = 1 + chance.below(6); n > 0; n--) attempt(ways[what] ?? (() => undefined));
    return { what: `events: ${what}`, bytes: database.serialize() };
  } finally {
    database.close();
  }
}

/** A constraint may forbid it. */
function attempt(step: () => void): void {
  try {
    step();
  } catch (error) {
    if (!String((error as { code?: string }).code).startsWith('SQLITE')) throw error;
  }
}

const listTables = (database: Database.Database): string[] =>
  (
    database.prepare("select name from sqlite_schema where type = 'table' and name not like 'sqlite_%'").all() as {
      name: string;
    }[]
  ).map(({ name }) => name);

function pickRow(database: Database.Database, table: string, chance: Chance): number {
  const { last } = database.prepare(`select max(rowid) last from ${table}`).get() as { last: number | null };
  return 1 + chance.below(Math.max(1, last ?? 1));
}

function changePayloads(database: Database.Database, chance: Chance): void {
  const row = database
    .prepare('select event, payload from events where event >= ? limit 1')
    .get(pickRow(database, 'events', chance)) as { event: number; payload: string } | undefined;
  if (!row) return;
  const payload = chance.below(8) === 0 ? oddValue(chance) : changeWithin(parse(row.payload), chance);
  const text = chance.below(20) === 0 ? `${row.payload.slice(0, -1)}` : JSON.stringify(payload);
  database.prepare('update events set payload = ? where event = ?').run(text ?? 'null', row.event);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}

/** The value with one of its parts replaced, left out or added. */
function changeWithin(value: unknown, chance: Chance): unknown {
  if (value === null || typeof value !== 'object' || chance.below(4) === 0) return oddValue(chance);
  if (Array.isArray(value)) {
    const copy = [...value];
    const at = chance.below(copy.length + 1);
    copy[at] = at < copy.length ? changeWithin(copy[at], chance) : oddValue(chance);
    return copy;
  }
  const names = Object.keys(value);
  const copy: Record<string, unknown> = { ...value };
  const name = names.length > 0 && chance.below(5) > 0 ? chance.pick(names) : chance.pick(oddNames);
  if (chance.below(6) === 0) delete copy[name];
  else copy[name] = name in copy ? changeWithin(copy[name], chance) : oddValue(chance);
  return copy;
}

const oddNames = ['__proto__', 'constructor', 'set', 'add', 'remove', 'claim', 'redacted', 'undo', 'mentions', 'more'];

function changeColumn(database: Database.Database, table: string, chance: Chance): void {
  const columns = (database.pragma(`table_info(${table})`) as { name: string }[]).map(({ name }) => name);
  const value = chance.pick([
    () => chance.below(2 ** 31),
    () => -chance.below(2 ** 31),
    () => 8.64e15 + chance.below(9),
    () => 1e300,
    () => String(oddValue(chance)),
    () => Buffer.from(Array.from({ length: chance.below(40) }, () => chance.below(256))),
    () => null,
  ])();
  database
    .prepare(`update ${table} set ${chance.pick(columns)} = ? where rowid = ?`)
    .run(value, pickRow(database, table, chance));
}

/** The same events once more, under other ids, each coming after whichever one it likes. */
function copyEvents(database: Database.Database, chance: Chance): void {
  const count = 1 + chance.below(200);
  database
    .prepare(
      `insert into events (id, time, actor, session, ticket, kind, payload, parents)
       select randomblob(16), time + ${chance.below(1000)}, actor, session, ticket, kind, payload,
         ${chance.pick(['parents', 'id', 'randomblob(16)', 'randomblob(7)', "x''"])}
       from events where event >= ${pickRow(database, 'events', chance)} limit ${count}`,
    )
    .run();
}
