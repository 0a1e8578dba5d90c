import { accessSync, constants, existsSync, lstatSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { TrackerError, toTrackerError } from '../../domain/errors.ts';
import { printHint } from '../../domain/hint.ts';
import { databasePath, type Location, localDir, trackerDir } from '../../home/file/location.ts';
import { describeMount, openTrackerLock } from '../../home/file/publish/tracker-lock.ts';
import { findSharedMount } from '../../home/file/side/mounts.ts';
import { shellSyntax } from '../commands/syntax.ts';
import { type Check, type Finding, ok } from './check.ts';

/** Somebody who writes takes less. */
const waitMs = 2_000;

/** Takes the lock as a write does, which tries whether it keeps others out. */
export const lock: Check = {
  name: 'lock',
  async run({ location }) {
    if (!existsSync(databasePath(location))) return [];
    const refused = findRefusal(trackerDir(location));
    if (refused)
      return [
        {
          level: refused === 'EROFS' ? 'warn' : 'error',
          message: `.tracker cannot be written by this user (${refused}): reads work, no write does`,
          advice: 'Make .tracker writable for this user, or run tracker as its owner.',
        },
      ];
    const mount = findSharedMount(trackerDir(location));
    const found = await tryLock(location);
    return mount ? [...found, { level: 'warn', message: describeMount(mount).replace(/\.$/, '') }] : found;
  },
};

async function tryLock(location: Location): Promise<Finding[]> {
  let opened: ReturnType<typeof openTrackerLock> | undefined;
  try {
    opened = openTrackerLock(location);
    await opened.acquire(waitMs);
    return ok('the lock keeps other processes out');
  } catch (error) {
    if (error instanceof TrackerError && error.code === 'busy') return ok('the lock is held by another process');
    const { message, hint } = toTrackerError(error);
    return [{ level: 'error', message: message.replace(/\.$/, ''), advice: printHint(hint, shellSyntax.call) }];
  } finally {
    opened?.release();
    opened?.close();
  }
}

/** What lies beside the database and another user has made: this one does without, or with one of their own. */
export const sideFiles: Check = {
  name: 'side files',
  async run({ location }) {
    const { root, gitDir, commonDir } = location;
    const folders = new Set([
      localDir(location),
      gitDir && join(gitDir, 'tracker'),
      commonDir && join(commonDir, 'tracker'),
    ]);
    const foreign = [...folders].flatMap((folder) => (folder && existsSync(folder) ? listForeign(folder) : []));
    if (foreign.length === 0) return [];
    const named = foreign.map((path) => relative(root, path) || path).join(', ');
    const owners = [...new Set(foreign.map((path) => lstatSync(path).uid))].join(', ');
    return [
      {
        level: 'warn',
        message: `this user cannot write ${named}, of user ${owners}`,
        advice: `As that user or as root: chown -R --reference=${join(root, '.tracker')} ${foreign.join(' ')}`,
      },
    ];
  },
};

const listForeign = (folder: string): string[] =>
  [folder, ...readdirSync(folder).map((name) => join(folder, name))].filter((path) => findRefusal(path) !== undefined);

/** The system's word for why this user cannot write there. */
function findRefusal(path: string): string | undefined {
  try {
    accessSync(path, constants.W_OK);
    return undefined;
  } catch (error) {
    const code = String((error as NodeJS.ErrnoException).code);
    return code === 'ENOENT' ? undefined : code;
  }
}
