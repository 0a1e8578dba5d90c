import type { Context } from 'hono';
import type { Browser, Halves } from '../../access/access.ts';
import type { Door } from '../door.ts';

const halfHeader = 'x-tracker-half';

/** By the port that browsers see: they send a cookie to every port of a host. */
function nameOf({ publicUrl }: Pick<Door, 'publicUrl'>): string {
  const { port, protocol } = new URL(publicUrl);
  return `trk_${port || (protocol === 'https:' ? '443' : '80')}`;
}

const attributesOf = ({ publicUrl }: Pick<Door, 'publicUrl'>): string =>
  `Path=/; HttpOnly; SameSite=Strict${publicUrl.startsWith('https:') ? '; Secure' : ''}`;

/** What keeps the cookie in the browser, for as long as it opens anything; `now` in milliseconds since 1970. */
export const keepCookie = (door: Pick<Door, 'publicUrl' | 'now'>, { cookie, expiresAt }: Browser & Halves): string =>
  `${nameOf(door)}=${cookie}; Max-Age=${Math.max(0, Math.floor((expiresAt - door.now()) / 1_000))}; ${attributesOf(door)}`;

export const dropCookie = (door: Pick<Door, 'publicUrl'>): string =>
  `${nameOf(door)}=; Max-Age=0; ${attributesOf(door)}`;

/** Both halves of a sign-in; undefined where either is missing, whatever the other is: alone it is none. */
export function readHalves(door: Pick<Door, 'publicUrl'>, { req }: Pick<Context, 'req'>): Halves | undefined {
  const half = req.header(halfHeader);
  const prefix = `${nameOf(door)}=`;
  const pairs = (req.header('cookie') ?? '').split(';').map((pair) => pair.trim());
  const cookie = pairs.find((pair) => pair.startsWith(prefix))?.slice(prefix.length);
  return half && cookie ? { cookie, half } : undefined;
}
