import { basename } from 'node:path';
import type { Author } from '../domain/event.ts';
import { projectKeyFrom } from '../domain/key.ts';
import { redactStored } from '../store/redact.ts';
import { listProjects, refold } from '../store/refold.ts';
import type { Workspace } from '../store/workspace.ts';
import { ensureProject } from './change.ts';

/** Makes the database, with its first project or one more. Returns the projects, the default one first. */
export const initTracker = (
  workspace: Workspace,
  author: Author,
  { project }: { project?: string | undefined } = {},
): Promise<string[]> =>
  workspace.write(author, async (tx) => {
    const existing = listProjects(tx.db);
    const wanted = project ?? (existing.length === 0 ? projectKeyFrom(basename(tx.root)) : undefined);
    if (wanted !== undefined) await ensureProject(tx, wanted);
    return listProjects(tx.db);
  });

export const redact = (
  workspace: Workspace,
  author: Author,
  { event, reason }: { event: string; reason?: string | undefined },
): Promise<{ event: string; kind: string }> => workspace.write(author, async (tx) => redactStored(tx, event, reason));

/** Computes all tables anew from the events: what `doctor --fix` does where they differ. */
export const refoldTracker = (workspace: Workspace, author: Author): Promise<void> =>
  workspace.write(author, async (tx) => {
    refold(tx.db);
    tx.touch();
  });
