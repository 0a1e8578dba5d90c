import { type Context, Hono } from 'hono';
import { isObject } from '../../domain/event/shape.ts';
import { readMeta, readSession } from '../../mcp/identity.ts';
import { createMcpServer } from '../../mcp/served.ts';
import { answerRequests } from '../../mcp/server.ts';
import { authorOf } from '../author.ts';
import { checkMediaType, readText } from '../body.ts';
import type { Door, Env, Identified } from '../door.ts';
import { limitCalls } from '../limit-calls.ts';
import { Refusal } from '../problem.ts';
import { scopedKey } from '../rest/idempotency.ts';
import { type Label, makeSession, readLabel, writeLabel } from './label.ts';
import { trackerFor } from './tracker.ts';

/** What a request brings to the server that is made for it. */
interface Brought {
  address: string;
  identified: Identified;
  label: Label | undefined;
  /** By which the caller's own write is known again. */
  key: string | undefined;
  context: Context<Env>;
}

const labelHeader = 'Mcp-Session-Id';

/**
 * `POST /mcp`: the five tools over Streamable HTTP, in both eras of MCP. A server is made for each request and nothing is kept
 * between them: who a legacy client is and which session it has, it says itself, by a label that we have signed.
 */
export function mcpRoutes(door: Door, path: string): Hono<Env> {
  const app = new Hono<Env>();
  const limited = limitCalls(door);
  let labelKey: Uint8Array | undefined;
  const answerRequest = answerRequests<Brought>(
    (brought) => serverFor(door, brought, limited),
    // A client's mistake is told to the client; whoever sends many must not fill the log.
    ({ message }) => /^Rejected inbound request/.test(message) || door.log(`mcp: ${message}`),
  );
  app.post(path, async (context) => {
    const identified = context.get('identified');
    const { id } = identified.holder.token;
    // It stays the same: to ask for it takes the store's lock.
    labelKey ??= await door.access.key('session');
    const label = knownLabel(context, id, labelKey);
    const key = scopedKey(context.req.header('idempotency-key'), identified.caller.author.actor);
    checkMediaType(context);
    const { request, parsedBody } = await readMessage(context);
    const brought: Brought = { address: context.get('address'), identified, label, key, context };
    const { token, actor } = identified.holder;
    const auth = { token: id, clientId: actor.handle, scopes: [...token.scopes], expiresAt: token.expiresAt / 1_000 };
    const answer = await answerRequest(request, { auth, brought, parsedBody });
    const client = clientOf(parsedBody);
    if (client && answer.ok)
      answer.headers.set(labelHeader, writeLabel({ session: makeSession(), ...client }, id, labelKey));
    return isListening(parsedBody) ? answer : wholeOf(answer);
  });
  app.all(path, () => {
    throw new Refusal(
      'method_not_allowed',
      'MCP is asked by POST here; nothing is kept that could be listened to or deleted.',
      {
        headers: { Allow: 'POST' },
      },
    );
  });
  return app;
}

/** What is no JSON is the SDK's to refuse, from a request that nobody has read. */
async function readMessage(context: Context<Env>): Promise<{ request: Request; parsedBody?: unknown }> {
  const { req } = context;
  const text = await readText(context);
  try {
    return { request: req.raw, parsedBody: JSON.parse(text) };
  } catch {
    const { method, headers } = req.raw;
    return { request: new Request(req.url, { method, headers, body: text }) };
  }
}

/** Whether the answer goes on for as long as somebody reads it. */
const isListening = (message: unknown): boolean =>
  [message].flat().some((one) => isObject(one) && one.method === 'subscriptions/listen');

/** The answer in one piece: what is written to a socket bit by bit takes the processor longer than the call. */
const wholeOf = async (answer: Response): Promise<Response> =>
  answer.body === null ? answer : new Response(await answer.text(), { status: answer.status, headers: answer.headers });

/** Throws Refusal for a label that is not this token's: its client then begins anew. */
function knownLabel(context: Context<Env>, token: string, key: Uint8Array): Label | undefined {
  const given = context.req.header(labelHeader);
  if (given === undefined) return undefined;
  const label = readLabel(given, token, key);
  if (!label) throw new Refusal('not_found', 'That session is not known.', { hint: 'Begin a new one: initialize.' });
  return label;
}

/** The client that a handshake introduces; undefined for any other message. */
function clientOf(message: unknown): Pick<Label, 'clientName' | 'clientVersion'> | undefined {
  if (!isObject(message) || message.method !== 'initialize' || !isObject(message.params)) return undefined;
  return readMeta({}, message.params.clientInfo).client;
}

function serverFor(
  door: Door,
  { identified, address, label, key, context }: Brought,
  limited: ReturnType<typeof limitCalls>,
) {
  const { holder, caller } = identified;
  const tracker = trackerFor(door, {
    address,
    identified,
    key,
    limit: (access) => limited(context, access),
  });
  return createMcpServer(tracker, {
    version: door.version,
    scopes: caller.scopes,
    identify(meta) {
      const { client = label ?? unknownClient, thread, as } = readMeta(meta);
      const given = label?.session ?? readSession(thread);
      // What X-Tracker-Session says counts where MCP itself says nothing.
      const session = given === undefined ? caller.author.session : authorOf(holder, { session: given }).session;
      return { ...client, session, ...(as !== undefined && { as }) };
    },
  });
}

const unknownClient = { clientName: 'unknown', clientVersion: '' };
