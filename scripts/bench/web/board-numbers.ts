/** A board in Debian's chromium. Milliseconds in the page, from the beginning of its loading; medians of all rounds. */
export interface BoardNumbers {
  name: string;
  size: number;
  /** When the first card was painted. */
  firstCard: number;
  /** KiB of script that came over the wire. */
  script: number;
  /** From a key to the frame after it; undefined: it has no keys. */
  key?: number | undefined;
  /** From what is typed into the filter to the frame after it, of the worst word. */
  filter?: number | undefined;
}
