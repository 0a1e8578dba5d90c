import { TrackerError } from '../../domain/errors.ts';
import type { Id, TrackerEvent } from '../../domain/event/event.ts';
import { keyOf } from '../../domain/event/key.ts';
import type { FileHome } from '../../home/file-home.ts';
import { git } from './git.ts';
import { findBlobs } from './past.ts';
import { findRefusal, isInRepository } from './refusal.ts';

/** What is asked of git alone: no store is opened, and nothing is written. */
export type Source = Pick<FileHome, 'root' | 'repository'>;

/** The database of a commit. */
export interface Version {
  commit: string;
  bytes: Buffer;
}

/** The full hash of a commit, by any name of it. Throws `not_found`, and `database` where git cannot be asked. */
export async function getCommit(root: string, ref: string): Promise<string> {
  const found = await git(root, ['rev-parse', '--quiet', '--verify', '--end-of-options', `${ref}^{commit}`]);
  const commit = found.stdout.trim();
  if (commit) return commit;
  const refusal = isInRepository(root) ? findRefusal(root, found) : undefined;
  if (refusal) throw refusal;
  throw new TrackerError(
    'not_found',
    ref === 'HEAD' ? 'There is no commit yet.' : `git knows no commit ${ref}.`,
    ref === 'HEAD'
      ? 'Commit .tracker first.'
      : 'Fetch it first: `git fetch origin`; `git branch --all` lists what is here.',
  );
}

/** Throws `not_found`, and `database` where git cannot read it. */
export async function getVersion({ root, repository }: Source, ref: string): Promise<Version> {
  const commit = await getCommit(root, ref);
  const [blob] = await findBlobs(root, [commit], { mayFetch: true });
  const bytes = blob && (await repository.readVersion(blob));
  if (bytes) return { commit, bytes };
  throw await missing(root, commit, ref);
}

async function missing(root: string, commit: string, ref: string): Promise<TrackerError> {
  // What a partial clone lacks is known by its name.
  const { stdout } = await git(root, ['ls-tree', commit, '--', '.tracker/data.db']);
  if (/ blob /.test(stdout))
    return new TrackerError(
      'database',
      `The .tracker/data.db of ${ref} could not be read: git has not got it here.`,
      'In a partial clone git fetches it when it is needed: see that the remote can be reached.',
    );
  return new TrackerError(
    'not_found',
    `${ref} has no .tracker/data.db.`,
    '`git log --all -- .tracker/data.db` lists the commits that changed it.',
  );
}

/**
 * What git calls the database of a commit, or one that is named itself, as `tracker recover` lists them. Throws
 * `not_found`, and `database` where git has not got it.
 */
export async function getBlobNamed(
  { root }: Pick<Source, 'root'>,
  name: string,
): Promise<{ blob: string; commit?: string }> {
  let commit: string;
  try {
    // First: for `stash@{0}^{blob}` git says that it is none, and answers the commit all the same.
    commit = await getCommit(root, name);
  } catch (error) {
    const named = await git(root, ['rev-parse', '--quiet', '--verify', '--end-of-options', `${name}^{blob}`]);
    const blob = named.stdout.trim();
    if (blob) return { blob };
    throw error;
  }
  const [blob] = await findBlobs(root, [commit], { mayFetch: true });
  if (blob) return { blob, commit };
  throw await missing(root, commit, name);
}

/** For a version that git names and has not got: of a commit why that is. */
export const lacking = async (root: string, name: string, commit: string | undefined): Promise<TrackerError> =>
  commit === undefined
    ? new TrackerError('not_found', `${name} has no .tracker/data.db.`, '`tracker recover` lists what there is.')
    : missing(root, commit, name);

/** Events that are not where they should be. */
export interface Gap {
  /** The commit that dropped them, or the commit that has them. */
  commit: string;
  events: number;
  /** Keys of the tickets that they are about. */
  tickets: string[];
}

/** Counts events by what they are about; `keys` knows the tickets. */
export function gapOf(commit: string, events: readonly TrackerEvent[], keys: ReadonlyMap<Id, string>): Gap {
  const tickets = new Set(events.flatMap(({ ticket }) => (ticket && keys.get(ticket)) ?? []));
  return { commit, events: events.length, tickets: [...tickets] };
}

/** The keys that tickets were given when they were made. */
export const keysOf = (events: readonly TrackerEvent[]): Map<Id, string> =>
  new Map(
    events.flatMap(({ kind, ticket, payload }) =>
      kind === 'create' && ticket !== null ? [[ticket, keyOf(payload)] as const] : [],
    ),
  );

export const isShallow = async (root: string): Promise<boolean> =>
  (await git(root, ['rev-parse', '--is-shallow-repository'])).stdout.trim() === 'true';
