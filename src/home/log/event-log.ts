import type { Step } from '../../store/apply/draft.ts';

/** What keeps one tracker's events in the order in which they were made: a table of a database server, say. */
export interface EventLog {
  /** At most `limit` steps after a position, in their order, and the position that they lead to. */
  since(after: number, limit: number): Promise<{ steps: Step[]; head: number }>;
  /**
   * All of these steps, as the next ones, or none where others have come after the position. Answers the new position.
   * Where a step masks an event, nothing is left of that in the steps before: it is the mask there, too.
   */
  append(after: number, steps: readonly Step[]): Promise<number | 'behind'>;
  /** Calls `changed` after each append, whoever made it. Answers how to stop. */
  watch(changed: () => void): () => void;
}
