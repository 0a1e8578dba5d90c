import * as z from 'zod/mini';
import { combine } from '../../domain/query/query.ts';
import { renderQuery } from '../../domain/query/render.ts';
import { isTerminal } from '../../domain/rules/workflow.ts';
import { countByStatus, countTickets, type StatusCount } from '../../store/find/find.ts';
import { readScope } from '../../store/find/scope.ts';
import { type ClosedInGit, listClosedInGit } from '../../store/read/commits.ts';
import { listConflicting, listUnapproved } from '../../store/read/conflicts.ts';
import type { ReadTx } from '../../store/tx.ts';
import { defineAction, queryField } from '../action.ts';
import { findBlame, readQuery } from '../query.ts';

export interface SummaryResult {
  query: string;
  notes: string[];
  emptiedBy?: string | undefined;
  nearest?: string | undefined;
  total: number;
  open: number;
  /** Type → status → number, in the order of the workflows. */
  types: Record<string, Record<string, number>>;
  ready: number;
  blocked: number;
  claimed: number;
  overdue: number;
  /** Tickets with values that lost against a concurrent change. */
  conflicts: { key: string; fields: string[] }[];
  /** Gated tickets in their positive terminal status whose latest submission is not approved (after a merge). */
  unapproved: string[];
  /** Open tickets that a commit on the default branch says it closes. */
  closedInGit: ClosedInGit[];
}

export const summary = defineAction({
  tool: 'board',
  name: 'summary',
  access: 'read',
  input: () => z.strictObject({ ...queryField }),
  filters: true,
  example: {},
  lookUp: (repository) => repository.listNaming('default'),
  async run(tx, input, commits): Promise<SummaryResult> {
    const query = readQuery(tx, input);
    const counts = await countByStatus(tx, query);
    const total = counts.reduce((sum, row) => sum + row.count, 0);
    const open = counts
      .filter((row) => !isTerminal(tx.config.types, row.type, row.status))
      .reduce((sum, row) => sum + row.count, 0);
    const also = (state: string) => countTickets(tx, combine(query, readQuery(tx, { query: state })));
    const scope = await readScope(tx, query);
    return {
      ...{ query: renderQuery(query), notes: query.notes, total, open, types: groupCounts(tx, counts) },
      ...(await findBlame(tx, query, total)),
      ready: await also('is:ready'),
      blocked: await also('is:blocked is:open'),
      claimed: await also('is:claimed'),
      overdue: await also('is:overdue'),
      conflicts: listConflicting(tx, await readScope(tx, query, 'walk')).map(({ key, fields }) => ({ key, fields })),
      unapproved: listUnapproved(tx, scope).map(({ key }) => key),
      closedInGit: listClosedInGit(tx, commits, scope),
    };
  },
});

function groupCounts(tx: ReadTx, counts: readonly StatusCount[]): SummaryResult['types'] {
  const types: SummaryResult['types'] = {};
  for (const name of [...Object.keys(tx.config.types), ...counts.map((row) => row.type)]) {
    const own = counts.filter((row) => row.type === name);
    if (own.length === 0) continue;
    const order = Object.keys(tx.config.types[name]?.moves ?? {});
    const statuses = new Map<string, number>();
    for (const status of [...order, ...own.map((row) => row.status)]) {
      const count = own.filter((row) => row.status === status).reduce((sum, row) => sum + row.count, 0);
      if (count > 0) statuses.set(status, count);
    }
    types[name] = Object.fromEntries(statuses);
  }
  return types;
}
