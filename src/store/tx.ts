import type { Database } from 'better-sqlite3';
import type { BetterSQLite3Database } from 'drizzle-orm/better-sqlite3';
import type { Author, EventKind, Id, Payloads, TrackerEvent } from '../domain/event/event.ts';
import type { Config } from '../domain/rules/config.ts';
import type { LiveClaim } from './claims.ts';
import type { FullText } from './fulltext.ts';
import type { Leases } from './leases.ts';
import type { RescueLog } from './rescue-log.ts';

export type Db = BetterSQLite3Database & { $client: Database };

/** What an action may ask of the git repository around the file; composed by the program, answered by src/git. */
export interface Repository {
  /** The full hash and subject of a commit, or undefined where the repository has none such (or there is no git). */
  findCommit(hash: string): Promise<{ hash: string; subject: string } | undefined>;
  /** Whether the path, relative to the root, names a file inside the repository. Throws `invalid_input` when it leaves it. */
  hasFile(path: string): Promise<boolean>;
  /** Branch name or short hash, for replies. */
  branch(): Promise<string | undefined>;
  /**
   * What git's index, or a kept copy of one, has for `.tracker/data.db`: one entry, several after a merge that was not
   * finished, none where git does not carry the file.
   */
  listEntries(index?: string): Promise<IndexEntry[]>;
  /** The content of a blob; undefined where git has none of that name. */
  readBlob(name: string): Promise<Buffer | undefined>;
  /** Whether git has an object of one of these names. */
  hasObject(names: readonly string[]): Promise<boolean>;
}

export interface IndexEntry {
  /** The name of the blob. */
  blob: string;
  /** 0; of an unmerged path 1 (the common version), 2 (ours) and 3 (theirs). */
  stage: number;
}

/** Which version of each description this session has read: ticket → description version. Lives as long as the process. */
export type SessionMemory = Map<Id, string>;

export interface ReadTx {
  readonly db: Db;
  /** Milliseconds since 1970; the same throughout a transaction. */
  readonly now: number;
  readonly author: Author;
  readonly config: Config;
  readonly repository: Repository;
  readonly leases: Leases;
  readonly fullText: FullText;
  readonly memory: SessionMemory;
  /** Live claims by the ticket's number in this file. */
  readonly liveClaims: ReadonlyMap<number, LiveClaim>;
  /** The folder that holds `.tracker`; its name gives the first project's key. */
  readonly root: string;
  /** The repository's own templates: NAME of `.tracker/templates/NAME.md` → its text. */
  templateFiles(): Record<string, string>;
}

export interface WriteTx extends ReadTx {
  readonly rescueLog: RescueLog;
  /**
   * Appends an event with the ticket's heads as parents and brings the projection up to date. `create` makes the ticket
   * that it names; `project` belongs to no ticket.
   */
  record<K extends EventKind>(ticket: Id | null, kind: K, payload: Payloads[K]): Promise<TrackerEvent>;
  newId(): Id;
  /** Something has changed that is no new event: the file is to be published. */
  touch(): void;
  /** For what lives outside the file: `step` runs when the write is on disk, `otherwise` when it is not to be. */
  afterwards(step: () => void, otherwise?: () => void): void;
}
