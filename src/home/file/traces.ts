import { lstatSync, readdirSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { type Location, makeSidePaths } from './location.ts';

/** What may hold words of the file besides the file itself, by the pattern of its name in the side folders. */
const traces = [
  { what: 'the full-text index', name: /^index-\d+\.db(-wal|-shm|-journal)?$/ },
  { what: 'copies of the file that servers keep ready', name: /^data-[\da-z.]+-spare-[\da-f]+\.tmp$/i },
  { what: "doctor's and upgrade's backups", name: /^backup$/ },
];

/**
 * Removes what holds words of the file in this work tree's side folders and can be made anew, and the backups, after an
 * event was redacted. Answers what was there, and the paths, from the root, of what could not be removed.
 */
export function removeTraces(location: Location): { removed: string[]; left: string[] } {
  const { own, shared } = makeSidePaths(location);
  const removed = new Set<string>();
  const left: string[] = [];
  for (const folder of new Set([own, shared])) {
    for (const name of readdirSync(folder)) {
      const trace = traces.find((one) => one.name.test(name));
      if (!trace) continue;
      const path = join(folder, name);
      try {
        // A link is removed as such: what it points to is not ours.
        rmSync(path, { recursive: lstatSync(path).isDirectory(), force: true });
        removed.add(trace.what);
      } catch {
        left.push(relative(location.root, path));
      }
    }
  }
  return { removed: [...removed], left };
}
