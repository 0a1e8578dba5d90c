import type { Workspace } from '../../home/workspace.ts';
import { getRow, idOf } from '../../store/read/tickets.ts';
import { nobody } from '../author.ts';

/** A ticket that somebody holds, and until when if they are not heard of again. */
export interface ToldLease {
  ticket: string;
  key: string;
  actor: string;
  /** ISO 8601, UTC. */
  until: string;
}

/** In the order of their tickets. Whether a session was heard of again only moves the end, which is told to the minute. */
export function readLeases(workspace: Pick<Workspace, 'read'>): Promise<ToldLease[]> {
  return workspace.read(nobody, async (tx) =>
    [...tx.liveClaims]
      .sort(([a], [b]) => a - b)
      .map(([ticket, { actor, until }]) => {
        const row = getRow(tx, ticket);
        const minute = Math.floor(until / 60_000) * 60_000;
        return { ticket: idOf(row), key: row.key, actor, until: new Date(minute).toISOString() };
      }),
  );
}
