import { redact } from '../actions/maintain.ts';
import { findEventCommits } from '../git/ask/event-commits.ts';
import { git } from '../git/ask/git.ts';
import { GitRefusal } from '../git/ask/refusal.ts';
import { formerNotes } from '../git/drivers/setup.ts';
import { removeTraces } from '../home/file/traces.ts';
import { callerOf } from './caller.ts';
import type { Context } from './commands/command.ts';

export interface Redacted {
  event: string;
  kind: string;
  /** What was removed of what the clone keeps beside the file. */
  removed: string[];
  /** Paths that could not be removed. */
  left: string[];
  /** The first commit that has the event, in full; undefined where none of HEAD's has it. */
  commit: string | undefined;
  /** Why that could not be looked up. */
  unasked?: string;
}

/** Blanks an event in the file, and wherever this clone keeps words of it outside git's history. */
export async function redactEverywhere(
  context: Context,
  { event, reason }: { event: string; reason: string | undefined },
): Promise<Redacted> {
  const workspace = await context.open();
  const { id, ...shown } = await redact(workspace, await callerOf(context), { event, reason });
  // Its index would be written once more after the write.
  await workspace.close();
  const { location } = context;
  const traces = removeTraces(location);
  if (!location.gitDir) return { ...shown, ...traces, commit: undefined };
  const { code } = await git(location.root, ['show-ref', '--verify', '--quiet', formerNotes]);
  if (code === 0) {
    await git(location.root, ['update-ref', '-d', formerNotes]);
    traces.removed.push("git's notes with texts of versions");
  }
  try {
    const commit = (await findEventCommits(location, [id])).get(id)?.commit;
    return { ...shown, ...traces, commit };
  } catch (error) {
    // The event is blank: that is told in any case.
    if (error instanceof GitRefusal) return { ...shown, ...traces, commit: undefined, unasked: error.message };
    throw error;
  }
}

/** What was done, and what still holds the text. */
export function renderRedaction({ event, kind, removed, left, commit, unasked }: Redacted): string {
  const remains = commit
    ? `git has had it since commit ${commit.slice(0, 10)}: whoever has a clone can read it there. Revoke a secret, and have git's history cleaned separately.`
    : unasked
      ? `Whether a commit has it is not known: ${unasked} Revoke a secret in any case.`
      : 'No commit of this branch has it. A stash, another branch or another clone may: revoke a secret all the same.';
  return [
    `Redacted ${event} (${kind}): blank in .tracker/data.db from now on, and in every clone that merges it. Commit .tracker/data.db.`,
    ...(removed.length > 0 ? [`Removed too: ${removed.join('; ')}.`] : []),
    ...(left.length > 0 ? [`Could not be removed: ${left.join(', ')}.`] : []),
    remains,
    "Other clones and work trees keep their index and backups until they redact it there, and a server's memory lasts as long as the server.",
  ].join('\n');
}
