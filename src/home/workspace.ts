import type { Author } from '../domain/event/event.ts';
import type { Repository } from '../store/repository.ts';
import type { State } from '../store/schema/state.ts';
import type { ReadTx, WriteTx } from '../store/tx.ts';
import type { Upkeep } from '../store/upkeep.ts';
import { quietly, writeDraft } from './draft.ts';
import { dismissGone } from './elsewhere.ts';
import type { Home } from './home.ts';
import type { Outside } from './outside.ts';
import { indexLater } from './side-files.ts';
import { type Transaction, transactions } from './transaction.ts';

/** One tracker, as a door uses it: makes the transactions in which calls are answered, over any home. */
export interface Workspace {
  readonly home: Home;
  readonly repository: Repository;
  /** Undefined where nothing but the state is kept, or nobody may ask for it. */
  readonly upkeep?: Upkeep | undefined;
  /** Answers from one complete state. */
  read<T>(author: Author, work: (tx: ReadTx) => Promise<T>): Promise<T>;
  /**
   * All that `work` does becomes one new state, or, when it throws or `dryRun` is set, nothing does. Throws what is wrong with
   * the configuration, unless `unconfigured` says that nothing depends on it.
   */
  write<T>(author: Author, work: (tx: WriteTx) => Promise<T>, options?: WriteOptions): Promise<T>;
  /** Forgets what was noted of other branches and no branch and no work tree has any more; starts no git where nothing is noted. */
  dismissGone(author: Author): Promise<void>;
  /** See `Home`. */
  blame(error: unknown): unknown;
  close(): Promise<void>;
}

export interface WriteOptions {
  dryRun?: boolean | undefined;
  unconfigured?: boolean | undefined;
}

export interface WorkspaceParts<H extends Home, R extends Repository> {
  home: H;
  /** The same where nobody asks: what is read by the way heals nothing, and has nothing to say. */
  bare?: Home | undefined;
  outside: Outside;
  repository: R;
  upkeep?: Upkeep | undefined;
  /** Milliseconds since 1970. */
  clock?: (() => number) | undefined;
}

export function openWorkspace<H extends Home, R extends Repository>({
  home,
  bare = home,
  outside,
  repository,
  upkeep,
  clock = Date.now,
}: WorkspaceParts<H, R>): Workspace & { home: H; repository: R } {
  const begin = transactions({ outside, repository, clock });
  const indexing = indexLater(bare, outside);
  let closed = false;
  /** The lease lives on, but no answer waits for that to be noted. */
  const touchLater = (author: Author, now: number) => {
    setImmediate(() => {
      // A lease that is not renewed ends earlier; the next call tries again.
      if (!closed) void quietly(() => outside.touch(author, now));
    });
  };
  return {
    home,
    repository,
    upkeep,
    async read(author, work) {
      const answer = await readThen(home, ({ db }) => begin(author, db), work);
      touchLater(author, clock());
      return answer;
    },
    async write(author, work, { dryRun = false, unconfigured = false } = {}) {
      const { error } = await outside.config();
      if (error && !unconfigured) throw error;
      // While it waits for its turn others write, whose tickets the index would have to learn over and over.
      indexing.rest();
      try {
        const parts = { home, dryRun, place: outside.place };
        const value = await writeDraft(
          { ...parts, begin: async ({ db }) => withNote(await begin(author, db), home.takeNote()) },
          work,
        );
        await outside.touch(author, clock());
        return value;
      } finally {
        indexing.start();
      }
    },
    dismissGone: (author) => home.read(async ({ db }) => dismissGone(await begin(author, db))),
    blame: home.blame,
    async close() {
      closed = true;
      indexing.rest();
      const closing = home.close();
      outside.close();
      await closing;
    },
  };
}

/** Reads, and then does what was left for when the answer stands. */
async function readThen<T>(
  home: Home,
  begin: (state: State) => Promise<Transaction>,
  work: (tx: ReadTx) => Promise<T>,
): Promise<T> {
  const { tx, answer } = await home.read(async (state) => {
    const tx = await begin(state);
    return { tx, answer: await work(tx) };
  });
  // What is only noted must not spoil the answer.
  await quietly(() => tx.finish());
  return answer;
}

function withNote<Tx extends ReadTx>(tx: Tx, note: string | undefined): Tx {
  if (note) tx.caveats.add(note);
  return tx;
}
