import type { Webhook } from '../../access/access.ts';
import { isoOf } from '../../domain/day.ts';
import type { Published } from '../../domain/input/fields.ts';
import { writePosition } from '../position.ts';
import { eventKinds } from '../webhooks/message.ts';
import { tryOut } from '../webhooks/try-out.ts';
import { checkWanted } from '../webhooks/wanted.ts';
import { adminEndpoint, type Did } from './admin-endpoint.ts';
import type { Endpoint } from './endpoint.ts';

const text: Published = { type: 'string' };
const kinds: Published = { type: 'array', items: { type: 'string', enum: eventKinds } };

/** Who is told of changes. Into private networks only the local command lets them reach. */
export const webhookEndpoints: readonly Endpoint[] = [
  adminEndpoint({
    ...{ method: 'GET', path: '/webhooks', summary: 'Who is told of changes, and how that goes' },
    run: async ({ access }) => ({ body: { webhooks: (await access.webhooks.list()).map(webhookShape) } }),
  }),
  adminEndpoint({
    ...{ method: 'POST', path: '/webhooks', summary: 'Have a URL told of each change; its secret is shown this once' },
    ...{ makes: 'webhook.add', fields: { url: text, events: kinds }, required: ['url'] },
    async run({ access, workspace }, { url, events = [] }, { holder }): Promise<Did> {
      const position = await workspace.home.read(async (state) => writePosition(state.position));
      const given = { url: url as string, events: events as string[], isPrivate: false, position };
      checkWanted(given);
      const made = await access.webhooks.add(given, holder);
      return { body: { secret: made.secret, ...webhookShape(made) }, subject: made.id };
    },
  }),
  adminEndpoint({
    ...{ method: 'DELETE', path: '/webhooks/{webhook}', summary: 'Tell it of nothing more', does: 'webhook.remove' },
    async run({ access }, _, { param }): Promise<Did> {
      const removed = await access.webhooks.remove(param('webhook'));
      return { body: webhookShape(removed), subject: removed.id };
    },
  }),
  adminEndpoint({
    ...{ method: 'POST', path: '/webhooks/{webhook}/test', summary: 'Send it something that is no event' },
    does: 'webhook.test',
    async run({ access, version, now }, _, { param }): Promise<Did> {
      const delivered = await tryOut(access, param('webhook'), { version, now });
      const fault = delivered.done ? null : delivered.fault;
      return { body: { id: param('webhook'), done: delivered.done, fault }, subject: param('webhook') };
    },
  }),
];

export const webhookShape = ({ id, url, events, isPrivate, ...rest }: Webhook): object => ({
  ...{ id, url, events, private: isPrivate, created_at: isoOf(rest.createdAt), position: rest.position },
  ...{ tries: rest.tries, last_at: isoOf(rest.lastAt), last_fault: rest.lastFault },
  disabled_at: isoOf(rest.disabledAt),
});
