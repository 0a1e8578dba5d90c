import type { HistoryEntry, HistoryResult } from '../actions/ticket/history.ts';
import { type EventCommit, findEventCommits } from '../git/ask/event-commits.ts';
import { GitRefusal } from '../git/ask/refusal.ts';
import type { Location } from '../home/file/location.ts';

export interface CommittedHistory extends HistoryResult {
  entries: (HistoryEntry & {
    /** The full hash; null where the event is not committed. Missing outside git, and where git could not be asked. */
    commit?: string | null;
    /** The versions before that commit cannot be read here: the event may have come earlier. */
    orOlder?: true;
  })[];
}

/** The history with the commit in which each event came into HEAD's history; `warn` is told where git could not be asked. */
export async function withCommits(
  history: HistoryResult,
  location: Location,
  warn: (line: string) => void,
): Promise<CommittedHistory> {
  const ids = history.entries.filter(({ kind }) => kind !== 'commit').map(({ id }) => id);
  if (!location.gitDir || ids.length === 0) return history;
  const found = await findEventCommits(location, ids).catch((error: unknown) => {
    if (!(error instanceof GitRefusal)) throw error;
    warn(`note: the commits of these were not looked up, as ${error.message}`);
    return undefined;
  });
  return found
    ? { ...history, entries: history.entries.map((entry) => withCommit(entry, found.get(entry.id))) }
    : history;
}

const withCommit = (entry: HistoryEntry, carried: EventCommit | undefined): CommittedHistory['entries'][number] => ({
  ...entry,
  commit: entry.kind === 'commit' ? entry.id : (carried?.commit ?? null),
  ...(carried?.orOlder && { orOlder: true }),
});
