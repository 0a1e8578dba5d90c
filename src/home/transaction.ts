import type { Author } from '../domain/event/event.ts';
import type { Awaitable } from '../store/awaitable.ts';
import type { Noted } from '../store/elsewhere.ts';
import type { FullText } from '../store/fulltext/fulltext.ts';
import type { Leases } from '../store/leases.ts';
import { type LiveClaim, listLiveClaims } from '../store/read/claims.ts';
import { listElsewhere } from '../store/read/elsewhere.ts';
import type { Db } from '../store/schema/connect.ts';
import type { Seen } from '../store/seen.ts';
import type { ReadTx } from '../store/tx.ts';
import type { Beside, Outside } from './outside.ts';

interface TransactionSource extends Pick<ReadTx, 'repository'> {
  outside: Outside;
  clock: () => number;
}

export const transactions =
  ({ outside, clock, repository }: TransactionSource) =>
  async (author: Author, db: Db): Promise<Transaction> => {
    const { repositoryName } = outside;
    return new Transaction({
      db,
      author,
      repository,
      repositoryName,
      now: clock(),
      beside: await outside.load(author),
    });
  };

interface TransactionParts extends Pick<ReadTx, 'db' | 'now' | 'author' | 'repository' | 'repositoryName'> {
  beside: Beside;
}

/** What is dear to make is made when it is asked for. */
export class Transaction implements ReadTx {
  readonly db;
  readonly now;
  readonly author;
  readonly config;
  readonly repository;
  readonly repositoryName;
  readonly caveats = new Set<string>();
  readonly #steps: (() => Awaitable<void>)[] = [];
  readonly #beside;
  #live: Map<number, LiveClaim> | undefined;
  #elsewhere: Map<number, Noted> | undefined;

  constructor({ db, now, author, repository, repositoryName, beside }: TransactionParts) {
    this.db = db;
    this.now = now;
    this.author = author;
    this.config = beside.config;
    this.repository = repository;
    this.repositoryName = repositoryName;
    this.#beside = beside;
  }

  get leases(): Leases {
    return this.#beside.leases;
  }
  get seen(): Seen {
    return this.#beside.seen;
  }
  get fullText(): FullText {
    return this.#beside.fullText;
  }
  get liveClaims(): Map<number, LiveClaim> {
    this.#live ??= listLiveClaims(this.db, this.leases, { now: this.now, leaseMs: this.config.leaseMs });
    return this.#live;
  }
  get elsewhere(): Map<number, Noted> {
    // Of several notes of a ticket the newest comes last.
    this.#elsewhere ??= new Map(
      listElsewhere(this, this.leases.elsewhere.list(this.now))
        .reverse()
        .map(({ number, note }) => [number, note]),
    );
    return this.#elsewhere;
  }
  templateFiles(): Record<string, string> {
    return this.#beside.templateFiles();
  }
  afterwards(step: () => Awaitable<void>): void {
    this.#steps.push(step);
  }
  /** The answer stands. */
  async finish(): Promise<void> {
    for (const step of this.#steps) await step();
  }
}
