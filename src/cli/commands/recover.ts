import type { LostResult } from '../../actions/admin/lost.ts';
import { minuteOf } from '../../domain/day.ts';
import { isBlank } from '../../domain/words.ts';
import { UsageError } from '../usage.ts';
import { performAdmin, printReply } from './admin.ts';
import type { Command, Context } from './command.ts';

export const recover: Command = {
  name: 'recover',
  group: 'The repository',
  usage: '[EVENT…|COMMIT]',
  summary: 'List acknowledged writes that neither the file nor git has any more, restore them, or give them up.',
  async options() {
    return [
      { name: 'apply', kind: 'flag', help: 'Restore them: those made on this branch, or the events named.' },
      {
        name: 'from',
        kind: 'text',
        value: 'REV',
        help: 'Bring what another version has: one that is listed, or a commit.',
      },
      { name: 'dismiss', kind: 'flag', help: 'Give them up; what a COMMIT dropped is given up in every clone.' },
    ];
  },
  examples: ['tracker recover', 'tracker recover --apply 7f3k2m', 'tracker recover --from ORIG_HEAD'],
  async run({ words, options }, context) {
    const json = options.json === true;
    const given = ['apply', 'from', 'dismiss'].filter((name) => options[name] !== undefined);
    if (given.length > 1) throw new UsageError(`recover takes one of --${given.join(', --')}.`);
    // A variable that is not set must not stand for all of them.
    if (words.some(isBlank)) throw new UsageError('EVENT is empty.');
    const events = words.length > 0 ? { events: words } : {};
    if (typeof options.from === 'string') {
      const reply = await performAdmin('admin.restore', { from: options.from }, context);
      await printReply(reply, { json, screen: context.screen });
    } else if (options.apply === true) {
      const reply = await performAdmin('admin.restore', events, context);
      await printReply(reply, { json, screen: context.screen });
    } else if (options.dismiss === true) {
      const reply = await performAdmin('admin.dismiss', await dismissed(words, context), context);
      await printReply(reply, { json, screen: context.screen });
    } else await show(await performAdmin('admin.lost', events, context), json, context);
    return 0;
  },
};

/** A single word that names no event names a commit. */
async function dismissed(words: readonly string[], context: Context): Promise<Record<string, unknown>> {
  const [word, ...others] = words;
  if (word === undefined) return { all: true };
  if (others.length > 0) return { events: words };
  const { writes } = (await performAdmin('admin.lost', {}, context)).result;
  return writes.some(({ event }) => event.id.toLowerCase().endsWith(word.toLowerCase()))
    ? { events: [word] }
    : { commit: word };
}

async function show(
  reply: Awaited<ReturnType<typeof performAdmin<'admin.lost'>>>,
  json: boolean,
  { screen }: Context,
): Promise<void> {
  const { writes, versions } = reply.result;
  if (json)
    screen.json([
      ...writes.map(({ event, here: _, ...write }) => ({ ...event, ...write })),
      ...versions.map(({ name, ...version }) => ({ version: name, ...version })),
    ]);
  else if (writes.length + versions.length === 0) await printReply(reply, { json, screen });
  else await draw(reply.result, screen);
}

async function draw(result: LostResult, screen: Context['screen']): Promise<void> {
  const [{ renderTable }, { shortId }, { renderVersion }, { shownResult }, { shellSyntax }] = await Promise.all([
    import('../terminal/table.ts'),
    import('../../domain/event/id.ts'),
    import('../../render/admin.ts'),
    import('../../render/shown.ts'),
    import('./syntax.ts'),
  ]);
  const { writes, versions } = shownResult(result);
  if (writes.length > 0) {
    screen.draw(
      renderTable(
        writes,
        [
          { heading: 'EVENT', cell: ({ event }) => shortId(event.id) },
          { heading: 'TIME', cell: ({ acknowledged }) => minuteOf(acknowledged) },
          { heading: 'KEY', cell: ({ key }) => key ?? '' },
          { heading: 'WHAT', cell: ({ event }) => event.kind },
          { heading: 'TITLE', cell: ({ title }) => title ?? '', flexible: true },
          { heading: 'ACTOR', cell: ({ event }) => event.actor, optional: true },
          { heading: 'BRANCH', cell: ({ branch }) => branch ?? '', optional: true },
        ],
        screen,
      ),
    );
    if (screen.isTerminal)
      screen.draw(`\n${screen.paint('dim', 'tracker recover --apply restores those of this branch.')}`);
  }
  for (const version of versions) screen.draw(renderVersion(version, shellSyntax));
}
