import * as z from 'zod/mini';
import { countTickets } from '../../store/find/find.ts';
import { findReady } from '../../store/find/ready.ts';
import { defineAction, pageFields, queryField } from '../action.ts';
import { findBlame, readQuery } from '../query.ts';
import { type ListResult, listPage, notePassed } from '../ticket/list.ts';

export const ready = defineAction({
  tool: 'board',
  name: 'ready',
  access: 'read',
  input: () => z.strictObject({ ...queryField, ...pageFields }),
  filters: true,
  example: { limit: 5 },
  async run(tx, input): Promise<ListResult> {
    const query = readQuery(tx, input);
    const page = await listPage(tx, query, { limit: 10, ...input }, findReady);
    if (input.cursor === undefined) await notePassed(tx, query);
    return { ...page, ...(await findBlame(tx, query, page.total || (await countTickets(tx, query)))) };
  },
});
