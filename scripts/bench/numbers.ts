import { readdirSync, readFileSync } from 'node:fs';

/** The value that this share of the values does not exceed. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

export const median = (values: readonly number[]): number => quantile(values, 0.5);

export const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);

/** Peak resident memory in MiB of a process and its children, by /proc; NaN where there is none. */
export function peakMemory(pid: number): number {
  try {
    const family = familyOf(pid);
    return sum(family.map((one) => Number(/VmHWM:\s+(\d+)/.exec(read(`/proc/${one}/status`))?.[1] ?? 0) / 1024));
  } catch {
    return Number.NaN;
  }
}

function familyOf(pid: number): number[] {
  const parents = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name) => ({ pid: Number(name), parent: Number(/^.*\) \S (\d+)/s.exec(read(`/proc/${name}/stat`))?.[1]) }));
  const family = [pid];
  for (const member of family) family.push(...parents.filter((one) => one.parent === member).map((one) => one.pid));
  return family;
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
