import type { Webhook } from '../../access/access.ts';
import type { Command, Context } from '../commands/command.ts';
import { noteHere, onlyWord, withAccess } from './opened.ts';

export const webhookAdd: Command = {
  name: 'webhook add',
  group: 'Access',
  usage: 'URL',
  summary: 'Have a URL told of each change by the server; its secret is shown this once.',
  async options() {
    return [
      {
        name: 'event',
        kind: 'list',
        value: 'KIND',
        help: 'Only of these: create, move, comment and the like; else all.',
      },
      { name: 'allow-private', kind: 'flag', help: 'It may lie in a private network or on this machine, and be http.' },
    ];
  },
  examples: [
    'tracker webhook add https://ci.example.com/hooks/tracker',
    'tracker webhook add https://chat.example.com/in --event move --event comment',
  ],
  async run({ words, options }, context) {
    const url = onlyWord(words, 'URL');
    const [{ checkWanted }, { writePosition }] = await Promise.all([
      import('../../serve/webhooks/wanted.ts'),
      import('../../serve/position.ts'),
    ]);
    const events = ((options.event as string[] | undefined) ?? []).flatMap((one) => one.split(','));
    const isPrivate = options['allow-private'] === true;
    checkWanted({ url, events, isPrivate });
    const { home } = await context.open();
    const position = await home.read(async (state) => writePosition(state.position));
    const made = await withAccess(context, {}, async (store) => {
      const done = await store.webhooks.add({ url, events, isPrivate, position }, 'local');
      await noteHere(store, context, 'webhook.add', done.id);
      return done;
    });
    if (options.json === true) context.screen.json({ secret: made.secret, ...(await toJson(made)) });
    else {
      context.screen.print(made.secret);
      context.screen.warn(
        `Webhook ${made.id}: a running \`tracker serve\` tells ${made.url} of ${made.events.join(', ') || 'all changes'}, signed with this secret. It is shown this once.`,
      );
    }
    return 0;
  },
};

export const webhookList: Command = {
  name: 'webhook list',
  group: 'Access',
  usage: '',
  summary: 'List who is told of changes, and how that goes.',
  options: async () => [],
  async run({ options }, context) {
    const hooks = await withAccess(context, { none: () => [] as Webhook[] }, (store) => store.webhooks.list());
    if (options.json === true) context.screen.json(await Promise.all(hooks.map(toJson)));
    else if (hooks.length === 0) context.screen.print('None yet: tracker webhook add URL');
    else await draw(hooks, context.screen);
    return 0;
  },
};

export const webhookRemove: Command = {
  name: 'webhook remove',
  group: 'Access',
  usage: 'ID',
  summary: 'Tell a webhook of nothing more.',
  options: async () => [],
  examples: ['tracker webhook remove 4Xk2PqLm81Zt'],
  async run({ words, options }, context) {
    const id = onlyWord(words, 'ID');
    const removed = await withAccess(context, {}, async (store) => {
      const done = await store.webhooks.remove(id);
      await noteHere(store, context, 'webhook.remove', id);
      return done;
    });
    if (options.json === true) context.screen.json(await toJson(removed));
    else context.screen.print(`${removed.url} is told of nothing more.`);
    return 0;
  },
};

export const webhookTest: Command = {
  name: 'webhook test',
  group: 'Access',
  usage: 'ID',
  summary: 'Send a webhook something that is no event; one that answers is told of changes again.',
  options: async () => [],
  examples: ['tracker webhook test 4Xk2PqLm81Zt'],
  async run({ words, options }, context) {
    const id = onlyWord(words, 'ID');
    const { tryOut } = await import('../../serve/webhooks/try-out.ts');
    const delivered = await withAccess(context, {}, async (store) => {
      const done = await tryOut(store, id, { version: context.version, now: Date.now });
      await noteHere(store, context, 'webhook.test', id);
      return done;
    });
    const fault = delivered.done ? null : delivered.fault;
    if (options.json === true) context.screen.json({ id, done: delivered.done, fault });
    else context.screen.print(fault === null ? 'It has answered well.' : `It was not delivered: ${fault}`);
    return delivered.done ? 0 : 1;
  },
};

const toJson = async (hook: Webhook): Promise<object> =>
  (await import('../../serve/rest/admin/access-shapes.ts')).webhookShape(hook);

async function draw(hooks: readonly Webhook[], screen: Context['screen']): Promise<void> {
  const [{ renderTable }, { minuteOf }] = await Promise.all([
    import('../terminal/table.ts'),
    import('../../domain/day.ts'),
  ]);
  screen.draw(
    renderTable(
      hooks,
      [
        { heading: 'ID', cell: ({ id }) => id },
        {
          heading: 'STATE',
          cell: ({ disabledAt, tries }) => (disabledAt !== null ? 'off' : tries > 0 ? 'waits' : 'on'),
        },
        { heading: 'URL', cell: ({ url }) => url, flexible: true },
        { heading: 'EVENTS', cell: ({ events }) => events.join(' ') || 'all' },
        { heading: 'LAST', cell: ({ lastAt }) => (lastAt === null ? '' : minuteOf(lastAt)), optional: true },
        { heading: 'FAULT', cell: ({ lastFault }) => lastFault ?? '', optional: true },
      ],
      screen,
    ),
  );
}
