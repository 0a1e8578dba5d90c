/** What the committed file's home asks of the git that carries it; answered by src/git. */
export interface Carrier {
  /**
   * What git's index, or a kept copy of one, has for `.tracker/data.db`: one entry, several after a merge that was not
   * finished, none where git does not carry the file. Throws `database` where git cannot be asked.
   */
  listEntries(index?: string): Promise<IndexEntry[]>;
  /** Where HEAD's history or a stash has the database, for one that neither the work tree nor the index has. Throws `database`. */
  findLost(): Promise<Lost | undefined>;
  /** The content of a blob; undefined where git has none of that name. */
  readBlob(name: string): Promise<Buffer | undefined>;
  /**
   * What the pages of a version of the database take, without what follows them; undefined where git has none of that
   * name. Throws `database` for one of more bytes than any tracker has.
   */
  readVersion(name: string): Promise<Buffer | undefined>;
  /** The same into a file, which must not be there yet; false where git has none of that name. Throws `database` as well. */
  storeVersion(name: string, path: string): Promise<boolean>;
  /** Whether git has an object of one of these names. */
  hasObject(names: readonly string[]): Promise<boolean>;
}

/** A database that git's history has and HEAD, or git's index, has no more. */
export interface Lost {
  /** What `git checkout SOURCE -- .tracker/data.db` takes it from. */
  source: string;
  /** The commit that removed it; undefined where HEAD has it still. `day` is YYYY-MM-DD. */
  removedBy?: { commit: string; day: string; by: string; subject: string };
  /** The number of the stash that took it away, where no commit has had it. */
  stash?: number;
}

export interface IndexEntry {
  /** The name of the blob. */
  blob: string;
  /** 0; of an unmerged path 1 (the common version), 2 (ours) and 3 (theirs). */
  stage: number;
}
