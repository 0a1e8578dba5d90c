import type { Repository } from '../store/repository.ts';
import type { Upkeep } from '../store/upkeep.ts';
import type { Carrier } from './file/carrier.ts';
import type { Location } from './file/location.ts';
import type { Sync } from './file/write-whole.ts';
import { type FileHome, openFileHome } from './file-home.ts';
import type { Outside } from './outside.ts';
import { openBeside } from './side-files.ts';
import { openWorkspace, type Workspace } from './workspace.ts';

/** The tracker of a work tree, in the file that git carries. */
export interface FileTracker extends Workspace {
  readonly home: FileHome;
  readonly repository: Repository & Carrier;
}

export interface FileTrackerOptions {
  location: Location;
  repository: Repository & Carrier;
  /** Milliseconds since 1970. */
  clock?: (() => number) | undefined;
  /** The process that sessions' leases end with; 0: none. This one by default. */
  pid?: number | undefined;
  /** For a process that others wait for as well: fsync that lets it go on meanwhile. */
  sync?: Sync | undefined;
  /** What stands between the home and its callers. */
  healed?: ((home: FileHome) => FileHome) | undefined;
  /** For doors whose callers may ask for more than the state. */
  upkeep?: ((home: FileHome, outside: Outside) => Upkeep) | undefined;
}

/** Opens nothing and creates nothing before the first call needs it. */
export function openFileTracker({
  location,
  repository,
  clock,
  pid,
  sync,
  healed = (home) => home,
  upkeep,
}: FileTrackerOptions): FileTracker {
  const bare = openFileHome(location, repository, { sync });
  const outside = openBeside(location, pid ?? process.pid);
  const home = healed(bare);
  return openWorkspace({ home, bare, outside, repository, clock, upkeep: upkeep?.(home, outside) });
}
