import type { Config } from '../../domain/rules/config.ts';

/** Rows under headings. A cell is one line; what stands in backticks is a literal word. */
export interface Table {
  head: readonly string[];
  rows: readonly (readonly string[])[];
}

/** A paragraph, a heading, or a table. */
export type Block = string | { heading: string } | Table;

/** A page of the reference: shown by `tracker help NAME`, and a chapter of docs/reference.md. */
export interface Topic {
  name: string;
  /** What else may be asked for. */
  otherNames: readonly string[];
  /** One line, for the list of topics. */
  summary: string;
  /** Made of the tables by which the program works, and of a repository's own types, gates and reviews. */
  blocks(config: Config): Block[];
}

export const code = (word: string): string => `\`${word}\``;

/** `a`, `b`, `c`; nothing for none. */
export const codes = (words: readonly string[]): string => words.map(code).join(', ');
