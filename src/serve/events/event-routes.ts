import { type Context, Hono } from 'hono';
import { TrackerError } from '../../domain/errors.ts';
import type { Position } from '../../store/schema/position.ts';
import { tooOften } from '../authenticate.ts';
import { checkMayRead, type Door, type Env } from '../door.ts';
import { limitCalls } from '../limit-calls.ts';
import { readPosition, writePosition } from '../position.ts';
import { sendJson } from '../send-json.ts';
import { changesSince } from './changes.ts';
import type { Feed } from './feed.ts';

/** Events of one answer in JSON. */
const usualEvents = 500;
const mostEvents = 5_000;
const fullMs = 5_000;

/** `GET /events`: what has changed since a position, as JSON once or, where it is accepted, as a stream that goes on. */
export function eventRoutes(door: Door, feed: Feed): Hono<Env> {
  const app = new Hono<Env>();
  const limited = limitCalls(door);
  app.get('/events', async (context) => {
    checkMayRead(context);
    limited(context, 'read');
    const after = context.req.header('last-event-id') ?? context.req.query('after');
    const since = after === undefined || after === '' ? undefined : readPosition(after);
    const accept = context.req.header('accept') ?? '';
    // Whoever takes both has asked for an answer that ends, as clients of MCP do.
    const wantsStream = accept.includes('text/event-stream') && !accept.includes('application/json');
    return wantsStream ? streamed(context, feed, since) : listed(context, door, since);
  });
  return app;
}

async function listed(context: Context<Env>, { workspace }: Door, since: Position | undefined): Promise<Response> {
  const most = readLimit(context.req.query('limit'));
  const answer = await workspace.home.read(async (state) => {
    const now = writePosition(state.position);
    if (!since) return { events: [], position: now, left: 0 };
    const changes = changesSince(state, since, most);
    if (!changes) return { events: [], position: now, left: 0, reset: true };
    return { events: changes.events, position: writePosition(changes.position), left: changes.left };
  });
  return sendJson(context, answer);
}

function readLimit(given: string | undefined): number {
  if (given === undefined) return usualEvents;
  if (/^\d{1,4}$/.test(given) && Number(given) >= 1 && Number(given) <= mostEvents) return Number(given);
  throw new TrackerError('invalid_input', `limit is a whole number from 1 to ${mostEvents}.`);
}

async function streamed(context: Context<Env>, feed: Feed, since: Position | undefined): Promise<Response> {
  const { holder, browser, isStillIn } = context.get('identified');
  const listener = { token: holder.token.id, browser: browser?.id, mayListen: isStillIn };
  const stream = await feed.listen(listener, since);
  if (!stream) throw tooOften(fullMs);
  return new Response(stream.body, {
    headers: { 'Content-Type': 'text/event-stream; charset=utf-8', 'X-Accel-Buffering': 'no' },
  });
}
