/**
 * A type as it is written, here and in `.tracker/config.json`. The keys of `moves` are the type's statuses, in the order
 * of a board's columns (a terminal one without moves may be left out); a move that needs a message giving the reason ends
 * in `!`. Closing a ticket leads to `done`.
 */
export interface TypeDefinition {
  initial: string;
  ready?: readonly string[] | undefined;
  done: string;
  terminal: readonly string[];
  moves: Readonly<Record<string, readonly string[]>>;
  /** In which column of people's boards a status stands, where it is not as `categoryOf` has it. */
  categories?: Readonly<Record<string, Category>> | undefined;
}

/** The columns of people's boards, over all types. */
export const categories = ['todo', 'doing', 'review', 'done'] as const;
export type Category = (typeof categories)[number];

/** The state machines of the five types. */
export const builtInTable: Readonly<Record<string, TypeDefinition>> = {
  task: {
    initial: 'backlog',
    ready: ['backlog', 'todo'],
    done: 'done',
    terminal: ['done', 'cancelled'],
    moves: {
      backlog: ['todo', 'in_progress', 'cancelled'],
      todo: ['backlog', 'in_progress', 'cancelled'],
      in_progress: ['todo', 'blocked!', 'review', 'done', 'cancelled'],
      blocked: ['todo', 'in_progress', 'cancelled'],
      review: ['in_progress', 'done', 'cancelled'],
      done: ['backlog!', 'todo!', 'in_progress!'],
      cancelled: ['backlog!', 'todo!', 'in_progress!'],
    },
  },
  bug: {
    initial: 'triage',
    ready: ['confirmed'],
    done: 'resolved',
    terminal: ['resolved', 'wont_fix'],
    moves: {
      triage: ['confirmed', 'wont_fix!'],
      confirmed: ['in_progress', 'wont_fix!'],
      in_progress: ['confirmed', 'blocked!', 'review', 'resolved', 'wont_fix!'],
      blocked: ['in_progress', 'wont_fix!'],
      review: ['in_progress', 'resolved', 'wont_fix!'],
      resolved: ['triage!', 'confirmed!', 'in_progress!'],
      wont_fix: ['triage!', 'confirmed!', 'in_progress!'],
    },
  },
  feature: {
    initial: 'proposed',
    ready: ['approved'],
    done: 'shipped',
    terminal: ['shipped', 'rejected'],
    moves: {
      proposed: ['approved', 'rejected!'],
      approved: ['in_progress', 'rejected!'],
      in_progress: ['approved', 'blocked!', 'review', 'shipped', 'rejected!'],
      blocked: ['in_progress', 'rejected!'],
      review: ['in_progress', 'shipped', 'rejected!'],
      shipped: ['proposed!', 'approved!', 'in_progress!'],
      rejected: ['proposed!', 'approved!', 'in_progress!'],
    },
  },
  decision: {
    initial: 'open',
    done: 'decided',
    terminal: ['decided', 'deferred'],
    moves: {
      open: ['decided', 'deferred'],
      decided: ['open!'],
      deferred: ['open'],
    },
  },
  epic: {
    initial: 'open',
    done: 'done',
    terminal: ['done', 'cancelled'],
    moves: {
      open: ['in_progress', 'cancelled!'],
      in_progress: ['open', 'done', 'cancelled!'],
      done: ['open!', 'in_progress!'],
      cancelled: ['open!', 'in_progress!'],
    },
  },
};
