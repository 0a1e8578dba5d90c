import type { Published } from '../../domain/input/fields.ts';
import { actorShape } from './access-endpoints.ts';
import { adminEndpoint, type Did } from './admin-endpoint.ts';
import type { Endpoint } from './endpoint.ts';

const text: Published = { type: 'string' };

/** Agents as NODE.DC's gateway has them: named by what they are called, and owned by the one whose id is given. */
export const agentEndpoints: readonly Endpoint[] = [
  adminEndpoint({
    ...{ method: 'GET', path: '/agents', summary: 'Agents that may be given a token', answers: 'Actors' },
    async run({ access }): Promise<Did> {
      const agents = (await access.listActors()).filter(({ kind }) => kind === 'agent');
      return { body: { actors: agents.map(actorShape) } };
    },
  }),
  adminEndpoint({
    ...{ method: 'POST', path: '/agents', summary: 'Name an agent, and whose it is', makes: 'actor.add' },
    fields: { display_name: text, owner_user_id: text, owner_email: text },
    required: ['display_name'],
    async run({ access }, { display_name: called, owner_user_id: owner }, { holder }): Promise<Did> {
      const handle = String(called)
        .trim()
        .toLowerCase()
        .replace(/[^a-z0-9._]+/g, '-');
      const given = { handle, kind: 'agent', owner: (owner as string | undefined) ?? holder.actor.handle } as const;
      const actor = await access.addActor(given);
      return { body: actorShape(actor), subject: actor.handle };
    },
  }),
].map((endpoint) => ({ ...endpoint, isSynonym: true }));
