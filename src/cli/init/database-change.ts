import { existsSync } from 'node:fs';
import { ensureProject } from '../../actions/change.ts';
import { projectKeyFrom } from '../../domain/event/key.ts';
import { project as projectField } from '../../domain/input/fields.ts';
import { nameRepository } from '../../home/repository-name.ts';
import { configReader } from '../../home/settings.ts';
import { findDefaultProject, listProjects } from '../../store/read/projects.ts';
import { hasTickets } from '../../store/read/tickets.ts';
import { callerOf } from '../caller.ts';
import type { Context } from '../commands/command.ts';
import { UsageError } from '../usage.ts';
import type { Change } from './change.ts';

/**
 * The database with its first project, or one project more, which takes the place of the first while there is no ticket.
 * `ask` is given the key that the repository's name makes, and answers another or the same: it is asked where none is given
 * and none is there. Throws UsageError for what is no project key.
 */
export async function planDatabase(
  context: Context,
  key: string | undefined,
  { anew = false, ask = async (made) => made }: PlanDatabase = {},
): Promise<Change> {
  const wanted = key === undefined ? undefined : parseProject(key);
  const author = await callerOf(context);
  const workspace = await context.open({ isAsked: true, anew });
  const exists = existsSync(workspace.home.path);
  const { projects, usual, isUsed } = exists
    ? await workspace.read(author, async ({ db }) => ({
        projects: listProjects(db),
        usual: findDefaultProject({ db }),
        isUsed: hasTickets({ db }),
      }))
    : { projects: [], usual: undefined, isUsed: false };
  const configured = configReader(context.location)().config.project;
  const project =
    wanted ?? usual ?? configured ?? parseProject(await ask(projectKeyFrom(nameRepository(context.location))));
  const known = isUsed ? projects.includes(project) : project === usual;
  return {
    what: '.tracker/data.db',
    file: '.tracker/data.db',
    state: known ? 'keep' : exists ? 'change' : 'create',
    note: describeProject(project, known ? undefined : usual, isUsed),
    apply: () => workspace.write(author, (tx) => ensureProject(tx, project)),
  };
}

interface PlanDatabase {
  /** The database that git's history has is given up. */
  anew?: boolean | undefined;
  ask?: ((made: string) => Promise<string>) | undefined;
}

const describeProject = (project: string, before: string | undefined, isUsed: boolean): string =>
  before === undefined
    ? `project ${project}`
    : isUsed
      ? `one more project, ${project}; new tickets get it by --project, or all by "project" in .tracker/config.json`
      : `project ${project} in place of ${before}, which has no ticket`;

function parseProject(key: string): string {
  const parsed = projectField.safeParse(key);
  if (parsed.success) return parsed.data;
  throw new UsageError(`--key ${parsed.error.issues[0]?.message ?? 'is no project key'}.`);
}
