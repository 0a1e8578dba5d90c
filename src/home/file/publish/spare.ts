import { constants, rmSync } from 'node:fs';
import { copyFile, open } from 'node:fs/promises';
import { join } from 'node:path';
import { findStamp, type Stamp, sameStamp } from '../../../store/stamp.ts';
import { readHeader } from '../header.ts';
import { tempName } from '../side/temps.ts';
import { isPlain } from '../versions.ts';

/** A synced copy of the file, made between writes, so that a write need not copy and sync the whole of it. */
export interface Spare {
  /** The copy, if there is one; it belongs to the caller until `giveBack`. */
  take(): Copy | undefined;
  /** The copy is as it was taken: what the caller did to it has been rolled back. */
  giveBack(copy: Copy): void;
  /** Makes a new one when the process has nothing to do. */
  renew(): void;
  /** The process waits for its turn to write: what is made now is out of date by then, and holds up who writes. */
  rest(): void;
  close(): void;
}

export interface Copy {
  path: string;
  /** The version that it is a copy of. */
  source: Stamp;
  /** As it was left: a copy that somebody has touched since is not used. */
  left: Stamp | undefined;
}

/** Long enough for the answer to leave and for a burst of writes to be over. */
const idleMs = 15;

/** Each copy has a name of its own in the folder: one that is still being written when it is overtaken must not be written over. */
export function openSpare(file: string, folder: string): Spare {
  let spare: Copy | undefined;
  let generation = 0;

  const make = async () => {
    const path = join(folder, tempName('spare'));
    const isWhole = () => {
      const header = readHeader(file);
      return header !== undefined && isPlain(file, header);
    };
    try {
      const source = findStamp(file);
      if (source === undefined || (spare && sameStamp(spare.source, source))) return;
      const own = ++generation;
      // What lies in part in another program's log, or is still being written, is no version to start from.
      if (!isWhole()) return;
      await copyFile(file, path, constants.COPYFILE_FICLONE | constants.COPYFILE_EXCL);
      const handle = await open(path, 'r+');
      await handle.sync().finally(() => handle.close());
      // A version that was replaced or written to in the meantime may be torn.
      if (own !== generation || !isWhole() || !sameStamp(findStamp(file), source)) throw new Error('overtaken');
      if (spare) rmSync(spare.path, { force: true });
      spare = { path, source, left: findStamp(path) };
    } catch {
      // Without a spare the next write makes its own copy, and says what is wrong.
      rmSync(path, { force: true });
    }
  };
  const quiet = whenQuiet(file, () => void make().catch(() => undefined));
  return {
    take() {
      quiet.stop();
      generation++;
      const taken = spare;
      spare = undefined;
      if (!taken || sameStamp(findStamp(taken.path), taken.left)) return taken;
      rmSync(taken.path, { force: true });
      return undefined;
    },
    giveBack(copy) {
      spare = { ...copy, left: findStamp(copy.path) };
    },
    renew: quiet.start,
    rest: quiet.stop,
    close() {
      quiet.stop();
      generation++;
      if (spare) rmSync(spare.path, { force: true });
    },
  };
}

/**
 * Takes `step` when nobody has written for a while: while others write, a copy would be out of date before it is made, and
 * its fsync would hold up theirs.
 */
function whenQuiet(file: string, step: () => void) {
  let timer: NodeJS.Timeout | undefined;
  const stop = () => clearTimeout(timer);
  const start = () => {
    stop();
    const seen = seenNow(file);
    timer = setTimeout(() => (sameStamp(seenNow(file), seen) ? step() : start()), idleMs).unref();
  };
  return { start, stop };
}

/** A disk that fails is for the next call to say. */
function seenNow(file: string): Stamp | undefined {
  try {
    return findStamp(file);
  } catch {
    return undefined;
  }
}
