import { type FSWatcher, watch } from 'node:fs';
import { dirname } from 'node:path';
import { oneAtATime } from '../domain/one-at-a-time.ts';
import type { Position } from '../store/schema/position.ts';
import { findStamp, type Stamp, sameStamp } from '../store/stamp.ts';

/** Milliseconds between looks where the system says nothing: of a share, or of a folder that was not there yet. */
const pollMs = 2_000;

type Tell = (position: Position) => void;

export interface FileWatch {
  /** See `Home`. */
  watch(changed: Tell): () => void;
  /** Looks at once: this process has written. Costs nothing where nobody watches. */
  look(): void;
  /** Tells nobody any more. */
  close(): void;
}

/** Watches a file that is replaced as a whole, for as long as somebody wants to hear of it. `read` answers where it is now. */
export function watchFile(path: string, read: () => Promise<Position>): FileWatch {
  let active: ReturnType<typeof startWatch> | undefined;
  const close = () => {
    active?.stop();
    active = undefined;
  };
  return {
    watch(changed) {
      active ??= startWatch(path, read);
      const { listeners } = active;
      // Of its own: the same function may be told twice.
      const listener: Tell = (position) => changed(position);
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
        if (listeners.size === 0 && active?.listeners === listeners) close();
      };
    },
    look: () => active?.look(),
    close,
  };
}

function startWatch(path: string, read: () => Promise<Position>) {
  const listeners = new Set<Tell>();
  const first = findStamp(path);
  let seen: Stamp | undefined;
  let told: Position | undefined;

  const lookOnce = async () => {
    const stamp = findStamp(path);
    if (!stamp || sameStamp(stamp, seen)) return;
    const position = await read();
    seen = stamp;
    // What was there when the watch began is no news.
    const isNews = told ? !isSame(position, told) : !sameStamp(stamp, first);
    told = position;
    if (isNews) tell(listeners, position);
  };
  // A file that cannot be read now, as git is writing it, is looked at again.
  const look = oneAtATime(() => lookOnce().catch(() => undefined));
  const folder = watchFolder(dirname(path), look);
  const timer = setInterval(() => {
    folder.renew();
    look();
  }, pollMs).unref();
  look();
  return {
    listeners,
    look,
    stop() {
      listeners.clear();
      clearInterval(timer);
      folder.close();
    },
  };
}

function tell(listeners: ReadonlySet<Tell>, position: Position): void {
  for (const listener of [...listeners]) {
    // Another one may have stopped it.
    if (!listeners.has(listener)) continue;
    try {
      listener(position);
    } catch {
      // The others are told all the same.
    }
  }
}

const isSame = (a: Position, b: Position): boolean => a.lineage === b.lineage && a.event === b.event && a.id === b.id;

/** Watches a folder that may be made, removed or replaced meanwhile; `renew` is for those cases. Keeps no process alive. */
function watchFolder(folder: string, changed: () => void) {
  let watcher: FSWatcher | undefined;
  let inode: bigint | undefined;
  const close = () => {
    watcher?.close();
    watcher = undefined;
  };
  const renew = () => {
    const now = findStamp(folder)?.inode;
    if (watcher && now === inode) return;
    close();
    inode = now;
    if (now === undefined) return;
    try {
      watcher = watch(folder, { persistent: false }, changed).on('error', close);
    } catch {
      // The system watches no more of them, or nothing there: the timer looks.
    }
  };
  renew();
  return { renew, close };
}
