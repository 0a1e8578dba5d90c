import { readFileSync, statfsSync, statSync } from 'node:fs';

/**
 * File systems whose locks may hold within one machine alone, by the number that Linux gives them (statfs(2)): NFS, 9p,
 * FUSE with virtiofs, and the three of SMB.
 */
const remote = new Set([0x6969, 0x01021997, 0x65735546, 0x517b, 0xfe534d42, 0xff534d42]);

/**
 * The type of the mount that a path is on, such as `nfs4` or `fuse.sshfs`, where several machines may share it and need not
 * see each other's locks. Undefined for others, and where the system does not say.
 */
export function findSharedMount(path: string): string | undefined {
  if (process.platform !== 'linux') return undefined;
  try {
    if (!remote.has(statfsSync(path).type >>> 0)) return undefined;
    return typeOfMount(readFileSync('/proc/self/mountinfo', 'utf8'), statSync(path).dev);
  } catch {
    return undefined;
  }
}

/** `mountinfo` is the system's table (proc_pid_mountinfo(5)). A disk that a FUSE program drives is nobody else's. */
export function typeOfMount(mountinfo: string, device: number): string | undefined {
  const name = `${(device >> 8) & 0xfff}:${(device & 0xff) | ((device >> 12) & 0xfff00)}`;
  for (const line of mountinfo.split('\n')) {
    if (line.split(' ')[2] !== name) continue;
    const type = / - (\S+) /.exec(line)?.[1];
    return type === 'fuseblk' ? undefined : type;
  }
  return 'a network file system';
}
