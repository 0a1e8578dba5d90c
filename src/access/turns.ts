import type { TurnName } from './access.ts';
import type { Connection } from './connection.ts';

/** True: it is this holder's turn, or still is, until so many milliseconds from now. False: another process's. */
export function takeTurn(connection: Connection, name: TurnName, holder: string, ms: number): boolean {
  const { prepare, tracker, now } = connection;
  return connection.transact(() => {
    const row = prepare('select holder, until from turns where tracker = ? and name = ?').get(tracker, name) as
      | { holder: string; until: number }
      | undefined;
    // A clock that was set back must not keep everybody out for ever.
    if (row && row.holder !== holder && row.until > now() && row.until <= now() + longestMs) return false;
    prepare('insert or replace into turns (tracker, name, holder, until) values (?, ?, ?, ?)').run(
      ...[tracker, name, holder, now() + Math.min(ms, longestMs)],
    );
    return true;
  });
}

export const leaveTurn = ({ prepare, tracker }: Connection, name: TurnName, holder: string): void =>
  void prepare('delete from turns where tracker = ? and name = ? and holder = ?').run(tracker, name, holder);

const longestMs = 3_600_000;
