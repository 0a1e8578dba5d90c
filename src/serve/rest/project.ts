import type { Context } from 'hono';
import { TrackerError } from '../../domain/errors.ts';
import { quote } from '../../domain/words.ts';
import { listProjects } from '../../store/read/projects.ts';
import type { Door, Env } from '../door.ts';

type Arguments = Record<string, unknown>;

/**
 * The call within the project that the path names, by its key, or by the repository's name, where it names one: a bare number is that project's ticket, and lists are
 * of it alone. Throws `not_found` for a project that there is not: a slip must not make one.
 */
export async function inProject(
  door: Pick<Door, 'workspace' | 'name'>,
  context: Context<Env>,
  { project: given, ...args }: Arguments,
  takes: readonly string[],
): Promise<Arguments> {
  const named = context.req.param('project');
  if (named === undefined) return given === undefined ? args : { project: given, ...args };
  const { author } = context.get('identified').caller;
  const { known, own } = await door.workspace.read(author, async (tx) => {
    return { known: [door.name, ...listProjects(tx.db)], own: tx.repositoryName() };
  });
  const isRepository = named.toLowerCase() === own.toLowerCase();
  const project = known.find((one) => one === named.toUpperCase()) ?? (isRepository ? door.name : undefined);
  if (project === undefined)
    throw new TrackerError('not_found', `There is no project ${quote(named)}.`, 'GET /api/v1/projects lists them.');
  const { id } = args;
  const bare = ['id', 'target', 'target_id'].filter((name) => /^\d+$/.test(String(args[name] ?? '')));
  return {
    ...args,
    ...Object.fromEntries(bare.map((name) => [name, `${project}-${args[name]}`])),
    ...(takes.includes('project') && id === undefined && { project }),
  };
}
