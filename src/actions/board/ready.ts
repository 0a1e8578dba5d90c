import { z } from 'zod';
import { countFitting, defaultBudget, estimateTokens } from '../../domain/budget.ts';
import { renderQuery } from '../../domain/render-query.ts';
import { countTickets } from '../../store/find.ts';
import { findReady } from '../../store/find-ready.ts';
import { defineAction, pageFields, queryField } from '../action.ts';
import { findBlame, readQuery } from '../query.ts';
import { type ListResult, lineOf } from '../ticket/list.ts';

export const ready = defineAction({
  tool: 'board',
  name: 'ready',
  access: 'read',
  input: z.strictObject({ ...queryField, ...pageFields }),
  filters: true,
  example: { limit: 5 },
  async run(tx, input): Promise<ListResult> {
    const query = readQuery(tx, input);
    const { limit = 10, cursor, budget = defaultBudget } = input;
    let found = await findReady(tx, query, { limit, after: cursor });
    const fitting = countFitting(found.rows, budget, (row) => estimateTokens(row.title) + 6);
    if (fitting < found.rows.length) found = await findReady(tx, query, { limit: fitting, after: cursor });
    return {
      tickets: found.rows.map((row) => lineOf(tx, row)),
      total: found.total,
      query: renderQuery(query),
      notes: query.notes,
      ...(await findBlame(tx, query, found.total || (await countTickets(tx, query)))),
      cursor: found.next,
    };
  },
});
