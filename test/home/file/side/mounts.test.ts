import { expect, test } from 'vitest';
import { findSharedMount, typeOfMount } from '../../../../src/home/file/side/mounts.ts';
import { makeDirectory } from '../../../support/workspace.ts';

const table = [
  '26 1 254:0 / / rw,relatime - ext4 /dev/vda rw',
  '30 26 0:45 / /srv rw shared:1 - nfs4 host:/srv rw',
  '31 26 0:46 / /disk rw - fuseblk /dev/sdb rw',
].join('\n');
const device = (major: number, minor: number): number => (major << 8) | minor;

test('a mount is told by the table of the system, and a disk that a FUSE program drives is nobody else’s', () => {
  expect([device(0, 45), device(0, 46), device(254, 0), device(9, 9)].map((dev) => typeOfMount(table, dev))).toEqual([
    'nfs4',
    undefined,
    'ext4',
    'a network file system',
  ]);
});

test('a local folder is on none that others share, nor is what is not there', () => {
  expect([findSharedMount(makeDirectory()), findSharedMount('/no/such/folder')]).toEqual([undefined, undefined]);
});
