import type { Published } from '../../../domain/input/fields.ts';
import { writePosition } from '../../position.ts';
import { eventKinds } from '../../webhooks/message.ts';
import { tryOut } from '../../webhooks/try-out.ts';
import { checkWanted } from '../../webhooks/wanted.ts';
import type { Endpoint } from '../endpoint.ts';
import { webhookShape } from './access-shapes.ts';
import { adminEndpoint } from './admin-endpoint.ts';

const text: Published = { type: 'string' };
const kinds: Published = { type: 'array', items: { type: 'string', enum: eventKinds } };

/** Who is told of changes. Into private networks only the local command lets them reach. */
export const webhookEndpoints: readonly Endpoint[] = [
  adminEndpoint({
    ...{ method: 'GET', path: '/webhooks', summary: 'Who is told of changes, and how that goes' },
    run: ({ access }) => access.webhooks.list(),
    shape: (webhooks) => ({ webhooks: webhooks.map(webhookShape) }),
  }),
  adminEndpoint({
    ...{ method: 'POST', path: '/webhooks', summary: 'Have a URL told of each change; its secret is shown this once' },
    ...{ makes: 'webhook.add', fields: { url: text, events: kinds }, required: ['url'] },
    async run({ workspace }, { url, events = [] }, { holder, changes }) {
      const position = await workspace.home.read(async (state) => writePosition(state.position));
      const given = { url: url as string, events: events as string[], isPrivate: false, position };
      checkWanted(given);
      return changes.webhooks.add(given, holder);
    },
    shape: (made) => ({ secret: made.secret, ...webhookShape(made) }),
    subject: ({ id }) => id,
  }),
  adminEndpoint({
    ...{ method: 'DELETE', path: '/webhooks/{webhook}', summary: 'Tell it of nothing more', does: 'webhook.remove' },
    run: (_, __, { changes, param }) => changes.webhooks.remove(param('webhook')),
    shape: webhookShape,
    subject: ({ id }) => id,
  }),
  adminEndpoint({
    ...{ method: 'POST', path: '/webhooks/{webhook}/test', summary: 'Send it something that is no event' },
    does: 'webhook.test',
    async run({ access, version, now }, _, { param }) {
      const delivered = await tryOut(access, param('webhook'), { version, now });
      return { id: param('webhook'), done: delivered.done, fault: delivered.done ? null : delivered.fault };
    },
    shape: (tried) => tried,
    subject: ({ id }) => id,
  }),
];
