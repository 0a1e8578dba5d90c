/** What the build has put into `dist/web`: names of files, each beside the same with `.br` and `.gz` at its end. */
export interface WebManifest {
  page: string;
  /** Named by what they hold: under a name there is never anything else. */
  assets: string[];
}
