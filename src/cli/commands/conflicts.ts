import type { OpenConflict } from '../../actions/open-conflicts.ts';
import { callerOf } from '../caller.ts';
import type { Command } from './command.ts';

export const conflicts: Command = {
  name: 'conflicts',
  group: 'Read',
  usage: '',
  summary: 'What merges have left to settle, and the command that settles it.',
  async options() {
    return [];
  },
  async run({ options }, context) {
    const [{ listOpenConflicts }, { drawConflicts }, { shellSyntax }] = await Promise.all([
      import('../../actions/open-conflicts.ts'),
      import('../terminal/conflicts.ts'),
      import('./syntax.ts'),
    ]);
    const workspace = await context.open();
    const found = await workspace.read(await callerOf(context), listOpenConflicts);
    const settlingCommand = ({ settle }: OpenConflict) => shellSyntax.call(settle);
    if (options.json !== true) drawConflicts(found, context.screen, settlingCommand);
    else {
      const shown = found.map((conflict) => ({ ...conflict, settle: settlingCommand(conflict) }));
      context.screen.json({ conflicts: shown });
    }
    return 0;
  },
};
