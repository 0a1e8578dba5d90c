import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { makeDirectory } from './workspace.ts';

const run = (command: string, ...args: string[]): void => void execFileSync(command, args, { stdio: 'pipe' });

/** Whether this user may mount; permission bits do not bind root, so root tests with mounts what others test with bits. */
export const canMount = (() => {
  try {
    run('unshare', '--mount', 'true');
    return process.getuid?.() === 0;
  } catch {
    return false;
  }
})();

/** Runs what follows in a PID namespace of its own, as a container does: each has its process 1. */
export const inContainer = ['unshare', '--pid', '--fork', '--kill-child', '--mount-proc'] as const;

export const hasContainers = canMount && isPossible([...inContainer, 'true']);

/** Runs what follows where `folder` cannot be written, as agents' sandboxes have it with `.git`. */
export const withReadOnly = (folder: string): string[] => [
  ...['unshare', '--mount', 'sh', '-c'],
  `mount --bind "$0" "$0" && mount -o remount,ro,bind "$0" && exec "$@"`,
  folder,
];

/** Runs what follows as another user, of a group of ours or of none. */
export const asUser = (uid: number, gid = uid): string[] => [
  ...['setpriv', `--reuid=${uid}`, `--regid=${gid}`, '--clear-groups'],
];

export const hasUsers = process.getuid?.() === 0 && isPossible([...asUser(12_345), 'true']);

function isPossible([command = '', ...args]: readonly string[]): boolean {
  try {
    run(command, ...args);
    return true;
  } catch {
    return false;
  }
}

function unmountLater(path: string): void {
  onTestFinished(() => run('umount', '--lazy', path));
}

/** A file system of its own, in memory, of so many KiB. */
export function makeSmallDisk(kib: number): string {
  const disk = join(makeDirectory(), 'disk');
  mkdirSync(disk);
  run('mount', '-t', 'tmpfs', '-o', `size=${kib}k`, 'tmpfs', disk);
  unmountLater(disk);
  return disk;
}

/** Makes a folder a mount point: of the same content, but nothing can be renamed into it or out of it. */
export function mountOver(folder: string, options: { readOnly?: boolean } = {}): void {
  run('mount', '--bind', folder, folder);
  unmountLater(folder);
  if (options.readOnly) run('mount', '-o', 'remount,ro,bind', folder);
}
