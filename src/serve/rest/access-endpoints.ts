import type { Context } from 'hono';
import { type Actor, actorKinds, type MadeToken, type Token } from '../../access/access.ts';
import { readScopes } from '../../access/scope-words.ts';
import { isoOf } from '../../domain/day.ts';
import type { Published } from '../../domain/input/fields.ts';
import { tooOften } from '../authenticate.ts';
import { readBody } from '../body.ts';
import type { Door, Env } from '../door.ts';
import { Refusal } from '../problem.ts';
import { adminEndpoint, type Did } from './admin-endpoint.ts';
import type { Endpoint } from './endpoint.ts';
import { readFields } from './read-fields.ts';

const text: Published = { type: 'string' };
const texts: Published = { type: 'array', items: text };
const number: Published = { type: 'integer' };

const rights = { actor: text, scopes: texts, scope: texts, days: number };

/** What may be given of a new token or code, as the store takes it. `scope` is what others call it. */
function rightsIn({ actor, scopes, scope, days }: Record<string, unknown>) {
  const words = (scopes ?? scope ?? []) as string[];
  return { actor: actor as string, scopes: readScopes(words), days: days as number | undefined };
}

/** Who may come in: for whoever holds the scope admin. What makes or changes anything is for a human's token alone. */
export const accessEndpoints: readonly Endpoint[] = [
  adminEndpoint({
    ...{ method: 'GET', path: '/actors', summary: 'Who may be given a token', answers: 'Actors' },
    run: async ({ access }) => ({ body: { actors: (await access.listActors()).map(actorShape) } }),
  }),
  adminEndpoint({
    ...{ method: 'POST', path: '/actors', summary: 'Name a human, an agent or a service', makes: 'actor.add' },
    fields: { handle: text, kind: { type: 'string', enum: actorKinds }, owner: text, git_name: text },
    required: ['handle'],
    async run({ access }, { handle, kind = 'human', owner, git_name }, { holder }): Promise<Did> {
      // An agent is somebody's: whoever adds it, where nobody else is named.
      const owned = owner ?? (kind === 'agent' ? holder.actor.handle : undefined);
      const given = { handle, kind, owner: owned, gitName: git_name } as Parameters<typeof access.addActor>[0];
      const actor = await access.addActor(given);
      return { body: actorShape(actor), subject: actor.handle };
    },
  }),
  adminEndpoint({
    ...{ method: 'GET', path: '/tokens', summary: 'Tokens that were made, without what opens anything' },
    run: async ({ access }) => ({ body: { tokens: (await access.listTokens()).map(tokenShape) } }),
  }),
  adminEndpoint({
    ...{ method: 'POST', path: '/tokens', summary: 'Make a token; it is shown this once', makes: 'token.create' },
    fields: { ...rights, name: text },
    required: ['actor'],
    async run({ access }, read, { holder }): Promise<Did> {
      const given = { ...rightsIn(read), name: read.name as string | undefined };
      const made = await access.createToken(given, holder);
      return { body: madeShape(made), subject: made.id };
    },
  }),
  adminEndpoint({
    ...{ method: 'DELETE', path: '/tokens/{token}', summary: 'Let a token open nothing any more' },
    does: 'token.revoke',
    async run({ access }, _, { param }): Promise<Did> {
      const token = await access.revokeToken(param('token'));
      return { body: tokenShape(token), subject: token.id };
    },
  }),
  adminEndpoint({
    ...{ method: 'POST', path: '/tokens/{token}/rotate', summary: 'Make a token in place of another' },
    ...{ makes: 'token.rotate', fields: { overlap_minutes: number } },
    async run({ access }, { overlap_minutes: overlap }, { holder, param }): Promise<Did> {
      const overlapMinutes = overlap as number | undefined;
      const made = await access.rotateToken(param('token'), { overlapMinutes }, holder);
      return { body: madeShape(made), subject: param('token') };
    },
  }),
  adminEndpoint({
    ...{ method: 'POST', path: '/pairings', summary: 'Make a code that fetches a token, once' },
    ...{ makes: 'pairing.create', fields: rights, required: ['actor'] },
    async run({ access }, read, { holder }): Promise<Did> {
      const { code, actor, scopes, expiresAt } = await access.createPairing(rightsIn(read), holder);
      return { body: { code, actor, scopes, expires_at: isoOf(expiresAt) }, subject: actor };
    },
  }),
  adminEndpoint({
    ...{ method: 'GET', path: '/audit', summary: 'What was done and refused, the newest first' },
    fields: { limit: number, before: number, actor: text, token: text, subject: text },
    async run({ access }, query): Promise<Did> {
      const rows = await access.listAudit(query);
      const cursor = rows.length === (query.limit ?? 100) ? rows.at(-1)?.number : undefined;
      return { body: { entries: rows.map((row) => ({ ...row, time: isoOf(row.time) })), before: cursor } };
    },
  }),
];

const pairFields = { fields: { code: text, name: text }, required: ['code'] };

/** For who has no token yet: a code for one. */
export const pairEndpoint: Endpoint = {
  ...{ method: 'POST', path: '/pair', summary: 'Fetch a token by a code', status: 201, answers: 'MadeToken' },
  isOpen: true,
  takes: () => pairFields,
  async answer({ access }: Door, context: Context<Env>) {
    const { code, name } = readFields(pairFields, await readBody(context)) as { code: string; name?: string };
    const address = context.get('address');
    const paired = await access.pair({ code, name, address });
    const row = { address, action: 'pair', events: [] };
    if ('refused' in paired) {
      const refusal = paired.refused === 'rate_limit' ? tooOften(paired.retryAfterMs) : wrongCode;
      await access.note({ ...row, token: null, actor: null, subject: null, code: codeOf(refusal) });
      throw refusal;
    }
    await access.note({ ...row, token: paired.id, actor: null, subject: paired.actor, code: null });
    return context.json(madeShape(paired), 201);
  },
};

const codeOf = ({ code }: Refusal) => (code === 'rate_limit' ? 'rate_limit' : 'unauthorized');

/** Wrong, used, void and too old are the same for who guesses. */
const wrongCode = new Refusal('unauthorized', 'This code fetches no token: it is wrong, too old, or used already.', {
  hint: 'Have another made: tracker pair --actor HANDLE.',
});

export const actorShape = ({ handle, kind, owner, gitName, createdAt }: Actor): object => ({
  ...{ handle, kind, owner, git_name: gitName, created_at: isoOf(createdAt) },
});

const tokenShape = ({ id, actor, name, scopes, ...rest }: Token): object => ({
  ...{ id, actor, name, scopes, created_at: isoOf(rest.createdAt), expires_at: isoOf(rest.expiresAt) },
  ...{ last_used: isoOf(rest.lastUsed), revoked_at: isoOf(rest.revokedAt), replaced_by: rest.replacedBy },
});

const madeShape = (made: MadeToken): object => ({ token: made.token, ...tokenShape(made) });
