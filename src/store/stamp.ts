import { statSync } from 'node:fs';

/** Identifies one version of the file: any replacement or change in place shows in one of these. */
export interface Stamp {
  device: bigint;
  inode: bigint;
  size: bigint;
  modified: bigint;
  changed: bigint;
}

export function findStamp(path: string): Stamp | undefined {
  const stat = statSync(path, { bigint: true, throwIfNoEntry: false });
  return stat && { device: stat.dev, inode: stat.ino, size: stat.size, modified: stat.mtimeNs, changed: stat.ctimeNs };
}

export const sameStamp = (a: Stamp | undefined, b: Stamp | undefined): boolean =>
  a === b ||
  (a !== undefined &&
    b !== undefined &&
    a.inode === b.inode &&
    a.size === b.size &&
    a.modified === b.modified &&
    a.changed === b.changed &&
    a.device === b.device);
