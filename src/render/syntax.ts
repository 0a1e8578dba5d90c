import type { NextCall } from '../domain/hint.ts';
import { isPlaceholder } from '../domain/input/placeholders.ts';

/** How a door writes what its reader may send next. */
export interface Syntax {
  call(next: NextCall): string;
  /** A field to be added to the call that was answered. */
  field(name: string, value: string | number): string;
  /** Where the tracker is on the reader's own machine, as a path; a door to another machine has none. */
  place?: string;
}

/** The same for the reader that the call has named by `as`: what it may send next names it too. */
export const syntaxFor = (syntax: Syntax, as: unknown): Syntax =>
  (typeof as === 'string' || typeof as === 'number') && !isPlaceholder('as', as)
    ? { ...syntax, call: ({ tool, args }) => syntax.call({ tool, args: { ...args, as } }) }
    : syntax;
