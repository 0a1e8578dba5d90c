import { type BigIntStats, fstatSync, statSync } from 'node:fs';

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
  return stat && toStamp(stat);
}

/** Of an open file, whatever its name is by now. */
export const stampOf = (descriptor: number): Stamp => toStamp(fstatSync(descriptor, { bigint: true }));

const toStamp = ({ dev, ino, size, mtimeNs, ctimeNs }: BigIntStats): Stamp => ({
  ...{ device: dev, inode: ino, size, modified: mtimeNs, changed: ctimeNs },
});

export const sameStamp = (a: Stamp | undefined, b: Stamp | undefined): boolean =>
  a === b ||
  (a !== undefined &&
    b !== undefined &&
    a.inode === b.inode &&
    a.size === b.size &&
    a.modified === b.modified &&
    a.changed === b.changed &&
    a.device === b.device);
