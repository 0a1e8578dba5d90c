import fc from 'fast-check';
import { expect, test } from 'vitest';
import { listColumns } from '../../../src/store/find/columns.ts';
import { findReady } from '../../../src/store/find/ready.ts';
import { openRanking } from '../../support/ranking.ts';
import { read } from '../../support/recorded-tickets.ts';

const card = fc.record({
  priority: fc.constantFrom('urgent', 'medium', 'low'),
  status: fc.constantFrom('backlog', 'todo', 'in_progress'),
});
const drag = fc.record({ what: fc.nat(), to: fc.nat(), says: fc.constantFrom('after', 'before', 'both') });
const boards = fc.record({
  cards: fc.array(card, { minLength: 2, maxLength: 12 }),
  drags: fc.array(drag, { minLength: 1, maxLength: 12 }),
});

test('after any drags a column lies as a list would from which each card was taken and put in elsewhere', async () => {
  await fc.assert(
    fc.asyncProperty(boards, async ({ cards, drags }) => {
      const { create, put, column } = openRanking();
      for (const [n, fields] of cards.entries()) create(`t${n}`, fields as object);
      for (const { what, to, says } of drags) {
        const lists = { todo: await column('todo'), doing: await column('doing') };
        const [name, list] =
          lists.todo.length > 1 ? (['todo', lists.todo] as const) : (['doing', lists.doing] as const);
        if (list.length < 2) return;
        const moved = list[what % list.length]!;
        const rest = list.filter((one) => one !== moved);
        const at = to % (rest.length + 1);
        const [after, before] = [rest[at - 1], rest[at]];
        const names = {
          ...(after !== undefined && (says !== 'before' || before === undefined) && { after }),
          ...(before !== undefined && (says !== 'after' || after === undefined) && { before }),
        };
        const { already, events } = await put(moved, names);
        const wanted = rest.toSpliced(at, 0, moved);
        expect(await column(name)).toEqual(wanted);
        // One that ends where it began is none, and no other column is touched.
        expect(already).toBe(list.join() === wanted.join());
        expect(events === 0).toBe(already);
        const other = name === 'todo' ? 'doing' : 'todo';
        expect(await column(other)).toEqual(lists[other]);
      }
    }),
    { numRuns: 60 },
  );
});

test('columns by status, and what is ready, are in the order of the cards', async () => {
  const { create, put, cards, tx } = openRanking();
  for (let n = 0; n < 9; n++) create(`t${n}`, { status: n % 2 ? 'todo' : 'backlog' });
  for (const [what, after] of ['t8 t1', 't2 t5', 't5 t0', 't0 t8', 't7 t3'].map((line) => line.split(' ')))
    await put(what!, { after: after! });
  const titles = (await cards()).map(({ title }) => title);
  expect(titles).not.toEqual(titles.toSorted());
  for (const query of ['', 'is:open']) {
    const columns = await listColumns(tx(), read(query), { statuses: ['todo', 'backlog'], limit: 9 });
    for (const [status, rows] of columns)
      expect([status, rows.map(({ title }) => title)]).toEqual([
        status,
        titles.filter((title) => (Number(title.slice(1)) % 2 ? 'todo' : 'backlog') === status),
      ]);
  }
  const ready: string[] = [];
  for (let after: string | undefined; ; ) {
    const page = await findReady(tx(), read(''), { limit: 2, after });
    ready.push(...page.rows.map(({ title }) => title));
    after = page.next;
    if (after === undefined) break;
  }
  expect(ready).toEqual(titles);
});
