import { existsSync } from 'node:fs';
import { TrackerError } from '../../domain/errors.ts';
import type { FileHome } from '../../home/file-home.ts';
import { git } from '../ask/git.ts';
import { isChanged } from '../heal/set-aside.ts';
import { reasonOf } from './merge-ref.ts';

/** Hooks and signatures take their time. */
const timeoutMs = 600_000;
const file = '.tracker/data.db';

/**
 * As whom a server commits: `tracker alice` where all is hers, else `tracker`, with the address that git is configured with.
 * What git is configured with commits, where there is anything.
 */
export async function identityFor(root: string, people: readonly string[]): Promise<NodeJS.ProcessEnv> {
  const [email, committer] = await Promise.all([
    git(root, ['config', '--get', 'user.email']),
    git(root, ['-c', 'user.useConfigOnly=true', 'var', 'GIT_COMMITTER_IDENT']),
  ]);
  const name = people.length === 1 ? `tracker ${people[0]}` : 'tracker';
  const address = email.stdout.trim() || 'tracker@localhost';
  return {
    ...{ GIT_AUTHOR_NAME: name, GIT_AUTHOR_EMAIL: address },
    ...(committer.code !== 0 && { GIT_COMMITTER_NAME: name, GIT_COMMITTER_EMAIL: address }),
  };
}

/**
 * Commits the tickets, and nothing else that is staged, on the branch that is checked out; writers go on meanwhile, and what
 * they write is in the next one. False: there was nothing to commit. Throws `conflict` with git's reason.
 */
export async function commitTickets({ root, path }: FileHome, env: NodeJS.ProcessEnv): Promise<boolean> {
  // A file that is gone is nobody's wish to have it gone.
  if (!existsSync(path) || !(await isChanged(root))) return false;
  for (const args of [
    ['add', '--', file],
    ['commit', '--quiet', '--only', '--message', 'Update tickets', '--', file],
  ]) {
    const answer = await git(root, args, { env, timeoutMs });
    if (answer.code === 0) continue;
    if (!(await isChanged(root))) return false;
    throw new TrackerError('conflict', `git did not commit the tickets: ${reasonOf(answer)}`);
  }
  return true;
}
