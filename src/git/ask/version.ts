import { TrackerError } from '../../domain/errors.ts';
import type { Id, TrackerEvent } from '../../domain/event/event.ts';
import { keyOf } from '../../domain/event/key.ts';
import { readEvents } from '../../home/file/canonical.ts';
import type { Workspace } from '../../home/workspace.ts';
import { git } from './git.ts';
import { findBlobs, listMergeBases } from './past.ts';

/** What is asked of git alone: no store is opened, and nothing is written. */
export type Source = Pick<Workspace, 'root' | 'repository'>;

/** The database of a commit. */
export interface Version {
  commit: string;
  bytes: Buffer;
}

/** Throws `not_found`. */
export async function getVersion({ root, repository }: Source, ref: string): Promise<Version> {
  const found = await git(root, ['rev-parse', '--quiet', '--verify', '--end-of-options', `${ref}^{commit}`]);
  const commit = found.stdout.trim();
  if (!commit)
    throw new TrackerError(
      'not_found',
      ref === 'HEAD' ? 'There is no commit yet.' : `git knows no commit ${ref}.`,
      ref === 'HEAD'
        ? 'Commit .tracker first.'
        : 'Fetch it first: `git fetch origin`; `git branch --all` lists what is here.',
    );
  const [blob] = await findBlobs(root, [commit], { mayFetch: true });
  const bytes = blob && (await repository.readVersion(blob));
  if (bytes) return { commit, bytes };
  throw new TrackerError(
    'not_found',
    `${ref} has no .tracker/data.db.`,
    '`git log --all -- .tracker/data.db` lists the commits that changed it.',
  );
}

/** What HEAD and a commit have in common: all of it where they have several latest common ancestors. */
export async function readBases({ root, repository }: Source, commit: string): Promise<TrackerEvent[]> {
  const blobs = await findBlobs(root, await listMergeBases(root, 'HEAD', commit), { mayFetch: true });
  const versions = await Promise.all(
    [...new Set(blobs)].map((blob) => (blob ? repository.readVersion(blob) : undefined)),
  );
  return versions.flatMap((bytes) => (bytes ? readEvents(bytes) : []));
}

/** Events that are not where they should be. */
export interface Gap {
  /** The merge commit that dropped them, or the commit that has them. */
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
