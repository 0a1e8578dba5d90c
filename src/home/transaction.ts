import type { Author } from '../domain/event/event.ts';
import type { Noted } from '../store/elsewhere.ts';
import type { FullText } from '../store/fulltext/fulltext.ts';
import type { Leases } from '../store/leases.ts';
import { type LiveClaim, listLiveClaims } from '../store/read/claims.ts';
import { listElsewhere } from '../store/read/elsewhere.ts';
import type { Db } from '../store/schema/connect.ts';
import type { Seen } from '../store/seen.ts';
import type { ReadTx } from '../store/tx.ts';
import type { Location } from './file/location.ts';
import { type configReader, readTemplates } from './settings.ts';
import type { SideFiles } from './side-files.ts';

type TransactionSource = Pick<TransactionParts, 'location' | 'repository' | 'side'> & {
  config: ReturnType<typeof configReader>;
  clock: () => number;
};

export function transactions({ config, clock, ...parts }: TransactionSource): (author: Author, db: Db) => Transaction {
  return (author, db) => new Transaction({ ...parts, db, author, config: config().config, now: clock() });
}

interface TransactionParts extends Pick<ReadTx, 'db' | 'now' | 'author' | 'config' | 'repository'> {
  side: SideFiles;
  location: Location;
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
  readonly #side;
  readonly #location;
  #live: Map<number, LiveClaim> | undefined;
  #elsewhere: Map<number, Noted> | undefined;

  constructor({ db, now, author, config, repository, side, location }: TransactionParts) {
    this.db = db;
    this.now = now;
    this.author = author;
    this.config = config;
    this.repository = repository;
    this.#side = side;
    this.#location = location;
  }

  get leases(): Leases {
    return this.#side.leases();
  }
  get seen(): Seen {
    return this.#side.seen();
  }
  get fullText(): FullText {
    return this.#side.fullText();
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
    return this.#location.root;
  }
  templateFiles(): Record<string, string> {
    return readTemplates(this.#location);
  }
  afterwards(step: () => void): void {
    this.#steps.push(step);
  }
  /** The answer stands. */
  finish(): void {
    for (const step of this.#steps) step();
  }
}
