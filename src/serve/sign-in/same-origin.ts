import type { Context } from 'hono';
import type { Door } from '../door.ts';
import { isOwnOrigin } from '../edges.ts';
import { Refusal } from '../problem.ts';

/**
 * Refuses what a browser says that another page than ours has asked for, one that may ask by a token too. A browser that says
 * nothing, as over plain http to another machine, is held back by the half that it has to send: no header of a name of its own
 * leaves for another origin unasked, and to those who ask we do not allow it. Throws Refusal.
 */
export function checkSameOrigin({ publicUrl }: Pick<Door, 'publicUrl'>, context: Context): void {
  const site = context.req.header('sec-fetch-site');
  const origin = context.req.header('origin');
  const own = new URL(publicUrl);
  // A page that came over plain http may be anybody's on the way.
  const isSafe = origin === undefined || own.protocol === 'http:' || origin.startsWith('https:');
  const isOwn = origin === undefined || origin === own.origin || (isSafe && isOwnOrigin(origin, context));
  if ((site === undefined || site === 'same-origin') && isOwn) return;
  throw new Refusal('forbidden_origin', 'Who is signed in by a browser asks from the pages of this server alone.', {
    hint: 'Open the board, or send a token: "Authorization: Bearer trk_…".',
  });
}
