import { git } from '../git/ask/git.ts';
import { GitRefusal } from '../git/ask/refusal.ts';
import type { FileHome } from '../home/file-home.ts';
import type { Outside } from '../home/outside.ts';
import type { Traces, Upkeep } from '../store/upkeep.ts';

/** What git and this clone keep of a tracker beside its file. Most calls need none of it. */
export function openUpkeep(home: FileHome, outside: Pick<Outside, 'removeTraces'>): Upkeep {
  const { location, rescueLog } = home;
  const rescue = () => import('../git/heal/rescue.ts');
  const elsewhere = () => import('../git/heal/elsewhere.ts');
  return {
    listLost: async () => (await rescue()).listRecoverable(home),
    listVersions: async () => (location.gitDir ? (await elsewhere()).listOtherVersions(home) : []),
    listRestored: async (lost) => (await rescue()).listRestored(home, lost),
    forget(lost) {
      // Not looked for again, as what a commit has.
      if (lost.length > 0) rescueLog.mark('kept', lost);
    },
    openVersion: async (name) => (await elsewhere()).openNamed(home, name),
    async listDropped(commit) {
      const { findLoss } = await import('../git/heal/give-up.ts');
      return (await findLoss(home, commit))?.events.map(({ id }) => id) ?? [];
    },
    async removeTraces(event) {
      const traces = await outside.removeTraces();
      return location.gitDir ? { ...traces, ...(await removeFromGit(home, event, traces.removed)) } : traces;
    },
  };
}

/** Looks for what git has of an event, and removes what is no history. */
async function removeFromGit(
  { location }: FileHome,
  event: string,
  removed: readonly string[],
): Promise<Partial<Traces>> {
  const [{ formerNotes }, { findEventCommits }] = await Promise.all([
    import('../git/drivers/setup.ts'),
    import('../git/ask/event-commits.ts'),
  ]);
  const notes = await git(location.root, ['show-ref', '--verify', '--quiet', formerNotes]);
  if (notes.code === 0) await git(location.root, ['update-ref', '-d', formerNotes]);
  const all = notes.code === 0 ? [...removed, "git's notes with texts of versions"] : [...removed];
  try {
    return { removed: all, commit: (await findEventCommits(location, [event])).get(event)?.commit };
  } catch (error) {
    // The event is blank: that is told in any case.
    if (error instanceof GitRefusal) return { removed: all, unasked: error.message };
    throw error;
  }
}
