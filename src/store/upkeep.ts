import type { Id, TrackerEvent } from '../domain/event/event.ts';
import type { Db } from './schema/connect.ts';

/** A write that is neither in the file nor in git any more: a git command has discarded it, or somebody the file. */
export interface LostWrite {
  event: TrackerEvent;
  /** When it was answered, in milliseconds since 1970. */
  at: number;
  /** Made on what is checked out now. */
  here: boolean;
  branch: string | undefined;
  /** Of its ticket, where that is known. */
  key: string | undefined;
  title: string | undefined;
}

/** A version that git remembers and that no edge of HEAD's history leads to. */
export interface OtherVersion {
  /** What `openVersion` takes. */
  name: string;
  /** Where git has it, as the beginning of a sentence. */
  where: string;
  /** Its events that the file lacks and nobody has given up. */
  ids: ReadonlySet<Id>;
}

/** A version of the tracker, open to be read until it is closed; its tables may be anybody's. */
export interface OpenVersion {
  /** In full; undefined of a version that is no commit's. */
  commit: string | undefined;
  theirs: Db;
  /** What it was made of, where only what it has besides is meant. */
  base?: Db | undefined;
  close(): void;
}

/** What was removed, and what could not be, of that which holds words of an event that is blank now. */
export interface Traces {
  /** As people call it. */
  removed: string[];
  /** Paths, from the tracker's root. */
  left: string[];
  /** The first commit that has the event, in full; undefined where none of HEAD's has it. */
  commit?: string | undefined;
  /** Why that could not be looked up. */
  unasked?: string;
}

/** What is kept of a tracker besides its state, in git and in this clone; composed by the program. */
export interface Upkeep {
  listLost(): Promise<LostWrite[]>;
  listVersions(): Promise<OtherVersion[]>;
  /** The events of these writes, with those that they come after. */
  listRestored(lost: readonly LostWrite[]): Promise<TrackerEvent[]>;
  /** They are listed no more. */
  forget(lost: readonly Id[]): void;
  /** Any commit's, or one that is listed. Throws `not_found`, and `database` where it cannot be read. */
  openVersion(name: string): Promise<OpenVersion>;
  /** What a commit has lost of its parents, brought back since or not, and nobody has given up. Throws `not_found`. */
  listDropped(commit: string): Promise<Id[]>;
  /** After an event was redacted. */
  removeTraces(event: Id): Promise<Traces>;
}
