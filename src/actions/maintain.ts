import type { Author, Id } from '../domain/event/event.ts';
import type { Workspace } from '../home/workspace.ts';
import { redactStored } from '../store/apply/redact.ts';

export const redact = (
  workspace: Workspace,
  author: Author,
  { event, reason }: { event: string; reason?: string | undefined },
): Promise<{ id: Id; event: string; kind: string }> =>
  workspace.write(author, async (tx) => redactStored(tx, event, reason));

/** Computes all tables anew from the events: what `doctor --fix` does where they differ. */
export const refoldTracker = (workspace: Workspace, author: Author): Promise<void> =>
  workspace.write(author, async (tx) => tx.refold());
