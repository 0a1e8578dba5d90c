import * as z from 'zod/mini';
import { countTickets } from '../../store/find/find.ts';
import { findReady } from '../../store/find/ready.ts';
import { defineAction, pageFields, queryField } from '../action.ts';
import { findHeldUp } from '../claim/held-up.ts';
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
    if (page.total > 0) return page;
    const matching = await countTickets(tx, query);
    const heldUp = matching > 0 ? await findHeldUp(tx, query) : undefined;
    return { ...page, ...(heldUp && { heldUp }), ...(await findBlame(tx, query, matching)) };
  },
});
