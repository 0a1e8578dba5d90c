import { existsSync } from 'node:fs';
import { databasePath } from '../../home/file/location.ts';
import { callerOf } from '../caller.ts';
import type { Command, Context } from './command.ts';
import { type HookCaller, parseHookClient, readHookSession } from './hook.ts';

export const prime: Command = {
  name: 'prime',
  group: 'Read',
  usage: '',
  summary: 'What a session must know where it starts: what is yours, and what is next.',
  async options() {
    return [
      {
        name: 'hook',
        kind: 'text',
        value: 'CLIENT',
        help: 'Started by a hook of claude or codex, which says on standard input whose session it is.',
      },
    ];
  },
  examples: ['tracker prime', 'tracker prime --hook claude'],
  async run({ options }, context) {
    const client = options.hook as string | undefined;
    const json = options.json === true;
    if (client === undefined) return printPrime(context, { json });
    const name = parseHookClient(client);
    try {
      return await printPrime(context, { json, hook: { name, session: await readHookSession(process.stdin) } });
    } catch (error) {
      // Whoever begins to work is not to be stopped by us; what is wrong the first call says.
      context.screen.warn(error instanceof Error ? error.message : String(error));
      return 0;
    }
  },
};

/** Without a tracker there is nothing to say, and none is made. */
async function printPrime(context: Context, { json, hook }: { json: boolean; hook?: HookCaller }): Promise<number> {
  if (!existsSync(databasePath(context.location))) return 0;
  const { screen } = context;
  const [{ readPrime }, { renderPrime }, { shownResult }, { mcpSyntax }, { shellSyntax }] = await Promise.all([
    import('../../actions/board/prime.ts'),
    import('../../render/prime.ts'),
    import('../../render/shown.ts'),
    import('../../mcp/syntax.ts'),
    import('./syntax.ts'),
  ]);
  const workspace = await context.open();
  const author = await callerOf(context, hook);
  await workspace.dismissGone(author);
  const result = await workspace.read(author, readPrime);
  const syntax = { ...(hook ? mcpSyntax : shellSyntax), place: context.location.root };
  if (json) screen.json(result);
  else screen.print(renderPrime(shownResult(result), syntax));
  return 0;
}
