import type { ActionName, ResultOf } from '../../actions/actions.ts';
import type { Reply } from '../../actions/perform.ts';
import type { Workspace } from '../../home/workspace.ts';
import { callerOf } from '../caller.ts';
import type { Context } from './command.ts';

type AdminName = ActionName & `admin.${string}`;
type AdminReply<Name extends AdminName> = Reply & { result: ResultOf<Name> };

/** Performs what no tool offers, as whoever is at this machine may: they could change the file at will. */
export async function performAdmin<Name extends AdminName>(
  name: Name,
  args: Readonly<Record<string, unknown>>,
  context: Context,
  given?: Workspace,
): Promise<AdminReply<Name>> {
  const [{ perform }, { everyAction }] = await Promise.all([
    import('../../actions/perform.ts'),
    import('../../actions/actions.ts'),
  ]);
  const workspace = given ?? (await context.open());
  const [tool = '', action] = name.split('.');
  const caller = { author: await callerOf(context), scopes: 'all' } as const;
  // Only calls that have a key are answered by an earlier one.
  return (await perform(workspace, caller, {
    tool,
    args: { action, ...args },
    among: everyAction,
  })) as AdminReply<Name>;
}

/** As text, or as JSON what it came to. */
export async function printReply(reply: Reply, { json, screen }: { json: boolean } & Pick<Context, 'screen'>) {
  const [{ renderReply }, { shellSyntax }] = await Promise.all([
    import('../../render/reply.ts'),
    import('./syntax.ts'),
  ]);
  if (!json) return screen.print(renderReply(reply, shellSyntax));
  screen.json(reply.result);
  for (const caveat of reply.caveats ?? []) screen.warn(`note: ${caveat}`);
}
