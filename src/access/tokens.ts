import { minuteOf } from '../domain/day.ts';
import { TrackerError } from '../domain/errors.ts';
import { isGranted, type Scope, scopes } from '../domain/scopes.ts';
import { quote } from '../domain/words.ts';
import type { Holder, MadeToken, Maker, NewToken, Token, Verified } from './access.ts';
import { getActor } from './actors.ts';
import type { Connection } from './connection.ts';
import { hashToken, isToken, makeId, makeToken } from './secrets.ts';

export const dayMs = 86_400_000;
export const usualDays = 90;
/** A token that lives for ever is one that nobody looks after. */
const mostDays = 366;
const mostOverlapMinutes = 60;
const longestTokenName = 64;
/** A write for each request would have every reader wait for the disk. */
export const usedEveryMs = 60_000;

interface TokenRow {
  id: string;
  actor: string;
  name: string;
  scopes: string;
  created_at: number;
  expires_at: number;
  last_used: number | null;
  revoked_at: number | null;
  replaced_by: string | null;
}

const columns = 'id, actor, name, scopes, created_at, expires_at, last_used, revoked_at, replaced_by';

export function createToken(connection: Connection, given: NewToken, maker: Maker): MadeToken {
  return connection.transact(() => insertToken(connection, given, expiryOf(connection, given, maker), maker));
}

/** What a maker may give: no more than their own, for no longer. Answers when it ends. Throws `permission_denied`. */
export function expiryOf(
  connection: Connection,
  { scopes: wanted, days }: Omit<NewToken, 'actor'>,
  maker: Maker,
): number {
  if (wanted.length === 0) throw new TrackerError('invalid_input', 'A token without a scope opens nothing.');
  if (days !== undefined && !(Number.isInteger(days) && days >= 1 && days <= mostDays))
    throw new TrackerError('invalid_input', `A token lives 1 to ${mostDays} days, not ${days}.`);
  const end = connection.now() + (days ?? usualDays) * dayMs;
  if (maker === 'local') return end;
  const own = getToken(connection, maker.token.id);
  if (own.revokedAt !== null || own.expiresAt <= connection.now())
    throw new TrackerError('permission_denied', 'The token that this is made with opens nothing any more.');
  checkMaker(own.scopes, getActor(connection, own.actor).kind, wanted);
  if (end <= own.expiresAt) return end;
  if (days === undefined) return own.expiresAt;
  throw new TrackerError(
    'permission_denied',
    `A token that was made with another ends with it at the latest: ${minuteOf(own.expiresAt)}.`,
  );
}

function checkMaker(own: readonly Scope[], kind: string, wanted: readonly Scope[]): void {
  const granted = new Set(own);
  if (kind !== 'human' || !granted.has('admin'))
    throw new TrackerError('permission_denied', 'Tokens are made by a human whose token has the scope admin.');
  const beyond = wanted.filter((scope) => !isGranted(granted, scope));
  if (beyond.length > 0)
    throw new TrackerError('permission_denied', `The token that this is made with has no scope ${beyond.join(', ')}.`);
}

/** Within a transaction, what `expiryOf` let pass. */
export function insertToken(
  connection: Connection,
  given: NewToken,
  expiresAt: number,
  maker: Maker | string,
): MadeToken {
  const { prepare, tracker, now } = connection;
  const token = makeToken(connection);
  const id = makeId(connection);
  const { handle } = getActor(connection, given.actor);
  const name = readName(given.name);
  const ordered = scopes.filter((scope) => given.scopes.includes(scope));
  prepare(
    'insert into tokens (tracker, id, hash, actor, name, scopes, created_at, expires_at, maker) values (?, ?, ?, ?, ?, ?, ?, ?, ?)',
  ).run(tracker, id, hashToken(token), handle, name, ordered.join(' '), now(), expiresAt, makerId(maker));
  return { token, ...getToken(connection, id) };
}

export const makerId = (maker: Maker | string): string => (typeof maker === 'string' ? maker : maker.token.id);

export function readName(name = ''): string {
  const given = name.trim();
  if (given.length <= longestTokenName && !/\p{Cc}/u.test(given)) return given;
  throw new TrackerError('invalid_input', `A token's name is one line of at most ${longestTokenName} characters.`);
}

export function listTokens({ prepare, tracker }: Connection): Token[] {
  const rows = prepare(`select ${columns} from tokens where tracker = ? order by created_at desc, rowid desc`).all(
    tracker,
  );
  return (rows as TokenRow[]).map(toToken);
}

/** Throws `not_found`; a token in place of an id is not said again. */
export function getToken({ prepare, tracker }: Connection, id: string): Token {
  const row = prepare(`select ${columns} from tokens where tracker = ? and id = ?`).get(tracker, id);
  if (row !== undefined) return toToken(row as TokenRow);
  throw new TrackerError(
    'not_found',
    id.startsWith('trk_') ? 'A token is named by its id here.' : `There is no token with the id ${quote(id)}.`,
    '`tracker token list` has the ids.',
  );
}

