import type { HistoryEntry, HistoryResult } from '../actions/ticket/history.ts';
import { findEventCommits } from '../git/ask/event-commits.ts';
import type { Location } from '../home/file/location.ts';

export interface CommittedHistory extends HistoryResult {
  entries: (HistoryEntry & {
    /** The full hash; null where the event is not committed. Missing outside git. */
    commit?: string | null;
    /** The versions before that commit cannot be read here: the event may have come earlier. */
    orOlder?: true;
  })[];
}

/** The history with the commit in which each event came into HEAD's history. */
export async function withCommits(history: HistoryResult, location: Location): Promise<CommittedHistory> {
  const ids = history.entries.map(({ id }) => id);
  const found = location.gitDir && ids.length > 0 ? await findEventCommits(location, ids) : undefined;
  if (!found) return history;
  return {
    ...history,
    entries: history.entries.map((entry) => {
      const carried = found.get(entry.id);
      return { ...entry, commit: carried?.commit ?? null, ...(carried?.orOlder && { orOlder: true }) };
    }),
  };
}
