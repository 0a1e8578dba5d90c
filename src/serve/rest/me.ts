import type { Context } from 'hono';
import { catalog } from '../../actions/catalog/catalog.ts';
import type { TablesResult } from '../../actions/catalog/tables.ts';
import { isoOf } from '../../domain/day.ts';
import { largestBody } from '../body.ts';
import { callAs } from '../calls.ts';
import type { Door, Env } from '../door.ts';
import { limitCalls } from '../limit-calls.ts';
import { sendJson } from '../send-json.ts';
import type { Endpoint } from './endpoint.ts';

const nothing = () => ({ fields: {}, required: [] });

/** Who asks, and what of it is theirs to ask. */
export const meEndpoint: Endpoint = {
  ...{ method: 'GET', path: '/me', summary: 'Who asks, and with which scopes', status: 200, answers: 'Me' },
  takes: nothing,
  async answer(door, context) {
    limitCalls(door)(context, 'read');
    return context.json(meOf(context));
  },
};

function meOf(context: Context<Env>): object {
  const { holder, caller } = context.get('identified');
  const { token, actor } = holder;
  return {
    ...{ actor: caller.author.actor, handle: actor.handle, kind: actor.kind, owner: actor.owner },
    session: caller.author.session,
    ...{ scopes: token.scopes, token: { id: token.id, name: token.name, expires_at: isoOf(token.expiresAt) } },
  };
}

/** What this server can do for whoever asks, and the words by which its tracker works. */
export const capabilitiesEndpoint: Endpoint = {
  ...{ method: 'GET', path: '/meta/capabilities', status: 200, answers: 'Capabilities', scope: 'read' },
  summary: 'Version, doors, limits, scopes, and the tables of types, statuses, moves and words',
  takes: nothing,
  async answer(door: Door, context) {
    limitCalls(door)(context, 'read');
    const identified = context.get('identified');
    const asked = { tool: 'catalog', args: { action: 'tables' }, among: catalog, address: context.get('address') };
    const { result } = await callAs(door, identified, asked);
    return sendJson(context, {
      ...{ name: door.name, version: door.version, url: door.publicUrl },
      doors: { rest: '/api/v1', openapi: '/openapi.json' },
      limits: {
        ...{ body_bytes: largestBody, reads_a_minute: door.rate.reads, writes_a_minute: door.rate.writes },
      },
      scopes: identified.holder.token.scopes,
      ...(result as unknown as TablesResult),
    });
  },
};
