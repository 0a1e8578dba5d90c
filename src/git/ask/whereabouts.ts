import { join } from 'node:path';
import type { Id } from '../../domain/event/event.ts';
import { findEvents, readUsed } from '../../home/file/bytes.ts';
import type { Location } from '../../home/file/location.ts';
import type { Noted } from '../../store/elsewhere.ts';
import { findStamp, type Stamp, sameStamp } from '../../store/stamp.ts';
import { git } from './git.ts';
import { openObjects } from './objects.ts';
import { findBlobs } from './past.ts';
import { listWorkTrees } from './work-trees.ts';

type Asked = Pick<Noted, 'event' | 'place'>;

/** Branches that are looked at, the last committed to first, and the versions of the file that are read of them. */
const maxBranches = 200;
const maxVersions = 24;
const maxRemembered = 10_000;

/**
 * Looks for events in the work trees of a clone, and where none has them, on its branches, remote ones too. What was read is
 * remembered: while a work tree's file stays as it is, the answer takes a stat, and a version that git has never changes.
 */
export function whereabouts(location: Location): (notes: readonly Asked[]) => Promise<Id[]> {
  const inFile = fileReader();
  const inVersion = new Map<string, boolean>();
  return async (notes) => {
    let left = notes;
    for (const { root } of listWorkTrees(location)) {
      if (left.length === 0) return [];
      const has = inFile(join(root, '.tracker/data.db'), left);
      left = left.filter(({ event }) => !has(event));
    }
    if (left.length > 0) left = await withoutOnBranches(location.root, left, inVersion);
    if (inVersion.size > maxRemembered) inVersion.clear();
    return left.map(({ event }) => event);
  };
}

/** Whether a file has events. One that cannot be read has them: no look has shown that it has not. */
function fileReader(): (path: string, notes: readonly Asked[]) => (event: Id) => boolean {
  const files = new Map<string, { stamp: Stamp; asked: Set<Id>; has: ReadonlySet<Id> | undefined }>();
  return (path, notes) => {
    const stamp = findStamp(path);
    if (!stamp) return () => false;
    const known = files.get(path);
    const isKnown = known && sameStamp(known.stamp, stamp) && notes.every(({ event }) => known.asked.has(event));
    if (isKnown) return (event) => known.has?.has(event) ?? true;
    const events = notes.map(({ event }) => event);
    const has = readEvents(() => findEvents(readUsed(path), events));
    files.set(path, { stamp, asked: new Set(events), has });
    return (event) => has?.has(event) ?? true;
  };
}

function readEvents(read: () => ReadonlySet<Id>): ReadonlySet<Id> | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}

/** Nothing is missing where git does not answer. */
async function withoutOnBranches(
  root: string,
  notes: readonly Asked[],
  known: Map<string, boolean>,
): Promise<readonly Asked[]> {
  const branches = await listBranches(root);
  if (!branches) return [];
  const places = new Set(notes.map(({ place }) => place));
  const ordered = [
    ...branches.filter(({ name }) => places.has(name)),
    ...branches.filter(({ name }) => !places.has(name)),
  ];
  const found = await findBlobs(
    root,
    ordered.map(({ commit }) => commit),
  );
  if (found.length < ordered.length) return [];
  const blobs = new Set(found.filter((blob) => blob !== undefined));
  const objects = openObjects(root);
  let left = notes;
  try {
    for (const blob of [...blobs].slice(0, maxVersions)) {
      if (left.length === 0) break;
      await readVersion(objects, blob, { notes: left, known });
      left = left.filter(({ event }) => known.get(`${blob} ${event}`) !== true);
    }
  } finally {
    objects.close();
  }
  return left;
}

async function readVersion(
  objects: ReturnType<typeof openObjects>,
  blob: string,
  { notes, known }: { notes: readonly Asked[]; known: Map<string, boolean> },
): Promise<void> {
  const asked = notes.map(({ event }) => event).filter((event) => !known.has(`${blob} ${event}`));
  if (asked.length === 0) return;
  const bytes = await objects.read(blob);
  // A partial clone may lack the version: it may have them. One that is damaged helps nobody.
  const has = bytes ? (readEvents(() => findEvents(bytes, asked)) ?? new Set()) : new Set(asked);
  for (const event of asked) known.set(`${blob} ${event}`, has.has(event));
}

/** Those of a clone and of its remotes, the last committed to first, at most 200; undefined where git does not answer. */
export async function listBranches(root: string): Promise<{ name: string; commit: string }[] | undefined> {
  const format = '--format=%(objectname) %(refname)';
  const args = [
    'for-each-ref',
    '--sort=-committerdate',
    `--count=${maxBranches}`,
    format,
    'refs/heads',
    'refs/remotes',
  ];
  const { code, stdout } = await git(root, args);
  if (code !== 0) return undefined;
  return stdout.split('\n').flatMap((line) => {
    const [, commit, name] = /^([0-9a-f]+) (.+)$/.exec(line) ?? [];
    return commit && name ? [{ name, commit }] : [];
  });
}
