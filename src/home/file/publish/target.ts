import type { Stamp } from '../../../store/stamp.ts';
import type { Sync } from '../write-whole.ts';
import type { GitWatch } from './git-watch.ts';
import type { Lock } from './lock.ts';
import type { Spare } from './spare.ts';
import type { Base } from './working.ts';

export interface Target {
  /** `.tracker/data.db`. */
  path: string;
  /** The side folder for temps and backups. */
  side: string;
  git: GitWatch;
  lock: Lock;
  spare: Spare;
  /** fsync; while it waits for the disk other calls may go on. Undefined: none do, as there is one caller. */
  sync?: Sync | undefined;
  /** Called while the file is absent: throws where git has it and it must not be made anew. False: it has come. */
  checkMayCreate(): Promise<boolean>;
  /** Temps cannot be renamed from the side folder into `.tracker`: takes another. False: there is no other. */
  moveSide(): boolean;
}

export interface Start {
  base: Base | undefined;
  gitsLock: Stamp | undefined;
  /** The new version has been put in place, whatever became of it then. */
  renamed: boolean;
}
