import { timingSafeEqual } from 'node:crypto';
import type { Browser, Halves, SignedIn } from './access.ts';
import type { Connection } from './connection.ts';
import { base62, hashToken, makeId } from './secrets.ts';
import { dayMs, endToken, getToken, usedEveryMs, verifyId } from './tokens.ts';

const longestMs = 7 * dayMs;
/** Somebody who has gone home. */
const idleMs = 12 * 3_600_000;
/** Of one token; the one that was used longest ago makes room. */
const mostOfToken = 20;

interface BrowserRow {
  id: string;
  half: string;
  token: string;
  is_own: number;
  expires_at: number;
  last_used: number;
}

const columns = 'id, half, token, is_own, expires_at, last_used';

export function signIn(
  connection: Connection,
  token: string,
  { isOwn = false }: { isOwn?: boolean } = {},
): Browser & Halves {
  const { prepare, tracker, now, random } = connection;
  return connection.transact(() => {
    clear(connection);
    const browser = {
      id: makeId(connection),
      expiresAt: Math.min(now() + longestMs, getToken(connection, token).expiresAt),
    };
    const halves = { cookie: base62(random(32)), half: base62(random(32)) };
    prepare(
      `insert into browsers (tracker, id, hash, half, token, is_own, created_at, expires_at, last_used)
       values (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    ).run(
      ...[tracker, browser.id, hashToken(halves.cookie), hashToken(halves.half), token, isOwn ? 1 : 0],
      ...[now(), browser.expiresAt, now()],
    );
    prepare(
      `delete from browsers where tracker = @tracker and token = @token and id not in (
         select id from browsers where tracker = @tracker and token = @token order by last_used desc, rowid desc limit @most)`,
    ).run({ tracker, token, most: mostOfToken });
    return { ...browser, ...halves };
  });
}

export function verifyBrowser(
  connection: Connection,
  halves: Halves,
  { isUse = true }: { isUse?: boolean } = {},
): SignedIn | { refused: 'unknown' | 'revoked' | 'expired' } {
  const row = findBrowser(connection, halves);
  if (!row) return { refused: 'unknown' };
  const time = connection.now();
  if (row.expires_at <= time || row.last_used <= time - idleMs) return { refused: 'expired' };
  const verified = verifyId(connection, row.token);
  if ('refused' in verified) return verified;
  if (isUse) noteUse(connection, row, time);
  return { ...verified, browser: { id: row.id, expiresAt: Math.min(row.expires_at, verified.token.expiresAt) } };
}

export function signOut(connection: Connection, halves: Halves): Browser | undefined {
  const { prepare, tracker } = connection;
  // Most that ask are signed in; who is not waits for nobody.
  if (!findBrowser(connection, halves)) return undefined;
  return connection.transact(() => {
    const row = findBrowser(connection, halves);
    if (!row) return undefined;
    prepare('delete from browsers where tracker = ? and id = ?').run(tracker, row.id);
    if (row.is_own) endToken(connection, row.token);
    return { id: row.id, expiresAt: row.expires_at };
  });
}

/** Only by both halves, each of 256 bits. */
function findBrowser({ prepare, tracker }: Connection, { cookie, half }: Halves): BrowserRow | undefined {
  if (!isHalf(cookie) || !isHalf(half)) return undefined;
  const row = prepare(`select ${columns} from browsers where tracker = ? and hash = ?`).get(
    tracker,
    hashToken(cookie),
  ) as BrowserRow | undefined;
  return row && timingSafeEqual(Buffer.from(row.half), Buffer.from(hashToken(half))) ? row : undefined;
}

/** Nothing else is looked up. */
const isHalf = (text: string): boolean => /^[0-9A-Za-z]{43}$/.test(text);

/** As of tokens: to the minute, and by another call where the disk is full. */
function noteUse({ prepare, tracker }: Connection, { id, last_used }: BrowserRow, time: number): void {
  if (Math.abs(time - last_used) < usedEveryMs) return;
  try {
    prepare('update browsers set last_used = ? where tracker = ? and id = ?').run(time, tracker, id);
  } catch {
    // Whoever goes on working is noted then.
  }
}

/** Takes away those that let nobody in any more, with the tokens that nobody else has. Within a transaction. */
function clear(connection: Connection): void {
  const { prepare, tracker, now } = connection;
  const ended = prepare(
    'delete from browsers where tracker = ? and (expires_at <= ? or last_used <= ?) returning token, is_own',
  ).all(tracker, now(), now() - idleMs) as Pick<BrowserRow, 'token' | 'is_own'>[];
  for (const { token, is_own } of ended) if (is_own) endToken(connection, token);
}
