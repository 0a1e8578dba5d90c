import type { Published } from '../../domain/input/fields.ts';
import { actorShape } from './admin/access-shapes.ts';
import { adminEndpoint } from './admin/admin-endpoint.ts';
import type { Endpoint } from './endpoint.ts';

const text: Published = { type: 'string' };

/** Agents as NODE.DC's gateway has them: named by what they are called, and owned by the one whose id is given. */
export const agentEndpoints: readonly Endpoint[] = [
  adminEndpoint({
    ...{ method: 'GET', path: '/agents', summary: 'Agents that may be given a token', answers: 'Actors' },
    run: async ({ access }) => (await access.listActors()).filter(({ kind }) => kind === 'agent'),
    shape: (agents) => ({ actors: agents.map(actorShape) }),
  }),
  adminEndpoint({
    ...{ method: 'POST', path: '/agents', summary: 'Name an agent, and whose it is', makes: 'actor.add' },
    fields: { display_name: text, owner_user_id: text, owner_email: text },
    required: ['display_name'],
    run(_, { display_name: called, owner_user_id: owner }, { holder, changes }) {
      const handle = String(called)
        .trim()
        .toLowerCase()
        .replace(/[^a-z0-9._]+/g, '-');
      const given = { handle, kind: 'agent', owner: (owner as string | undefined) ?? holder.actor.handle } as const;
      return changes.addActor(given);
    },
    shape: actorShape,
    subject: ({ handle: made }) => made,
  }),
].map((endpoint) => ({ ...endpoint, isSynonym: true }));
