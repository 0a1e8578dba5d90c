import type { NextCall } from '../domain/hint.ts';

/** How a door writes what its reader may send next. */
export interface Syntax {
  call(next: NextCall): string;
  /** A field to be added to the call that was answered. */
  field(name: string, value: string | number): string;
}
