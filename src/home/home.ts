import type { Draft } from '../store/apply/draft.ts';
import type { Position } from '../store/schema/position.ts';
import type { State } from '../store/schema/state.ts';

/** Where a tracker's events live. Any number of callers may read and write at once. */
export interface Home {
  /** Gives one complete state, which stays as it is while `work` runs, whoever writes. `work` may run again on a newer one. */
  read<T>(work: (state: State) => Promise<T>): Promise<T>;
  /**
   * What `work` makes of the draft becomes the next state, or, where it throws or `dryRun` is set, nothing does; it may run
   * again on a newer one. When this returns, the state is kept.
   */
  write<T>(work: (draft: Draft) => Promise<T>, options?: { dryRun?: boolean }): Promise<T>;
  /**
   * Calls `changed` with the position of each new state, whoever made it, once: of states that come within a moment with
   * that of the last one. Answers how to stop. Nothing is watched before somebody asks, and no process lives on for it.
   */
  watch(changed: (position: Position) => void): () => void;
  /** What users are to be told once of the place where the events live. */
  takeNote(): string | undefined;
  /** The error of a call, told as the home's own fault where it is that. */
  blame(error: unknown): unknown;
  /** Waits for what is under way behind it. */
  close(): Promise<void>;
}
