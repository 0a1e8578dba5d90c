import type { SyncResult } from '../../git/sync/sync.ts';
import { plural } from '../../render/lines.ts';
import { callerOf } from '../caller.ts';
import type { Command } from './command.ts';

export const sync: Command = {
  name: 'sync',
  group: 'The repository',
  usage: '',
  summary: "Fetch, and merge the team's branch into this one.",
  async options() {
    return [
      {
        name: 'base',
        kind: 'text',
        value: 'REF',
        help: "What to merge; else the remote's default branch, and what others have pushed to this one.",
      },
      { name: 'push', kind: 'flag', help: 'Then push this branch.' },
    ];
  },
  examples: ['tracker sync', 'tracker sync --base develop', 'tracker sync --push'],
  async run({ options }, context) {
    const [{ sync: syncBranch }, { listOpenConflicts }, { thisProgram }] = await Promise.all([
      import('../../git/sync/sync.ts'),
      import('../../actions/open-conflicts.ts'),
      import('../program.ts'),
    ]);
    const workspace = await context.open();
    const result = await syncBranch(workspace.home, {
      base: options.base as string | undefined,
      push: options.push === true,
      isTerminal: context.screen.isTerminal,
      program: thisProgram(),
    });
    const conflicts = await workspace.read(await callerOf(context), listOpenConflicts);
    if (options.json === true) context.screen.json({ ...result, conflicts: conflicts.length });
    else {
      for (const line of renderSync(result, options.push === true)) context.screen.print(line);
      // Only where something came: those of before have been said.
      if (result.events > 0 && conflicts.length > 0)
        context.screen.print(`${plural(conflicts.length, 'conflict')} to settle: tracker conflicts`);
    }
    return 0;
  },
};

function renderSync(
  { branch, bases, merged, events, tickets, uncommitted, ahead, pushed }: SyncResult,
  asked: boolean,
): string[] {
  const brought = events > 0 ? `, with ${plural(events, 'event')} of ${plural(tickets, 'ticket')}` : '';
  const what = merged.map(({ ref, commits }) => `${ref} (${plural(commits, 'commit')})`).join(' and ');
  return [
    merged.length > 0
      ? `Merged ${what} into ${branch}${brought}.`
      : `Nothing to merge: ${branch} has all of ${bases.join(' and ')}.`,
    ...(asked ? [pushed ? `Pushed to ${pushed}.` : 'Nothing to push.'] : []),
    ...(!asked && ahead ? [`${plural(ahead, 'commit')} not pushed yet: git push`] : []),
    ...(uncommitted
      ? ['Tickets that are not committed stayed so: git add .tracker && git commit -m "Update tickets"']
      : []),
  ];
}
