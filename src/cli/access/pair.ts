import { isoOf } from '../../domain/day.ts';
import type { Command } from '../commands/command.ts';
import { UsageError } from '../usage.ts';
import { noteHere, numberOf, withAccess } from './opened.ts';

export const pair: Command = {
  name: 'pair',
  group: 'Access',
  usage: '',
  summary: 'Make a code by which an actor fetches a token: once, within ten minutes.',
  async options() {
    return [
      { name: 'actor', kind: 'text', value: 'HANDLE', help: 'Whose the token is to be.' },
      { name: 'scope', kind: 'list', value: 'SCOPE', help: 'What it lets do, as for token create; else agent.' },
      { name: 'days', kind: 'text', value: 'N', help: 'How long the token lives, at most 366; else 90.' },
    ];
  },
  examples: ['tracker pair --actor bot'],
  async run({ options }, context) {
    if (options.actor === undefined) throw new UsageError('--actor is missing: tracker pair --actor HANDLE.');
    const days = numberOf(options.days, 'days');
    const [{ readScopes }, { minuteOf }] = await Promise.all([
      import('../../access/scope-words.ts'),
      import('../../domain/day.ts'),
    ]);
    const scopes = readScopes((options.scope as string[] | undefined) ?? ['agent']);
    const given = { actor: options.actor as string, scopes, days };
    const made = await withAccess(context, {}, async (store) => {
      const done = await store.createPairing(given, 'local');
      await noteHere(store, context, 'pairing.create', done.actor);
      return done;
    });
    if (options.json === true)
      context.screen.json({
        ...{ code: made.code, actor: made.actor, scopes: made.scopes },
        expires_at: isoOf(made.expiresAt),
      });
    else {
      context.screen.print(made.code);
      context.screen.warn(
        `Code of ${made.actor}: ${made.scopes.join(', ')}. It fetches a token once, until ${minuteOf(made.expiresAt)}, and is in place of any code before.`,
      );
    }
    return 0;
  },
};
