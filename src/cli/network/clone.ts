import { existsSync, mkdirSync, readdirSync, rmdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { TrackerError } from '../../domain/errors.ts';
import { git } from '../../git/ask/git.ts';
import { reasonOf } from '../../git/sync/merge-ref.ts';
import { userEnvironment } from '../../git/sync/sync.ts';

const cloneMs = 3_600_000;

/**
 * Makes a clone of its own for a server, or finds the one that it has made before. Throws `conflict` for a folder that has
 * anything else, and `network_error` where git does not clone.
 */
export async function cloneInto(url: string, folder: string, { isTerminal }: { isTerminal: boolean }): Promise<void> {
  // Seen from here, not from the folder that git is started in.
  const source = existsSync(url) ? resolve(url) : url;
  if (existsSync(folder) && readdirSync(folder).length > 0) return checkIsClone(source, folder);
  const isNew = mkdirSync(folder, { recursive: true }) !== undefined;
  const answer = await git(folder, ['clone', '--quiet', '--', source, '.'], {
    env: userEnvironment(isTerminal),
    timeoutMs: cloneMs,
  });
  if (answer.code === 0) return;
  if (isNew && readdirSync(folder).length === 0) rmdirSync(folder);
  throw new TrackerError('network_error', `git did not clone: ${reasonOf(answer)}`, 'See what `git clone` needs.');
}

async function checkIsClone(source: string, folder: string): Promise<void> {
  if (existsSync(join(folder, '.git'))) {
    const { stdout } = await git(folder, ['config', '--get', 'remote.origin.url']);
    if (stdout.trim() === source) return;
  }
  throw new TrackerError(
    'conflict',
    `${folder} is not empty, and no clone of that repository.`,
    'Name an empty folder, or leave --clone out to serve what is there.',
  );
}
