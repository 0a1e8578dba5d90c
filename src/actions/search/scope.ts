import { emptyQuery, type Query, wantedFilters, wantedTerms } from '../../domain/query/model.ts';
import { countTickets } from '../../store/find/find.ts';
import { asksForArchived } from '../../store/find/scope.ts';
import type { ReadTx } from '../../store/tx.ts';

/** Where it was looked: so that "nothing found" is not taken for more than it says. */
export interface Scope {
  /** How many tickets: all that are not archived, or those that are, where these are asked for. */
  tickets: number;
  /** The texts in which words are looked for; none where only qualifiers were asked for. */
  fields: readonly string[];
  /** Whether the query leaves tickets of some status out by itself. */
  byStatus: boolean;
  /** Archived tickets, which were left out, and how many of them match. */
  archived: number;
  archivedMatching: number;
}

const textFields = ['titles', 'descriptions', 'notes', 'labels'] as const;

/** Undefined where there is nothing to say: something was found, and nothing archived would have been besides. */
export async function readSearched(tx: ReadTx, query: Query, total: number): Promise<Scope | undefined> {
  const withArchived = asksForArchived(query);
  const archived = await countTickets(tx, archivedOnly(emptyQuery()));
  const archivedMatching = withArchived || archived === 0 ? 0 : await countTickets(tx, archivedOnly(query));
  if (total > 0 && archivedMatching === 0) return undefined;
  const unarchived = await countTickets(tx, emptyQuery());
  return {
    tickets: withArchived ? unarchived + archived : unarchived,
    fields: wantedTerms(query).length > 0 ? textFields : [],
    byStatus: wantedFilters(query).some(({ field }) => field === 'is' || field === 'status'),
    archived: withArchived ? 0 : archived,
    archivedMatching,
  };
}

const archivedOnly = (query: Query): Query => ({
  ...query,
  filters: [...query.filters, { field: 'is', not: false, values: ['archived'] }],
});
