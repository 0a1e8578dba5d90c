import { listRemotes } from '../../git/sync/branches.ts';
import { commitTickets, identityFor } from '../../git/sync/commit-tickets.ts';
import { sync } from '../../git/sync/sync.ts';
import { uncommittedOf } from '../../git/sync/uncommitted.ts';
import type { FileHome } from '../../home/file-home.ts';
import { thisProgram } from '../program.ts';

/**
 * What `tracker sync --push` does, with the tickets committed before: those of others come in also where nothing is left to
 * commit here. Without a remote they are only committed. The write lock is held while git merges, and else never. Throws
 * TrackerError; what was committed stays so, and the next round goes on from there.
 */
export async function syncRound(home: FileHome): Promise<void> {
  const { people } = await uncommittedOf(home)();
  const env = await identityFor(home.root, people);
  await commitTickets(home, env);
  if ((await listRemotes(home.root)).length === 0) return;
  await sync(home, { base: undefined, push: true, isTerminal: false, program: thisProgram(), env });
}
