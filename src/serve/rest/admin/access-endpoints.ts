import type { Context } from 'hono';
import { actorKinds, type NewActor } from '../../../access/access.ts';
import { readScopes } from '../../../access/scope-words.ts';
import { isoOf } from '../../../domain/day.ts';
import type { Published } from '../../../domain/input/fields.ts';
import { tooOften } from '../../authenticate.ts';
import { readBody } from '../../body.ts';
import type { Door, Env } from '../../door.ts';
import { Refusal } from '../../problem.ts';
import type { Endpoint } from '../endpoint.ts';
import { readFields } from '../read-fields.ts';
import { actorShape, madeShape, tokenShape } from './access-shapes.ts';
import { adminEndpoint } from './admin-endpoint.ts';

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
    run: ({ access }) => access.listActors(),
    shape: (actors) => ({ actors: actors.map(actorShape) }),
  }),
  adminEndpoint({
    ...{ method: 'POST', path: '/actors', summary: 'Name a human, an agent or a service', makes: 'actor.add' },
    fields: { handle: text, kind: { type: 'string', enum: actorKinds }, owner: text, git_name: text },
    required: ['handle'],
    run(_, { handle, kind = 'human', owner, git_name }, { holder, changes }) {
      // An agent is somebody's: whoever adds it, where nobody else is named.
      const owned = owner ?? (kind === 'agent' ? holder.actor.handle : undefined);
      return changes.addActor({ handle, kind, owner: owned, gitName: git_name } as NewActor);
    },
    shape: actorShape,
    subject: ({ handle }) => handle,
  }),
  adminEndpoint({
    ...{ method: 'GET', path: '/tokens', summary: 'Tokens that were made, without what opens anything' },
    run: ({ access }) => access.listTokens(),
    shape: (tokens) => ({ tokens: tokens.map(tokenShape) }),
  }),
  adminEndpoint({
    ...{ method: 'POST', path: '/tokens', summary: 'Make a token; it is shown this once', makes: 'token.create' },
    fields: { ...rights, name: text },
    required: ['actor'],
    run: (_, read, { holder, changes }) =>
      changes.createToken({ ...rightsIn(read), name: read.name as string | undefined }, holder),
    shape: madeShape,
    subject: ({ id }) => id,
  }),
  adminEndpoint({
    ...{ method: 'DELETE', path: '/tokens/{token}', summary: 'Let a token open nothing any more' },
    does: 'token.revoke',
    run: (_, __, { changes, param }) => changes.revokeToken(param('token')),
    shape: tokenShape,
    subject: ({ id }) => id,
  }),
  adminEndpoint({
    ...{ method: 'POST', path: '/tokens/{token}/rotate', summary: 'Make a token in place of another' },
    ...{ makes: 'token.rotate', fields: { overlap_minutes: number } },
    run: (_, { overlap_minutes: overlap }, { holder, changes, param }) =>
      changes.rotateToken(param('token'), { overlapMinutes: overlap as number | undefined }, holder),
    shape: madeShape,
    subject: (_, { param }) => param('token'),
  }),
  adminEndpoint({
    ...{ method: 'POST', path: '/pairings', summary: 'Make a code that fetches a token, once' },
    ...{ makes: 'pairing.create', fields: rights, required: ['actor'] },
    run: (_, read, { holder, changes }) => changes.createPairing(rightsIn(read), holder),
    shape: ({ code, actor, scopes, expiresAt }) => ({ code, actor, scopes, expires_at: isoOf(expiresAt) }),
    subject: ({ actor }) => actor,
  }),
  adminEndpoint({
    ...{ method: 'GET', path: '/audit', summary: 'What was done and refused, the newest first' },
    fields: { limit: number, before: number, actor: text, token: text, subject: text },
    async run({ access }, query) {
      const rows = await access.listAudit(query);
      return { rows, before: rows.length === (query.limit ?? 100) ? rows.at(-1)?.number : undefined };
    },
    shape: ({ rows, before }) => ({ entries: rows.map((row) => ({ ...row, time: isoOf(row.time) })), before }),
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
