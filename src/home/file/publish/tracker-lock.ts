import { accessSync, closeSync, constants, linkSync, lstatSync, openSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { TrackerError } from '../../../domain/errors.ts';
import { here } from '../../../store/process.ts';
import { checkFile, readPlainFile } from '../../../store/regular.ts';
import { findStamp } from '../../../store/stamp.ts';
import { type Location, lockPath, makeLocal, trackerDir } from '../location.ts';
import { findSharedMount } from '../side/mounts.ts';
import { isShared, makeFolder, share } from '../side/sharing.ts';
import { tempName } from '../side/temps.ts';
import { isLocalTracked } from '../side/tracked.ts';
import { writeWhole } from '../write-whole.ts';
import { type Lock, openLock } from './lock.ts';
import { findProof } from './proof.ts';

export interface TrackerLock extends Lock {
  /** What users are to be told of it once: that its mount may keep locks to one machine. */
  takeNote(): string | undefined;
}

/**
 * The lock of all who can replace the database: sandboxed or not, root or user, in a container or beside it. Throws
 * `database` where it cannot be one, by name and with what to do.
 */
export function openTrackerLock(location: Location): TrackerLock {
  let note: string | undefined;
  const lock = openLock(lockPath(location), {
    make: (path) => make(path, location),
    async prove(path) {
      note = await prove(path);
    },
  });
  return Object.assign(lock, {
    takeNote() {
      const taken = note;
      note = undefined;
      return taken;
    },
  });
}

/** As messages name it. */
const shown = '.tracker/local/lock';

/** Whoever deletes it does so at any time: between being made and being looked at, too. */
function make(path: string, location: Location, tries = 100): void {
  try {
    makeOnce(path, location);
  } catch (error) {
    const { code, path: missing } = error as NodeJS.ErrnoException;
    if (code !== 'ENOENT' || missing !== path || tries === 0) throw error;
    make(path, location, tries - 1);
  }
}

function makeOnce(path: string, location: Location): void {
  if (isLocalTracked(location))
    throw new TrackerError(
      'database',
      'git tracks files in .tracker/local, where the lock is: a checkout would replace them under those who write.',
      'Take them out of git with `git rm -r --cached .tracker/local` and commit that; then try the same call again.',
    );
  try {
    makeLocal(location);
    makeFolder(join(dirname(path), 'turns'), location);
    if (!checkFile(path, shown)) makeLock(path, location);
  } catch (error) {
    throw isForbidden(error) ? unwritable(String((error as NodeJS.ErrnoException).path ?? path)) : error;
  }
  checkOwner(path, location);
  try {
    // SQLite opens what it may not write for reading, and what it calls an exclusive lock on that keeps nobody out. The file
    // is not opened here: to close it again would free a lock that this process has on it.
    accessSync(path, constants.R_OK | constants.W_OK);
  } catch (error) {
    throw isForbidden(error) ? unwritable(path) : error;
  }
}

const isForbidden = (error: unknown): boolean =>
  /^(?:EACCES|EPERM)$/.test(String((error as NodeJS.ErrnoException).code));

/** It comes to be with the rights that it is to have: nobody finds it before that. */
function makeLock(path: string, location: Location): void {
  const draft = join(dirname(path), tempName('lock'));
  try {
    closeSync(openSync(draft, 'wx'));
    share(draft, location);
    linkSync(draft, path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') return;
    // Some disks have no second names.
    if (!/^(?:EPERM|ENOTSUP|EOPNOTSUPP|ENOSYS|EMLINK)$/.test(String(code)) || !findStamp(draft)) throw error;
    makePlainLock(path, location);
  } finally {
    rmSync(draft, { force: true });
  }
}

function makePlainLock(path: string, location: Location): void {
  try {
    closeSync(openSync(path, 'wx'));
    share(path, location);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}

/** Whose file a lock is can keep others from writing for as long as they like. */
function checkOwner(path: string, location: Location): void {
  const own = process.getuid?.();
  if (own === undefined) return;
  const { uid } = lstatSync(path);
  if (uid === own || uid === 0 || uid === lstatSync(trackerDir(location)).uid || isShared(location)) return;
  throw new TrackerError(
    'database',
    `${shown} belongs to user ${uid}, who is neither you nor the owner of .tracker.`,
    'Where you share the repository: `git config core.sharedRepository group`. Else delete the file when nobody writes.',
  );
}

function unwritable(path: string): TrackerError {
  const owner = lstatSync(path, { throwIfNoEntry: false })?.uid;
  const whose = owner === undefined ? '' : ` of user ${owner}`;
  return new TrackerError(
    'database',
    `${path}${whose} cannot be written by user ${process.getuid?.() ?? 'this one'}, who therefore cannot keep others from writing.`,
    `Nothing was written. As that user or as root: \`chown -R --reference=.tracker .tracker/local\`; among several users: \`git config core.sharedRepository group\` and \`chmod -R g+rwX .tracker\`.`,
  );
}

/** Answers what users are to be told once. */
async function prove(path: string): Promise<string | undefined> {
  const folder = dirname(path);
  const mount = findSharedMount(folder);
  const state = `${here()} ${findStamp(path)?.device} ${mount ?? 'local'}`;
  const record = join(folder, 'proven');
  if (readRecord(record) === state) return undefined;
  const proof = await findProof(path);
  if (proof === 'none')
    throw new TrackerError(
      'database',
      `The disk of ${path} does not lock: a second process was given the same lock.`,
      'Nothing was written, as another process could write at the same time; reads work. Work in a clone on a local disk, or mount this one so that it locks.',
    );
  if (proof === 'listed' && mount === undefined) return undefined;
  try {
    writeWhole(record, state);
  } catch {
    // It is found again by the next process.
  }
  return mount && describeMount(mount);
}

export const describeMount = (mount: string): string =>
  `.tracker is on ${mount}, whose locks may hold on one machine only: do not write from two machines or virtual machines at once.`;

function readRecord(path: string): string | undefined {
  try {
    return readPlainFile(path, 'proven', 4096)?.toString();
  } catch {
    return undefined;
  }
}
