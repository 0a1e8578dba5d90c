import { randomBytes } from 'node:crypto';
import { lstatSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { here, isGone, isRunning } from '../../../store/process.ts';

/**
 * Names of files that a process works on in a side folder: `data-PID.PLACE-KIND-RANDOM.tmp`. Several containers share the
 * folder, and node is process 1 in each of them: what keeps the names apart is what is random. The rest says whose it is.
 */
export const tempName = (kind: string): string =>
  `data-${process.pid}.${here()}-${kind}-${randomBytes(6).toString('hex')}.tmp`;

/** SQLite's own files beside one have its name and theirs. */
const form = /^data-(\d+)(?:\.([a-z\d]+))?-(.+)\.tmp(?:-wal|-shm|-journal)?$/i;
/** What the first programs named theirs, in `.tracker` itself. */
const olderForm = /^\.data\.db\.tmp-(\d+)-/;

/** What a name says; undefined for what is no temp of ours. */
function parseTemp(name: string): { pid: number; place: string | undefined; kind: string } | undefined {
  const [, pid, place, rest = ''] = form.exec(name) ?? olderForm.exec(name) ?? [];
  return pid === undefined ? undefined : { pid: Number(pid), place, kind: rest.replace(/-[\da-f]{12}$/, '') };
}

/** No write takes as long. */
const longestMs = 3_600_000;

/** The temps of processes that have ended; of what cannot be known to have, those that nobody has touched for an hour. */
export function listAbandoned(folder: string): { path: string; kind: string }[] {
  return readdirSync(folder).flatMap((name) => {
    const temp = parseTemp(name);
    const path = join(folder, name);
    return temp && isAbandoned(path, temp) ? [{ path, kind: temp.kind }] : [];
  });
}

function isAbandoned(path: string, { pid, place }: { pid: number; place: string | undefined }): boolean {
  if (place === here()) return isGone({ pid, place });
  // Older programs named no place.
  if (place === undefined && isRunning(pid)) return false;
  // Not when it was written to: a link to git's index has the index's time.
  const found = lstatSync(path, { throwIfNoEntry: false });
  return found !== undefined && Date.now() - found.ctimeMs > longestMs;
}

/** Deletes the temps of processes that no longer run. */
export function removeAbandoned(folder: string): void {
  for (const { path } of listAbandoned(folder)) rmSync(path, { force: true, recursive: true });
}
