import { minuteOf } from '../../domain/day.ts';
import { TrackerError } from '../../domain/errors.ts';
import { shortId } from '../../domain/event/id.ts';
import type { Recoverable } from '../../git/heal/rescue.ts';
import { plural } from '../../render/lines.ts';
import type { Command, Context } from './command.ts';

export const recover: Command = {
  name: 'recover',
  group: 'The repository',
  usage: '[EVENT…]',
  summary: 'List the writes that git commands have discarded, or restore them.',
  async options() {
    return [{ name: 'apply', kind: 'flag', help: 'Restore them: those made on this branch, or the events named.' }];
  },
  examples: ['tracker recover', 'tracker recover --apply', 'tracker recover --apply 7f3k2m'],
  async run({ words, options }, context) {
    const workspace = await context.open();
    const { listRecoverable, restoreWrites } = await import('../../git/heal/rescue.ts');
    const listed = await listRecoverable(workspace);
    const chosen = choose(listed, words);
    if (options.apply !== true) return show(chosen, options.json === true, context);
    const writes = words.length > 0 ? chosen : chosen.filter(({ here }) => here);
    const restored = await restoreWrites(workspace, writes);
    const left = chosen.length - writes.length;
    if (options.json === true) context.screen.json({ restored: restored.map(({ id }) => id), left });
    else if (chosen.length === 0) context.screen.print(nothing);
    else {
      const elsewhere = left > 0 ? ` ${plural(left, 'event')} made on other branches: switch there, or name them.` : '';
      context.screen.print(`Restored ${plural(restored.length, 'event')}.${elsewhere}`);
    }
    return 0;
  },
};

const nothing = 'Nothing to recover: all that was written here lately is in the file or in git.';

/** Events are named by their last characters, as everywhere. */
function choose(listed: readonly Recoverable[], words: readonly string[]): Recoverable[] {
  if (words.length === 0) return [...listed];
  return words.map((word) => {
    const found = listed.filter(({ event }) => event.id.toLowerCase().endsWith(word.toLowerCase()));
    const [only, ...others] = found;
    if (only && others.length === 0) return only;
    throw !only
      ? new TrackerError('not_found', `There is no event ${word} to recover.`, '`tracker recover` lists what there is.')
      : new TrackerError('invalid_input', `${word} names ${found.length} events.`, 'Give more of its characters.');
  });
}

async function show(listed: readonly Recoverable[], json: boolean, { screen }: Context): Promise<number> {
  if (json) {
    screen.json(
      listed.map(({ event, at, branch, key, title }) => ({ ...event, acknowledged: at, branch, key, title })),
    );
    return 0;
  }
  if (listed.length === 0) {
    screen.print(nothing);
    return 0;
  }
  const { renderTable } = await import('../terminal/table.ts');
  screen.draw(
    renderTable(
      listed,
      [
        { heading: 'EVENT', cell: ({ event }) => shortId(event.id) },
        { heading: 'TIME', cell: ({ at }) => minuteOf(at) },
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
  return 0;
}
