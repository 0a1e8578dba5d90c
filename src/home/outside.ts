import type { TrackerError } from '../domain/errors.ts';
import type { Author } from '../domain/event/event.ts';
import type { Config } from '../domain/rules/config.ts';
import type { Awaitable } from '../store/awaitable.ts';
import type { FullText } from '../store/fulltext/fulltext.ts';
import type { Leases } from '../store/leases.ts';
import type { Seen } from '../store/seen.ts';

/** What a tracker uses that no event of it says, and that lies beside its home. */
export interface Outside {
  /** What the repository is called: gives the first project's key. */
  repositoryName(): string;
  /** An invalid configuration stops writes, not reads: those go on with the built-in one. */
  config(): Awaitable<{ config: Config; error?: TrackerError }>;
  fullText(): FullText;
  /** Where a status that is set now holds, as a name: a branch, a work tree; undefined where there is no other place. */
  place(): string | undefined;
  /** What a transaction sees of it. Asked before its work begins: what cannot be read at once is loaded here. */
  load(author: Author): Awaitable<Beside>;
  /** Removes what holds words of the events and can be made anew, and backups. `left`: paths, from the root, that stayed. */
  removeTraces(): Awaitable<{ removed: string[]; left: string[] }>;
  /** The session has called, and what it holds lives on. */
  touch(author: Author, now: number): Awaitable<void>;
  close(): void;
}

export interface Beside {
  readonly config: Config;
  readonly leases: Leases;
  readonly seen: Seen;
  readonly fullText: FullText;
  /** The repository's own templates: NAME → its text. Throws `database`. */
  templateFiles(): Record<string, string>;
}
