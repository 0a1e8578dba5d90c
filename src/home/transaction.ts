import type { Author } from '../domain/event/event.ts';
import type { Noted } from '../store/elsewhere.ts';
import type { FullText } from '../store/fulltext/fulltext.ts';
import type { Leases } from '../store/leases.ts';
import { type LiveClaim, listLiveClaims } from '../store/read/claims.ts';
import { listElsewhere } from '../store/read/elsewhere.ts';
import type { Db } from '../store/schema/connect.ts';
import type { Seen } from '../store/seen.ts';
import type { ReadTx } from '../store/tx.ts';
import type { Outside } from './outside.ts';

type TransactionSource = Pick<TransactionParts, 'outside' | 'repository'> & { clock: () => number };

export function transactions({ clock, ...parts }: TransactionSource): (author: Author, db: Db) => Transaction {
  return (author, db) => new Transaction({ ...parts, db, author, config: parts.outside.config().config, now: clock() });
}

interface TransactionParts extends Pick<ReadTx, 'db' | 'now' | 'author' | 'config' | 'repository'> {
  outside: Outside;
}

/** What is dear to make is made when it is asked for. */
export class Transaction implements ReadTx {
  readonly db;
  readonly now;
  readonly author;
  readonly config;
  readonly repository;
  readonly caveats = new Set<string>();
  readonly #steps: (() => void)[] = [];
  readonly #outside;
  #live: Map<number, LiveClaim> | undefined;
  #elsewhere: Map<number, Noted> | undefined;

  constructor({ db, now, author, config, repository, outside }: TransactionParts) {
    this.db = db;
    this.now = now;
    this.author = author;
    this.config = config;
    this.repository = repository;
    this.#outside = outside;
  }

  get leases(): Leases {
    return this.#outside.leases();
  }
  get seen(): Seen {
    return this.#outside.seen();
  }
  get fullText(): FullText {
    return this.#outside.fullText();
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
  get root(): string {
    return this.#outside.root;
  }
  templateFiles(): Record<string, string> {
    return this.#outside.templateFiles();
  }
  afterwards(step: () => void): void {
    this.#steps.push(step);
  }
  /** The answer stands. */
  finish(): void {
    for (const step of this.#steps) step();
  }
}
