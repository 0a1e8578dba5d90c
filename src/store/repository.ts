export interface Commit {
  /** All 40 or 64 digits. */
  hash: string;
  subject: string;
}

/** What an action may ask of the git repository around the file; composed by the program, answered by src/git. */
export interface Repository {
  /**
   * The commits that names such as hashes and `HEAD~1` stand for, by name, without those that the repository does not have
   * (or there is no git). However many, git is asked twice.
   */
  findCommits(names: readonly string[]): Promise<Map<string, Commit>>;
  /** Whether the path, relative to the root, names a file inside the repository. Throws `invalid_input` when it leaves it. */
  hasFile(path: string): Promise<boolean>;
  /** Branch name or short hash, for replies. */
  branch(): Promise<string | undefined>;
}
