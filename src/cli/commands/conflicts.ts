import type { OpenConflict } from '../../actions/open-conflicts.ts';
import type { Reply } from '../../actions/perform.ts';
import { callerOf } from '../caller.ts';
import type { Command, Context } from './command.ts';

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

const shown = 3;

/** An answer, and with it the tickets of which a merge has left something to settle. */
export async function withConflicts(reply: Reply, context: Context): Promise<Reply> {
  const [{ listConflicting }, workspace, author] = await Promise.all([
    import('../../store/read/conflicts.ts'),
    context.open(),
    callerOf(context),
  ]);
  const found = await workspace.read(author, async (tx) => listConflicting(tx, undefined));
  if (found.length === 0) return reply;
  const named = found.slice(0, shown).map(({ key, fields }) => `${key} (${fields.join(', ')})`);
  const more = found.length > shown ? ` and ${found.length - shown} more` : '';
  const caveat = `both sides of a merge changed ${named.join(', ')}${more}: tracker conflicts`;
  return { ...reply, caveats: [...(reply.caveats ?? []), caveat] };
}
