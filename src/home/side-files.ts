import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type FullText, openFullText } from '../store/fulltext/fulltext.ts';
import { type Leases, openLeases } from '../store/leases.ts';
import { openSeen, type Seen } from '../store/seen.ts';
import { findHead } from './file/head.ts';
import { type Location, makeSidePaths, trackerDir } from './file/location.ts';
import { share } from './file/side/sharing.ts';
import { isTreeRemoved, listLeaseFolders, treeName } from './file/side/work-trees.ts';
import { removeTraces } from './file/traces.ts';
import type { Home } from './home.ts';
import type { Outside } from './outside.ts';
import { nameRepository } from './repository-name.ts';
import { configReader, readTemplates } from './settings.ts';

/** Milliseconds without a write. */
const indexAfterMs = 25;

/** Brings the index up to date between writes, so that the next search, and the hint of the next create, find it so. */
export function indexLater(home: Home, outside: Outside) {
  let timer: NodeJS.Timeout | undefined;
  const bringUpToDate = () => home.read(({ db }) => outside.fullText().bringUpToDate(db));
  return {
    start() {
      clearTimeout(timer);
      timer = setTimeout(() => void bringUpToDate().catch(() => undefined), indexAfterMs).unref();
    },
    rest: () => clearTimeout(timer),
  };
}

/** What lies beside the file that git carries. `pid`: the process that a session's leases end with. */
export function openBeside(location: Location, pid: number): Outside {
  const side = openSideFiles(location, pid);
  const config = configReader(location);
  return {
    ...{ repositoryName: () => nameRepository(location), config, fullText: side.fullText, close: side.close },
    touch: (author, now) => side.leases().touch(author, now),
    // Each is opened when it is asked for.
    load: () => ({
      config: config().config,
      get leases() {
        return side.leases();
      },
      get seen() {
        return side.seen();
      },
      get fullText() {
        return side.fullText();
      },
      templateFiles: () => readTemplates(location),
    }),
    removeTraces() {
      // What is open while it is removed would be written to its end.
      side.fullText().letGo();
      return removeTraces(location);
    },
    place: () => location.gitDir && placeOf(location.gitDir, location.root),
  };
}

/** A commit that is checked out is no place: after the next one it is another. */
function placeOf(gitDir: string, root: string): string {
  const head = findHead(gitDir);
  return head?.startsWith('refs/') ? head : root;
}

/** Opened when asked for. Until the first write makes `.tracker` they are in memory: a read creates nothing. */
function openSideFiles(location: Location, pid: number) {
  const open = new Map<string, { file: string; opened: Leases | FullText | Seen }>();
  const get = <T extends Leases | FullText | Seen>(
    name: string,
    place: 'own' | 'shared',
    make: (path: string) => T,
  ): T => {
    const held = open.get(name);
    if (held && (held.file !== ':memory:' || !existsSync(trackerDir(location)))) return held.opened as T;
    held?.opened.close();
    const file = existsSync(trackerDir(location)) ? sideFile(location, place, name) : ':memory:';
    const opened = make(file);
    open.set(name, { file, opened });
    return opened;
  };
  const openOwnLeases = (path: string): Leases =>
    openLeases(path, {
      pid,
      tree: path === ':memory:' ? '' : treeName(location),
      isRemoved: (tree, seenFrom) => isTreeRemoved(location, tree, seenFrom),
      others: () => listLeaseFolders(location).map((folder) => join(folder, 'leases.db')),
      made: (made) => share(made, location),
    });
  return {
    leases: () => get('leases.db', 'shared', openOwnLeases),
    seen: () => get('seen.db', 'shared', (path) => openSeen(path, (made) => share(made, location))),
    fullText: () => get('index.db', 'own', openFullText),
    close() {
      for (const { opened } of open.values()) opened.close();
    },
  };
}

/** In memory where nothing can be written: a read-only checkout still serves reads. */
function sideFile(location: Location, place: 'own' | 'shared', name: string): string {
  try {
    return join(makeSidePaths(location)[place], name);
  } catch {
    return ':memory:';
  }
}
