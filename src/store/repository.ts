import type { Id } from '../domain/event/event.ts';
import type { Noted } from './elsewhere.ts';

export interface Commit {
  /** All 40 or 64 digits. */
  hash: string;
  subject: string;
}

/** A commit whose message names keys. */
export interface NamingCommit extends Commit {
  /** When it was made, in milliseconds since 1970. */
  time: number;
  /** As git has their name. */
  author: string;
  /** Keys, in their canonical form, whether there are such tickets or not. */
  names: string[];
  /** Those of them that it says it closes. */
  closes: string[];
}

export interface WorkTree {
  /** The folder that holds `.tracker`. */
  root: string;
  /** Branch name or short hash; undefined where git does not say. */
  branch?: string | undefined;
}

/** What an action may ask of the git repository around the file; composed by the program, answered by src/git. */
export interface Repository {
  /**
   * The commits that names such as hashes and `HEAD~1` stand for, by name, without those that the repository does not have
   * (or there is no git). However many, git is asked twice.
   */
  findCommits(names: readonly string[]): Promise<Map<string, Commit>>;
  /** Those of these commits, by their full hashes, that are not in the history of HEAD. */
  findOutsideHead(hashes: readonly string[]): Promise<Set<string>>;
  /** Those of the newest 2,000 commits of HEAD's history, or of the default branch's, that name keys; the newest first. */
  listNaming(of: 'head' | 'default'): Promise<NamingCommit[]>;
  /** Whether the path, relative to the root, names a file inside the repository. Throws `invalid_input` when it leaves it. */
  hasFile(path: string): Promise<boolean>;
  /**
   * Those of the noted events that no branch and no work tree of this clone has any more. Events that could not be looked
   * for are not among them.
   */
  listGone(notes: readonly Pick<Noted, 'event' | 'place'>[]): Promise<Id[]>;
  /**
   * Whether a work tree, a branch or a stash of this clone has the event; undefined where that cannot be told. It takes as
   * long as there are versions to be read.
   */
  remembers(event: Id): Promise<boolean | undefined>;
  /** The other work trees of the clone that have a tracker, with what is checked out there; at most 50. */
  otherWorkTrees(): WorkTree[];
  /** Whether git's index has `.tracker/data.db`; without git it has not. */
  isCarried(): Promise<boolean>;
  /** Branch name or short hash, for replies. */
  branch(): Promise<string | undefined>;
}
