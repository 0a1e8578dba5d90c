/** What an action may ask of the git repository around the file; composed by the program, answered by src/git. */
export interface Repository {
  /** The full hash and subject of a commit, or undefined where the repository has none such (or there is no git). */
  findCommit(hash: string): Promise<{ hash: string; subject: string } | undefined>;
  /** Whether the path, relative to the root, names a file inside the repository. Throws `invalid_input` when it leaves it. */
  hasFile(path: string): Promise<boolean>;
  /** Branch name or short hash, for replies. */
  branch(): Promise<string | undefined>;
}
