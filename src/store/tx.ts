import type { Author, EventKind, Id, Payloads, TrackerEvent } from '../domain/event/event.ts';
import type { Config } from '../domain/rules/config.ts';
import type { Awaitable } from './awaitable.ts';
import type { Changes } from './changes.ts';
import type { Noted } from './elsewhere.ts';
import type { FullText } from './fulltext/fulltext.ts';
import type { Leases } from './leases.ts';
import type { LiveClaim } from './read/claims.ts';
import type { Repository } from './repository.ts';
import type { Db } from './schema/connect.ts';
import type { Seen } from './seen.ts';

export interface ReadTx {
  readonly db: Db;
  /** Milliseconds since 1970; the same throughout a transaction. */
  readonly now: number;
  readonly author: Author;
  readonly config: Config;
  readonly repository: Repository;
  readonly leases: Leases;
  readonly fullText: FullText;
  readonly seen: Seen;
  /** What the answer is to say of itself, a line each: that not all tickets were searched. */
  readonly caveats: Set<string>;
  /** Live claims by the ticket's number in this file. */
  readonly liveClaims: ReadonlyMap<number, LiveClaim>;
  /** By the ticket's number in this file: tickets that others hold or have closed on branches whose events are not in it. */
  readonly elsewhere: ReadonlyMap<number, Noted>;
  /** What the repository is called: gives the first project's key. */
  readonly repositoryName: () => string;
  /** The repository's own templates: NAME of `.tracker/templates/NAME.md` → its text. */
  templateFiles(): Record<string, string>;
  /** For what lives outside the file: `step` runs when the answer stands, which may take more than one run, and is waited for. */
  afterwards(step: () => Awaitable<void>): void;
}

export interface WriteTx extends ReadTx, Changes {
  /**
   * Appends an event with the ticket's heads as parents and brings the projection up to date. `create` makes the ticket
   * that it names; `project` belongs to no ticket.
   */
  record<K extends EventKind>(ticket: Id | null, kind: K, payload: Payloads[K]): Promise<TrackerEvent>;
  newId(): Id;
  /** For what lives outside the file: `step` runs when the write is on disk, `otherwise` when it is not to be. */
  afterwards(step: () => Awaitable<void>, otherwise?: () => Awaitable<void>): void;
}
