import { minuteOf } from '../../domain/day.ts';
import { TrackerError } from '../../domain/errors.ts';
import type { OtherVersion } from '../../git/heal/elsewhere.ts';
import type { Recoverable } from '../../git/heal/rescue.ts';
import type { FileHome } from '../../home/file-home.ts';
import { plural } from '../../render/lines.ts';
import { callerOf } from '../caller.ts';
import { UsageError } from '../usage.ts';
import type { Command, Context } from './command.ts';

export const recover: Command = {
  name: 'recover',
  group: 'The repository',
  usage: '[EVENT…|COMMIT]',
  summary: 'List the writes that git commands have discarded, restore them, or give them up.',
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
    const { home } = await context.open();
    if (typeof options.from === 'string') return bring(home, options.from, json, context);
    const { listRecoverable, restoreWrites } = await import('../../git/heal/rescue.ts');
    const listed = await listRecoverable(home);
    if (options.dismiss === true) return dismiss(home, { listed, words, json }, context);
    const chosen = choose(listed, words);
    if (options.apply !== true) return show(home, { chosen, all: words.length === 0, json }, context);
    const writes = words.length > 0 ? chosen : chosen.filter(({ here }) => here);
    const restored = await restoreWrites(home, writes);
    const left = chosen.length - writes.length;
    if (json) context.screen.json({ restored: restored.map(({ id }) => id), left });
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
    const found = findNamed(listed, word);
    const [only, ...others] = found;
    if (only && others.length === 0) return only;
    throw !only
      ? new TrackerError('not_found', `There is no event ${word} to recover.`, '`tracker recover` lists what there is.')
      : new TrackerError('invalid_input', `${word} names ${found.length} events.`, 'Give more of its characters.');
  });
}

const findNamed = (listed: readonly Recoverable[], word: string): Recoverable[] =>
  listed.filter(({ event }) => event.id.toLowerCase().endsWith(word.toLowerCase()));

async function bring(home: FileHome, name: string, json: boolean, { screen }: Context): Promise<number> {
  const { bringFrom } = await import('../../git/heal/elsewhere.ts');
  const brought = await bringFrom(home, name);
  if (json) screen.json({ restored: brought.map(({ id }) => id) });
  else if (brought.length === 0) screen.print(`Nothing to bring: the tickets here have all of ${name}.`);
  else screen.print(`Brought ${plural(brought.length, 'event')} from ${name}. Commit .tracker/data.db.`);
  return 0;
}

/**
 * Writes that git has nowhere are forgotten here. What a commit has dropped others may have as well, or bring back: that is
 * given up by an event, which the file carries to them.
 */
async function dismiss(
  home: FileHome,
  { listed, words, json }: { listed: readonly Recoverable[]; words: readonly string[]; json: boolean },
  context: Context,
): Promise<number> {
  const [word] = words;
  const { screen } = context;
  if (words.length === 1 && word !== undefined && findNamed(listed, word).length === 0) {
    const { findLoss, giveUp } = await import('../../git/heal/give-up.ts');
    const loss = await findLoss(home, word);
    const ids = loss?.events.map(({ id }) => id) ?? [];
    const gone = ids.length > 0 ? await giveUp(home, await callerOf(context), ids) : 0;
    if (json) screen.json({ dismissed: ids });
    else if (ids.length === 0) screen.print(`Nothing to give up: commit ${word} dropped nothing that is left.`);
    else {
      const kept = ids.length - gone;
      screen.print(
        `Gave up ${plural(gone, 'event')} that ${word} had dropped, in every clone that this comes to. Commit .tracker/data.db.`,
      );
      if (kept > 0) screen.print(`${plural(kept, 'event')} stayed: tickets that others have written to since.`);
    }
    return 0;
  }
  const chosen = choose(listed, words);
  // Not looked for again, as what a commit has.
  if (chosen.length > 0)
    home.rescueLog.mark(
      'kept',
      chosen.map(({ event }) => event.id),
    );
  if (json) screen.json({ dismissed: chosen.map(({ event }) => event.id) });
  else screen.print(chosen.length === 0 ? nothing : `Gave up ${plural(chosen.length, 'event')}.`);
  return 0;
}

async function show(
  home: FileHome,
  { chosen, all, json }: { chosen: readonly Recoverable[]; all: boolean; json: boolean },
  { screen }: Context,
): Promise<number> {
  const { listOtherVersions } = await import('../../git/heal/elsewhere.ts');
  const others = all && home.location.gitDir ? await listOtherVersions(home) : [];
  if (json) {
    screen.json([
      ...chosen.map(({ event, at, branch, key, title }) => ({ ...event, acknowledged: at, branch, key, title })),
      ...others.map(({ name, where, ids }) => ({ version: name, where, events: [...ids] })),
    ]);
    return 0;
  }
  if (chosen.length === 0 && others.length === 0) {
    screen.print(nothing);
    return 0;
  }
  if (chosen.length > 0) await draw(chosen, screen);
  for (const other of others) screen.draw(describe(other));
  return 0;
}

const describe = ({ name, where, ids }: OtherVersion): string =>
  `${where} has ${plural(ids.size, 'event')} that the file lacks: tracker recover --from ${name}`;

async function draw(listed: readonly Recoverable[], screen: Context['screen']): Promise<void> {
  const [{ renderTable }, { shortId }] = await Promise.all([
    import('../terminal/table.ts'),
    import('../../domain/event/id.ts'),
  ]);
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
}
