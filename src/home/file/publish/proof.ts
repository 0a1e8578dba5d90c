import { execFile } from 'node:child_process';
import { readFileSync, readlinkSync } from 'node:fs';
import { promisify } from 'node:util';
import { findStamp } from '../../../store/stamp.ts';

/**
 * Whether a lock that this process holds keeps another one out. Two connections of one process would pass where nothing
 * locks. Linux lists what its kernel has locked, which says as much as a second process on this machine could find out, some
 * 0.1 ms instead of 60; where our lock is not listed, as some file systems keep theirs elsewhere, one is started.
 */
export async function findProof(path: string): Promise<'listed' | 'tried' | 'unknown' | 'none'> {
  if (isListed(path)) return 'listed';
  return tryFromAnotherProcess(path);
}

/** See proc_locks(5): `1: POSIX  ADVISORY  WRITE 708 fe:00:13548 1073741824 1073742335`. Ours is the only exclusive one. */
function isListed(path: string): boolean {
  try {
    const inode = findStamp(path)?.inode;
    // By the numbers of the namespace that the list is of.
    const pid = readlinkSync('/proc/self');
    const own = new RegExp(`POSIX\\s+ADVISORY\\s+WRITE\\s+${pid}\\s+[\\da-f:]+:${inode}\\s`);
    return own.test(readFileSync('/proc/locks', 'latin1'));
  } catch {
    return false;
  }
}

/** Prints `had` where it was given the lock. Node's own SQLite: this program's is a file whose place only the bundle knows. */
const script = `
const { DatabaseSync } = require('node:sqlite');
const database = new DatabaseSync(process.argv[1]);
try {
  database.exec('BEGIN EXCLUSIVE');
  console.log('had');
} catch (error) {
  console.log(/locked/.test(error.message) ? 'kept out' : 'unknown');
}`;

async function tryFromAnotherProcess(path: string): Promise<'tried' | 'unknown' | 'none'> {
  try {
    const env = { ...process.env, NODE_OPTIONS: '' };
    const { stdout } = await promisify(execFile)(process.execPath, ['-e', script, path], { env, timeout: 10_000 });
    if (stdout.startsWith('had')) return 'none';
    return stdout.startsWith('kept out') ? 'tried' : 'unknown';
  } catch {
    return 'unknown';
  }
}
