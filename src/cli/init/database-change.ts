import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import { ensureProject } from '../../actions/change.ts';
import { projectKeyFrom } from '../../domain/event/key.ts';
import { project as projectField } from '../../domain/input/fields.ts';
import { listProjects } from '../../store/read/projects.ts';
import { callerOf } from '../caller.ts';
import type { Context } from '../commands/command.ts';
import { UsageError } from '../usage.ts';
import type { Change } from './change.ts';

/** The database with its first project, or one project more. Throws UsageError for what is no project key. */
export async function planDatabase(context: Context, key: string | undefined, anew = false): Promise<Change> {
  const wanted = key === undefined ? undefined : parseProject(key);
  const author = await callerOf(context);
  const workspace = await context.open({ isAsked: true, anew });
  const exists = existsSync(workspace.home.path);
  const projects = exists ? await workspace.read(author, async (tx) => listProjects(tx.db)) : [];
  const project = wanted ?? projects[0] ?? projectKeyFrom(basename(context.location.root));
  const known = projects.includes(project);
  return {
    what: '.tracker/data.db',
    file: '.tracker/data.db',
    state: known ? 'keep' : exists ? 'change' : 'create',
    note: `${known || projects.length === 0 ? 'project' : 'one more project,'} ${project}`,
    apply: () => workspace.write(author, (tx) => ensureProject(tx, project)),
  };
}

function parseProject(key: string): string {
  const parsed = projectField.safeParse(key);
  if (parsed.success) return parsed.data;
  throw new UsageError(`--key ${parsed.error.issues[0]?.message ?? 'is no project key'}.`);
}