/** Tokens that are remembered at once. */
const mostVerified = 1_000;

export function verify(connection: Connection, token: string): Verified {
  if (!isToken(token)) return { refused: 'unknown' };
  const { verified, now, prepare, tracker } = connection;
  const hash = hashToken(token);
  const known = verified.get(hash);
  // Of before it is looked up: what is changed meanwhile is another version's.
  const version = connection.version();
  const time = now();
  const isSame = known?.version === version && known.holder.token.expiresAt > time && isNoted(known.used, time);
  if (isSame) return known.holder;
  if (verified.size >= mostVerified) verified.clear();
  verified.delete(hash);
  const row = prepare(`select ${columns} from tokens where tracker = ? and hash = ?`).get(tracker, hash);
  const found = holderBy(connection, row as TokenRow | undefined);
  if ('refused' in found) return found;
  verified.set(hash, { version, ...found });
  return found.holder;
}

/** By its id, for who has shown something else that stands for it. */
export function verifyId(connection: Connection, id: string): Verified {
  const { prepare, tracker } = connection;
  const row = prepare(`select ${columns} from tokens where tracker = ? and id = ?`).get(tracker, id);
  const found = holderBy(connection, row as TokenRow | undefined);
  return 'refused' in found ? found : found.holder;
}

const isNoted = (used: number | null, time: number): boolean => used !== null && Math.abs(time - used) < usedEveryMs;

type Found = { holder: Holder; used: number | null } | Exclude<Verified, Holder>;

function holderBy(connection: Connection, row: TokenRow | undefined): Found {
  if (!row) return { refused: 'unknown' };
  const time = connection.now();
  if (row.revoked_at !== null) return { refused: 'revoked' };
  if (row.expires_at <= time) return { refused: 'expired' };
  const used = noteUse(connection, row, time);
  return { holder: { token: toToken({ ...row, last_used: time }), actor: getActor(connection, row.actor) }, used };
}

/** Answers which use is noted now. */
function noteUse({ prepare, tracker }: Connection, { id, last_used }: TokenRow, time: number): number | null {
  if (isNoted(last_used, time)) return last_used;
  try {
    prepare('update tokens set last_used = ? where tracker = ? and id = ?').run(time, tracker, id);
    return time;
  } catch {
    // It is noted at another call: a full disk keeps nobody from reading.
    return last_used;
  }
}

export function revokeToken(connection: Connection, id: string): Token {
  return connection.transact(() => endToken(connection, id));
}

/** Within a transaction. Throws `not_found`. */
export function endToken(connection: Connection, id: string): Token {
  const { prepare, tracker, now } = connection;
  getToken(connection, id);
  prepare('update tokens set revoked_at = ? where tracker = ? and id = ? and revoked_at is null').run(
    now(),
    tracker,
    id,
  );
  // Nor does what it was about to let in.
  prepare('delete from pairings where tracker = ? and maker = ?').run(tracker, id);
  return getToken(connection, id);
}

export function rotateToken(
  connection: Connection,
  id: string,
  { overlapMinutes = 0 }: { overlapMinutes?: number | undefined },
  maker: Maker,
): MadeToken {
  if (!(overlapMinutes >= 0 && overlapMinutes <= mostOverlapMinutes))
    throw new TrackerError('invalid_input', `The old token lives 0 to ${mostOverlapMinutes} minutes more.`);
  const { prepare, tracker, now } = connection;
  const rotate = () => {
    const old = getToken(connection, id);
    checkLive(old, now());
    const given = { actor: old.actor, scopes: old.scopes, name: old.name };
    expiryOf(connection, given, maker);
    const latest = maker === 'local' ? Number.POSITIVE_INFINITY : getToken(connection, maker.token.id).expiresAt;
    const expiresAt = Math.min(now() + (old.expiresAt - old.createdAt), latest);
    const made = insertToken(connection, given, expiresAt, maker);
    const end = Math.min(old.expiresAt, now() + overlapMinutes * 60_000);
    prepare('update tokens set expires_at = ?, replaced_by = ? where tracker = ? and id = ?').run(
      end,
      made.id,
      tracker,
      id,
    );
    prepare('update pairings set maker = ? where tracker = ? and maker = ?').run(made.id, tracker, id);
    return made;
  };
  return connection.transact(rotate);
}

function checkLive({ id, revokedAt, expiresAt, replacedBy }: Token, now: number): void {
  const state =
    replacedBy !== null
      ? `was replaced by ${replacedBy}`
      : revokedAt !== null
        ? 'was revoked'
        : expiresAt <= now && 'has expired';
  if (state)
    throw new TrackerError('conflict', `The token ${id} ${state}.`, 'Make another with `tracker token create`.');
}

const toToken = (row: TokenRow): Token => ({
  id: row.id,
  actor: row.actor,
  name: row.name,
  scopes: scopes.filter((scope) => row.scopes.split(' ').includes(scope)),
  createdAt: row.created_at,
  expiresAt: row.expires_at,
  lastUsed: row.last_used,
  revokedAt: row.revoked_at,
  replacedBy: row.replaced_by,
});
