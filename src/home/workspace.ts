import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Author, TrackerEvent } from '../domain/event/event.ts';
import { recordEvent } from '../store/apply/record.ts';
import { type FullText, openFullText } from '../store/fulltext/fulltext.ts';
import { type Leases, openLeases } from '../store/leases.ts';
import { type LiveClaim, listLiveClaims } from '../store/read/claims.ts';
import type { Repository } from '../store/repository.ts';
import type { Db } from '../store/schema/connect.ts';
import type { ReadTx, SessionMemory, WriteTx } from '../store/tx.ts';
import type { Carrier } from './file/carrier.ts';
import { newId, openStore, type Store } from './file/committed-file.ts';
import { findHead } from './file/head.ts';
import { type Location, makeSidePaths, trackerDir } from './file/location.ts';
import { openRescueLog, type RescueLog } from './file/rescue-log.ts';
import { configReader } from './settings.ts';

/** One repository's tracker, as a door uses it. */
export interface Workspace {
  readonly root: string;
  readonly location: Location;
  readonly store: Store;
  readonly repository: Repository & Carrier;
  /** What this work tree's servers have acknowledged lately. */
  readonly rescueLog: RescueLog;
  /** Answers from one complete version of the file. */
  read<T>(author: Author, work: (tx: ReadTx) => Promise<T>): Promise<T>;
  /** All of `work`'s events become one new version of the file, or, when it throws or `dryRun` is set, none. */
  write<T>(author: Author, work: (tx: WriteTx) => Promise<T>, options?: { dryRun?: boolean | undefined }): Promise<T>;
  close(): void;
}

export interface WorkspaceOptions {
  location: Location;
  repository: Repository & Carrier;
  /** Milliseconds since 1970. */
  clock?: (() => number) | undefined;
  /** The process that a session's leases end with; this one by default. */
  pid?: number | undefined;
}

/** Milliseconds without a write. */
const indexAfterMs = 25;

export function openWorkspace({
  location,
  repository,
  clock = Date.now,
  pid = process.pid,
}: WorkspaceOptions): Workspace {
  const store = openStore(location, repository);
  const memories = new Map<string, SessionMemory>();
  const config = configReader(location);
  const side = sideFiles(location, pid);
  const rescueLog = openRescueLog(location);
  const base = (author: Author, db: Db): ReadTx => {
    const memory = memories.get(author.session) ?? new Map();
    memories.set(author.session, memory);
    return new Transaction({ db, author, memory, config: config().config, now: clock(), repository, side, location });
  };
  let indexing: NodeJS.Timeout | undefined;
  /** So that the next search, and the hint of the next create, find the index up to date. */
  const indexLater = () => {
    clearTimeout(indexing);
    const bringUpToDate = () => store.read((db) => side.fullText().bringUpToDate(db));
    indexing = setTimeout(() => void bringUpToDate().catch(() => undefined), indexAfterMs).unref();
  };
  /** The lease lives on, but no answer waits for that to be noted. */
  const touchLater = (author: Author, now: number) => {
    setImmediate(() => {
      try {
        if (!closed) side.leases().touch(author, now);
      } catch {
        // A lease that is not renewed ends earlier; the next call tries again.
      }
    });
  };
  /** The write is on disk, so it is no refusal where the log of it cannot be written. */
  const keep = (write: Parameters<RescueLog['append']>[0]) => {
    try {
      if (write.events.length > 0) rescueLog.append(write);
    } catch {
      // It can then not be rescued from a `git stash` at the same moment; nothing else depends on it.
    }
  };
  let closed = false;
  return {
    root: location.root,
    location,
    store,
    repository,
    rescueLog,
    async read(author, work) {
      return store.read(async (db) => {
        const tx = base(author, db);
        touchLater(author, tx.now);
        return work(tx);
      });
    },
    async write(author, work, { dryRun = false } = {}) {
      const { error } = config();
      if (error) throw error;
      // While it waits for its turn others write, whose tickets the index would have to learn over and over.
      clearTimeout(indexing);
      let steps: { step: () => void; otherwise: (() => void) | undefined }[] = [];
      let events: TrackerEvent[] = [];
      let head: string | undefined;
      const abandon = () => {
        for (const { otherwise } of steps) otherwise?.();
        steps = [];
      };
      try {
        const value = await store.write(async (db) => {
          abandon();
          events = [];
          head = location.gitDir && findHead(location.gitDir);
          const tx = base(author, db) as WriteTx;
          let changes = 0;
          tx.touch = () => void changes++;
          tx.newId = () => newId(tx.now);
          tx.afterwards = (step, otherwise) => void steps.push({ step, otherwise });
          tx.forget = (events) => tx.afterwards(() => rescueLog.forget(events));
          tx.record = async (ticket, kind, payload) => {
            tx.touch();
            const event = recordEvent(tx, { ticket, kind, payload });
            events.push(event);
            return event;
          };
          return { value: await work(tx), changed: changes > 0 && !dryRun };
        });
        if (dryRun) abandon();
        else keep({ at: Date.now(), head, events });
        for (const { step } of steps) step();
        side.leases().touch(author, clock());
        indexLater();
        return value;
      } catch (error) {
        abandon();
        indexLater();
        throw error;
      }
    },
    close() {
      closed = true;
      clearTimeout(indexing);
      store.close();
      side.close();
    },
  };
}

interface TransactionParts extends Omit<ReadTx, 'leases' | 'fullText' | 'liveClaims' | 'root' | 'templateFiles'> {
  side: ReturnType<typeof sideFiles>;
  location: Location;
}

/** What is dear to make is made when it is asked for. */
class Transaction implements ReadTx {
  readonly db;
  readonly now;
  readonly author;
  readonly config;
  readonly repository;
  readonly memory;
  readonly #side;
  readonly #location;
  #live: Map<number, LiveClaim> | undefined;

  constructor({ db, now, author, config, repository, memory, side, location }: TransactionParts) {
    this.db = db;
    this.now = now;
    this.author = author;
    this.config = config;
    this.repository = repository;
    this.memory = memory;
    this.#side = side;
    this.#location = location;
  }

  get leases(): Leases {
    return this.#side.leases();
  }
  get fullText(): FullText {
    return this.#side.fullText();
  }
  get liveClaims(): Map<number, LiveClaim> {
    this.#live ??= listLiveClaims(this.db, this.leases, { now: this.now, leaseMs: this.config.leaseMs });
    return this.#live;
  }
  get root(): string {
    return this.#location.root;
  }
  templateFiles(): Record<string, string> {
    const folder = join(trackerDir(this.#location), 'templates');
    if (!existsSync(folder)) return {};
    const names = readdirSync(folder).filter((name) => name.endsWith('.md'));
    return Object.fromEntries(
      names.sort().map((name) => [name.slice(0, -3), readFileSync(join(folder, name), 'utf8')]),
    );
  }
}

/** Opened when asked for. Until the first write makes `.tracker` they are in memory: a read creates nothing. */
function sideFiles(location: Location, pid: number) {
  const open = new Map<string, { file: string; opened: Leases | FullText }>();
  const get = <T extends Leases | FullText>(name: string, place: 'own' | 'shared', make: (path: string) => T): T => {
    const held = open.get(name);
    if (held && (held.file !== ':memory:' || !existsSync(trackerDir(location)))) return held.opened as T;
    held?.opened.close();
    const file = existsSync(trackerDir(location)) ? sideFile(location, place, name) : ':memory:';
    const opened = make(file);
    open.set(name, { file, opened });
    return opened;
  };
  return {
    leases: () => get('leases.db', 'shared', (path) => openLeases(path, pid)),
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
