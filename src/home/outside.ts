import type { TrackerError } from '../domain/errors.ts';
import type { Config } from '../domain/rules/config.ts';
import type { FullText } from '../store/fulltext/fulltext.ts';
import type { Leases } from '../store/leases.ts';
import type { Seen } from '../store/seen.ts';

/** What a tracker uses that no event of it says, and that lies beside its home. */
export interface Outside {
  /** Its last part gives the first project's key. */
  readonly root: string;
  leases(): Leases;
  seen(): Seen;
  fullText(): FullText;
  /** An invalid configuration stops writes, not reads: those go on with the built-in one. */
  config(): { config: Config; error?: TrackerError };
  /** The repository's own templates: NAME → its text. Throws `database`. */
  templateFiles(): Record<string, string>;
  /** Where a status that is set now holds, as a name: a branch, a work tree; undefined where there is no other place. */
  place(): string | undefined;
  close(): void;
}
