import * as z from 'zod/mini';
import { countFitting, defaultBudget, estimateTokens } from '../../domain/input/budget.ts';
import { wantedFilters } from '../../domain/query/model.ts';
import type { Query } from '../../domain/query/query.ts';
import { renderQuery } from '../../domain/query/render.ts';
import { allStatuses, type Category, terminalStatuses } from '../../domain/rules/workflow.ts';
import { listColumns } from '../../store/find/columns.ts';
import { countByStatus } from '../../store/find/find.ts';
import type { ReadTx } from '../../store/tx.ts';
import { defineAction, pageFields, queryField } from '../action.ts';
import { findBlame, readQuery } from '../query.ts';
import type { TicketLine } from '../ticket/list.ts';
import { type Card, cardsOf, categoryIn } from './card.ts';

export interface Column {
  status: string;
  count: number;
  /** How many of them are in which of the columns that people have, over all types. */
  categories: Partial<Record<Category, number>>;
  tickets: Card[];
}

export interface KanbanResult {
  columns: Column[];
  query: string;
  notes: string[];
  emptiedBy?: string | undefined;
  nearest?: string | undefined;
  /** Tickets within the limit that did not fit into the budget. */
  left: number;
}

export const kanban = defineAction({
  tool: 'board',
  name: 'kanban',
  access: 'read',
  input: () => z.strictObject({ ...queryField, limit: pageFields.limit, budget: pageFields.budget }),
  filters: true,
  example: { query: 'type:bug' },
  async run(tx, input): Promise<KanbanResult> {
    const query = readQuery(tx, input);
    const { limit = 5, budget = defaultBudget } = input;
    const counts = await countColumns(tx, query);
    const terminal = new Set(terminalStatuses(tx.config.types).map(({ status }) => status));
    // What is done is counted; it is shown where it is asked for.
    const shown = asksForClosed(query) ? [...counts.keys()] : [...counts.keys()].filter((one) => !terminal.has(one));
    const rows = await listColumns(tx, query, { statuses: shown, limit });
    // Its status is the column that a ticket is in.
    const tickets = cardsOf(tx, [...rows.values()].flat()).map((line) => ({ column: line.status, line }));
    const fitting = tickets.slice(0, countFitting(tickets, budget, costOf));
    return {
      columns: [...counts].map(([status, categories]) => ({
        status,
        count: sumOf(categories),
        categories,
        tickets: fitting.filter(({ column }) => column === status).map(({ line }) => line),
      })),
      query: renderQuery(query),
      notes: query.notes,
      ...(await findBlame(tx, query, counts.size)),
      left: tickets.length - fitting.length,
    };
  },
});

const asksForClosed = (query: Query): boolean =>
  wantedFilters(query).some(
    (filter) =>
      !filter.not && (filter.field === 'status' || (filter.field === 'is' && filter.values.includes('closed'))),
  );

const costOf = ({ line }: { line: TicketLine }): number =>
  estimateTokens(line.title) + estimateTokens(line.assignees.join(' @')) + 6;

type Counts = Partial<Record<Category, number>>;

const sumOf = (counts: Counts): number => Object.values(counts).reduce((sum, count) => sum + count, 0);

/** Status → numbers of tickets, in the order of the workflows; statuses that no workflow knows come last. */
async function countColumns(tx: ReadTx, query: Query): Promise<Map<string, Counts>> {
  const counts = new Map<string, Counts>();
  for (const status of allStatuses(tx.config.types)) counts.set(status, {});
  for (const row of await countByStatus(tx, query)) {
    const category = categoryIn(tx, row);
    const known = counts.get(row.status) ?? {};
    counts.set(row.status, { ...known, [category]: (known[category] ?? 0) + row.count });
  }
  const terminal = new Set(terminalStatuses(tx.config.types).map((one) => one.status));
  const filled = [...counts].filter(([, categories]) => sumOf(categories) > 0);
  return new Map([
    ...filled.filter(([status]) => !terminal.has(status)),
    ...filled.filter(([status]) => terminal.has(status)),
  ]);
}
