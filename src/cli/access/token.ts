import type { MadeToken, Token } from '../../access/access.ts';
import { isoOf } from '../../domain/day.ts';
import type { Command, Context } from '../commands/command.ts';
import { UsageError } from '../usage.ts';
import { noteHere, numberOf, onlyWord, withAccess } from './opened.ts';

export const tokenCreate: Command = {
  name: 'token create',
  group: 'Access',
  usage: '',
  summary: 'Make a token for an actor; it is shown this once.',
  async options() {
    return [
      { name: 'actor', kind: 'text', value: 'HANDLE', help: 'Whose it is to be.' },
      {
        name: 'scope',
        kind: 'list',
        value: 'SCOPE',
        help: 'What it lets do: read, comment, write, review, archive, sync, admin; agent, member or all.',
      },
      { name: 'name', kind: 'text', value: 'NAME', help: 'What it is for, as lists show it.' },
      { name: 'days', kind: 'text', value: 'N', help: 'How long it lives, at most 366; else 90.' },
    ];
  },
  examples: ['tracker token create --actor bot --scope agent', 'tracker token create --actor ci --scope read --days 7'],
  async run({ options }, context) {
    if (options.actor === undefined) throw new UsageError('--actor is missing: tracker token create --actor HANDLE.');
    if (options.scope === undefined) throw new UsageError('--scope is missing: --scope agent, say.');
    const days = numberOf(options.days, 'days');
    const { readScopes } = await import('../../access/scope-words.ts');
    const given = {
      ...{ actor: options.actor as string, name: options.name as string | undefined },
      ...{ scopes: readScopes(options.scope as string[]), days },
    };
    const made = await withAccess(context, {}, async (store) => {
      const done = await store.createToken(given, 'local');
      await noteHere(store, context, 'token.create', done.id);
      return done;
    });
    await show(made, options.json === true, context.screen);
    return 0;
  },
};

export const tokenList: Command = {
  name: 'token list',
  group: 'Access',
  usage: '',
  summary: 'List the tokens that were made, without what opens anything.',
  options: async () => [],
  async run({ options }, context) {
    const tokens = await withAccess(context, { none: () => [] as Token[] }, (store) => store.listTokens());
    if (options.json === true) context.screen.json(tokens.map(toJson));
    else if (tokens.length === 0) context.screen.print('None yet: tracker token create --actor HANDLE --scope agent');
    else await draw(tokens, context.screen);
    return 0;
  },
};

export const tokenRevoke: Command = {
  name: 'token revoke',
  group: 'Access',
  usage: 'ID',
  summary: 'Let a token open nothing from now on.',
  options: async () => [],
  examples: ['tracker token revoke 4Xk2PqLm81Zt'],
  async run({ words, options }, context) {
    const id = onlyWord(words, 'ID');
    const token = await withAccess(context, {}, async (store) => {
      const done = await store.revokeToken(id);
      await noteHere(store, context, 'token.revoke', id);
      return done;
    });
    if (options.json === true) context.screen.json(toJson(token));
    else context.screen.print(`The token ${token.id} of ${token.actor} opens nothing any more.`);
    return 0;
  },
};

export const tokenRotate: Command = {
  name: 'token rotate',
  group: 'Access',
  usage: 'ID',
  summary: 'Make a token in place of another, with the same rights and as long a life.',
  async options() {
    return [
      {
        name: 'overlap',
        kind: 'text',
        value: 'MINUTES',
        help: 'How long the old one still opens, at most 60; else 0.',
      },
    ];
  },
  examples: ['tracker token rotate 4Xk2PqLm81Zt --overlap 10'],
  async run({ words, options }, context) {
    const id = onlyWord(words, 'ID');
    const overlapMinutes = numberOf(options.overlap, 'overlap');
    const made = await withAccess(context, {}, async (store) => {
      const done = await store.rotateToken(id, { overlapMinutes }, 'local');
      await noteHere(store, context, 'token.rotate', id);
      return done;
    });
    await show(made, options.json === true, context.screen);
    return 0;
  },
};

/** The token alone on stdout, for a variable; what is to be known of it beside that. */
async function show(made: MadeToken, json: boolean, screen: Context['screen']): Promise<void> {
  if (json) return screen.json({ token: made.token, ...toJson(made) });
  const { minuteOf } = await import('../../domain/day.ts');
  screen.print(made.token);
  screen.warn(
    `Token ${made.id} of ${made.actor}: ${made.scopes.join(', ')}, until ${minuteOf(made.expiresAt)}. It is shown this once.`,
  );
}

const toJson = ({ id, actor, name, scopes, createdAt, expiresAt, lastUsed, revokedAt, replacedBy }: Token): object => ({
  ...{ id, actor, name, scopes, created_at: isoOf(createdAt), expires_at: isoOf(expiresAt) },
  ...{ last_used: isoOf(lastUsed), revoked_at: isoOf(revokedAt), replaced_by: replacedBy },
});

async function draw(tokens: readonly Token[], screen: Context['screen']): Promise<void> {
  const [{ renderTable }, { minuteOf }] = await Promise.all([
    import('../terminal/table.ts'),
    import('../../domain/day.ts'),
  ]);
  const now = Date.now();
  screen.draw(
    renderTable(
      tokens,
      [
        { heading: 'ID', cell: ({ id }) => id },
        { heading: 'ACTOR', cell: ({ actor }) => actor },
        { heading: 'STATE', cell: (token) => stateOf(token, now) },
        { heading: 'UNTIL', cell: ({ expiresAt }) => minuteOf(expiresAt) },
        { heading: 'SCOPES', cell: ({ scopes }) => scopes.join(' ') },
        { heading: 'NAME', cell: ({ name }) => name, flexible: true },
        { heading: 'LAST USE', cell: ({ lastUsed }) => (lastUsed === null ? '' : minuteOf(lastUsed)), optional: true },
      ],
      screen,
    ),
  );
}

function stateOf({ revokedAt, expiresAt, replacedBy }: Token, now: number): string {
  if (revokedAt !== null) return 'revoked';
  if (expiresAt <= now) return replacedBy === null ? 'expired' : 'replaced';
  return replacedBy === null ? 'live' : 'ends soon';
}
