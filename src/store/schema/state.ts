import type { Db } from './connect.ts';
import { type Position, readPosition } from './position.ts';

/** A tracker as it is at one moment: it stays so for as long as somebody works with it. */
export interface State {
  readonly db: Db;
  /** Read when it is asked for. */
  readonly position: Position;
}

export const stateOf = (db: Db): State => ({
  db,
  get position() {
    return readPosition(db);
  },
});
