import { z } from 'zod';
import { countFitting, defaultBudget, estimateTokens } from '../../domain/budget.ts';
import { combine, type Query, queryOf } from '../../domain/query.ts';
import { renderQuery } from '../../domain/render-query.ts';
import { allStatuses, terminalStatuses } from '../../domain/workflow.ts';
import { countByStatus, findTickets } from '../../store/find.ts';
import type { ReadTx } from '../../store/tx.ts';
import { defineAction, pageFields, queryField } from '../action.ts';
import { readQuery } from '../query.ts';
import { lineOf, type TicketLine } from '../ticket/list.ts';

export interface Column {
  status: string;
  count: number;
  tickets: TicketLine[];
}

export interface KanbanResult {
  columns: Column[];
  query: string;
  notes: string[];
}

export const kanban = defineAction({
  tool: 'board',
  name: 'kanban',
  access: 'read',
  input: z.strictObject({ ...queryField, limit: pageFields.limit, budget: pageFields.budget }),
  filters: true,
  example: { query: 'type:bug' },
  async run(tx, input): Promise<KanbanResult> {
    const query = readQuery(tx, input);
    const { limit = 5, budget = defaultBudget } = input;
    const counts = await countColumns(tx, query);
    const terminal = new Set(terminalStatuses(tx.config.types).map(({ status }) => status));
    // What is done is counted; it is shown where it is asked for.
    const wantsClosed = query.filters.some(
      (filter) =>
        !filter.not && (filter.field === 'status' || (filter.field === 'is' && filter.values.includes('closed'))),
    );
    const columns: Column[] = [];
    let left = budget;
    for (const [status, count] of counts) {
      const hidden = terminal.has(status) && !wantsClosed;
      const tickets = hidden || left <= 0 ? [] : await listColumn(tx, query, status, limit);
      const fitting = tickets.slice(0, left <= 0 ? 0 : countFitting(tickets, left, costOf));
      for (const ticket of fitting) left -= costOf(ticket);
      columns.push({ status, count, tickets: fitting });
    }
    return { columns, query: renderQuery(query), notes: query.notes };
  },
});

const costOf = ({ title }: TicketLine): number => estimateTokens(title) + 5;

/** Status → number of tickets, in the order of the workflows; statuses that no workflow knows come last. */
async function countColumns(tx: ReadTx, query: Query): Promise<Map<string, number>> {
  const counts = new Map<string, number>();
  for (const status of allStatuses(tx.config.types)) counts.set(status, 0);
  for (const { status, count } of await countByStatus(tx, query)) counts.set(status, (counts.get(status) ?? 0) + count);
  const terminal = new Set(terminalStatuses(tx.config.types).map((one) => one.status));
  const filled = [...counts].filter(([, count]) => count > 0);
  return new Map([
    ...filled.filter(([status]) => !terminal.has(status)),
    ...filled.filter(([status]) => terminal.has(status)),
  ]);
}

async function listColumn(tx: ReadTx, query: Query, status: string, limit: number): Promise<TicketLine[]> {
  const words = { types: Object.keys(tx.config.types), statuses: [...allStatuses(tx.config.types), status] };
  const column = combine(query, queryOf({ status: [status] }, words));
  const sorted: Query = column.sort ? column : { ...column, sort: { by: 'priority', direction: 'desc' } };
  const { rows } = await findTickets(tx, sorted, { limit });
  return rows.map((row) => lineOf(tx, row));
}
