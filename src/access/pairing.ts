import { scopes } from '../domain/scopes.ts';
import type { Maker, NewPairing, Paired, Pairing } from './access.ts';
import { getActor } from './actors.ts';
import type { Connection } from './connection.ts';
import { keyOf } from './keys.ts';
import { hashCode, makeCode } from './secrets.ts';
import { dayMs, expiryOf, insertToken, makerId, readName, usualDays } from './tokens.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const codeMs = 10 * minuteMs;
const triesOfAddress = 5;
const triesInAll = 30;
const wrongOnes = 10;

interface PairingRow {
  actor: string;
  scopes: string;
  days: number | null;
  latest: number | null;
  maker: string;
}

export function createPairing(connection: Connection, given: NewPairing, maker: Maker): Pairing {
  const { prepare, tracker, now } = connection;
  const make = () => {
    expiryOf(connection, given, maker);
    const { handle } = getActor(connection, given.actor);
    const code = makeCode(connection);
    const ordered = scopes.filter((scope) => given.scopes.includes(scope));
    const latest = maker === 'local' ? null : maker.token.expiresAt;
    const expiresAt = now() + codeMs;
    prepare(
      `insert or replace into pairings (tracker, actor, mac, scopes, days, latest, created_at, expires_at, wrong, maker)
       values (?, ?, ?, ?, ?, ?, ?, ?, 0, ?)`,
    ).run(
      ...[tracker, handle, hashCode(code, keyOf(connection, 'pairing')), ordered.join(' '), given.days ?? null],
      ...[latest, now(), expiresAt, makerId(maker)],
    );
    return { code, actor: handle, scopes: ordered, expiresAt };
  };
  return connection.transact(make);
}

export function pair(
  connection: Connection,
  { code, name, address }: { code: string; name?: string | undefined; address: string },
): Paired {
  const { prepare, tracker, now } = connection;
  const checkedName = readName(name);
  return connection.transact((): Paired => {
    const wait = waitOf(connection, address);
    if (wait > 0) return { refused: 'rate_limit', retryAfterMs: wait };
    prepare('insert into pairing_tries (tracker, time, address) values (?, ?, ?)').run(tracker, now(), address);
    prepare('delete from pairings where tracker = ? and (expires_at <= ? or latest <= ?)').run(tracker, now(), now());
    const row = prepare(
      'delete from pairings where tracker = ? and mac = ? returning actor, scopes, days, latest, maker',
    ).get(tracker, hashCode(code, keyOf(connection, 'pairing'))) as PairingRow | undefined;
    if (row) return fetchToken(connection, row, checkedName);
    countWrong(connection);
    return { refused: 'wrong' };
  });
}

function fetchToken(connection: Connection, { actor, scopes: given, days, latest, maker }: PairingRow, name: string) {
  const end = connection.now() + (days ?? usualDays) * dayMs;
  const granted = scopes.filter((scope) => given.split(' ').includes(scope));
  return insertToken(connection, { actor, name, scopes: granted }, Math.min(end, latest ?? end), maker);
}

/** After ten wrong tries somebody is guessing: of every code that was live meanwhile. */
function countWrong({ prepare, tracker }: Connection): void {
  prepare('update pairings set wrong = wrong + 1 where tracker = ?').run(tracker);
  prepare(
    'delete from pairings where tracker = ? and exists (select 1 from pairings other where other.tracker = ? and other.wrong >= ?)',
  ).run(tracker, tracker, wrongOnes);
}

/** How long until another try may be made; 0 where it may now. A clock that was set back keeps nobody out. */
function waitOf({ prepare, tracker, now }: Connection, address: string): number {
  prepare('delete from pairing_tries where tracker = ? and (time <= ? or time > ?)').run(
    tracker,
    now() - hourMs,
    now(),
  );
  const tries = prepare('select time, address from pairing_tries where tracker = ? order by time desc').all(
    tracker,
  ) as {
    time: number;
    address: string;
  }[];
  const inAll = tries[triesInAll - 1];
  const own = tries.filter((one) => one.address === address)[triesOfAddress - 1];
  return Math.max(0, inAll ? inAll.time + hourMs - now() : 0, own ? own.time + minuteMs - now() : 0);
}
