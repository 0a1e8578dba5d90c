import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';

/** A process as another one may know it. */
export interface ProcessMark {
  pid: number;
  /** Where its number means it: see `here`. */
  place: string;
}

let place: string | undefined;

/**
 * Where process numbers mean what they mean to this process, in letters and digits: this boot of this machine, and its PID
 * namespace; where the system has neither, its host. In another container the same number is another process.
 */
export function here(): string {
  place ??=
    findNamespace() ??
    (hostname()
      .replace(/[^a-z0-9]/gi, '')
      .slice(0, 40) ||
      'host');
  return place;
}

function findNamespace(): string | undefined {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').replace(/\W/g, '').slice(0, 12);
    const namespace = /\d+/.exec(readlinkSync('/proc/self/ns/pid'))?.[0];
    return namespace && `${boot}x${namespace}`;
  } catch {
    return undefined;
  }
}

/** Whether the process is known to have ended. Of one elsewhere that cannot be known: only time ends what it held. */
export const isGone = ({ pid, place }: ProcessMark): boolean => place === here() && !isRunning(pid);

/** Whether a process has the number here. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** What a process calls itself, and which has started it; undefined where that cannot be read. */
export function findParent(pid: number): { name: string; parent: number } | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    const end = stat.lastIndexOf(')');
    return { name: stat.slice(stat.indexOf('(') + 1, end), parent: Number(stat.slice(end + 2).split(' ')[1]) };
  } catch {
    return undefined;
  }
}

/** When a process was started, in the system's ticks, as its number is used again; where that cannot be read, only where it is. */
export function startOf(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
  } catch {
    return here();
  }
}
