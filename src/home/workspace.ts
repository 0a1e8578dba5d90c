import type { Author } from '../domain/event/event.ts';
import type { Repository } from '../store/repository.ts';
import type { Db } from '../store/schema/connect.ts';
import type { ReadTx, WriteTx } from '../store/tx.ts';
import { quietly, writeDraft } from './draft.ts';
import { dismissGone } from './elsewhere.ts';
import { blameFile } from './file/blame.ts';
import type { Carrier } from './file/carrier.ts';
import { openStore, type Store } from './file/committed-file.ts';
import type { Location } from './file/location.ts';
import { openRescueLog, type RescueLog } from './file/rescue-log.ts';
import { configReader } from './settings.ts';
import { indexLater, sideFiles } from './side-files.ts';
import { type Transaction, transactions } from './transaction.ts';

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
  /** Forgets what was noted of other branches and no branch and no work tree has any more; starts no git where nothing is noted. */
  dismissGone(author: Author): Promise<void>;
  /** The error of a call, told as the file's fault where it is that: see `blameFile`. */
  blame(error: unknown): unknown;
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

export function openWorkspace({
  location,
  repository,
  clock = Date.now,
  pid = process.pid,
}: WorkspaceOptions): Workspace {
  const store = openStore(location, repository);
  const config = configReader(location);
  const side = sideFiles(location, pid);
  const begin = transactions({ location, repository, side, config, clock });
  const rescueLog = openRescueLog(location);
  const indexing = indexLater(store, side);
  let closed = false;
  /** The lease lives on, but no answer waits for that to be noted. */
  const touchLater = (author: Author, now: number) => {
    setImmediate(() => {
      // A lease that is not renewed ends earlier; the next call tries again.
      if (!closed) quietly(() => side.leases().touch(author, now));
    });
  };
  return {
    root: location.root,
    location,
    store,
    repository,
    rescueLog,
    async read(author, work) {
      const answer = await readThen(store, (db) => begin(author, db), work);
      touchLater(author, clock());
      return answer;
    },
    async write(author, work, { dryRun = false } = {}) {
      const { error } = config();
      if (error) throw error;
      // While it waits for its turn others write, whose tickets the index would have to learn over and over.
      indexing.rest();
      try {
        const value = await writeDraft(
          { ...{ store, rescueLog, location, dryRun }, begin: (db) => withNote(begin(author, db), store.takeNote()) },
          work,
        );
        side.leases().touch(author, clock());
        return value;
      } finally {
        indexing.start();
      }
    },
    dismissGone: (author) => store.read((db) => dismissGone(begin(author, db))),
    blame: (error) => blameFile(store.path, error),
    close() {
      closed = true;
      indexing.rest();
      store.close();
      side.close();
    },
  };
}

/** Reads, and then does what was left for when the answer stands. */
async function readThen<T>(store: Store, begin: (db: Db) => Transaction, work: (tx: ReadTx) => Promise<T>): Promise<T> {
  const { tx, answer } = await store.read(async (db) => {
    const tx = begin(db);
    return { tx, answer: await work(tx) };
  });
  // What is only noted must not spoil the answer.
  quietly(() => tx.finish());
  return answer;
}

function withNote<Tx extends ReadTx>(tx: Tx, note: string | undefined): Tx {
  if (note) tx.caveats.add(note);
  return tx;
}
