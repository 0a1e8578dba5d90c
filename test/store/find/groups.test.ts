import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { findTickets } from '../../../src/store/find/find.ts';
import { findReady } from '../../../src/store/find/ready.ts';
import { askedTickets, titlesFound } from '../../support/asked-tickets.ts';
import { read, recordTickets } from '../../support/recorded-tickets.ts';

/** A condition, and what it should find of all tickets that are not archived. */
interface Asked {
  text: string;
  found: ReadonlySet<string>;
}

describe('OR, brackets and a minus before them', () => {
  const { tx } = askedTickets();
  const single = ['login', 'signup', 'fails', 'finished', '"the login"', 'waiting', '-login', 'type:bug', '-type:bug'];
  const others = ['is:open', 'label:security', 'no:due', 'points:>=5', 'sign* discussed', 'assignee:bob', 'nonsense'];

  /** Builds a query and, by sets, its answer. */
  const asked = (leaves: ReadonlyMap<string, ReadonlySet<string>>, all: ReadonlySet<string>) =>
    fc.letrec<{ any: Asked }>((tie) => ({
      any: fc.oneof(
        { maxDepth: 3, depthIdentifier: 'query' },
        fc.constantFrom(...leaves.keys()).map((text) => ({ text, found: leaves.get(text)! })),
        fc.tuple(tie('any'), tie('any')).map(([a, b]) => ({
          text: `(${a.text}) OR (${b.text})`,
          found: new Set([...a.found, ...b.found]),
        })),
        fc.tuple(tie('any'), tie('any')).map(([a, b]) => ({
          text: `(${a.text}) (${b.text})`,
          found: new Set([...a.found].filter((one) => b.found.has(one))),
        })),
        tie('any').map(({ text, found }) => ({
          text: `-(${text})`,
          found: new Set([...all].filter((one) => !found.has(one))),
        })),
      ),
    })).any;

  test('find what sets of what their parts find say', async () => {
    const setOf = async (text: string) => new Set(await titlesFound(tx(), text));
    const leaves = new Map<string, ReadonlySet<string>>();
    for (const text of [...single, ...others]) leaves.set(text, await setOf(text));
    const all = await setOf('');
    await fc.assert(
      fc.asyncProperty(asked(leaves, all), async ({ text, found }) => {
        const query = read(text);
        // Two values of what a ticket has one of are any of them without brackets, too.
        fc.pre(!query.notes.length && !/(?:type|points):/.test(text.replace(/type:bug/, '')));
        const { rows, total } = await findTickets(tx(), query, { limit: 50 });
        expect([text, rows.map((row) => row.title).toSorted()]).toEqual([text, [...found].toSorted()]);
        expect(total).toBe(found.size);
      }),
      { numRuns: 400 },
    );
  });

  test.each([
    ['login OR finished', ['finished', 'login']],
    ['(login OR signup) type:task', ['signup']],
    ['type:bug OR discussed', ['login', 'signup']],
    ['(type:bug fails) OR (type:task discussed)', ['login', 'signup']],
    ['(is:archived OR type:bug) -epic', ['login', 'shelved']],
    ['shelved OR (is:archived label:security)', ['shelved']],
    ['-(login OR signup OR finished) type:task', ['stuck', 'waiting']],
  ])('%s finds %j', async (text, titles) => {
    expect((await titlesFound(tx(), text)).toSorted()).toEqual(titles);
  });

  test('rank what they find by its words, page by page', async () => {
    const { create, tx: other } = recordTickets();
    create('Notes on the port', { description: 'A lighthouse and a harbour.' });
    create('Lighthouse');
    create('Harbour', { type: 'bug' });
    create('Pier');
    const pages: string[] = [];
    let after: string | undefined;
    do {
      const page = await findTickets(other(), read('lighthouse OR harbour'), { limit: 1, after });
      expect(page.total).toBe(3);
      pages.push(page.rows[0]!.title);
      after = page.next;
    } while (after !== undefined);
    expect(pages.toSorted()).toEqual(['Harbour', 'Lighthouse', 'Notes on the port']);
    expect(pages[2]).toBe('Notes on the port');
    expect(await titlesFound(other(), 'lighthouse (type:task OR harbour)')).toEqual([
      'Lighthouse',
      'Notes on the port',
    ]);
  });

  test('of keys name these tickets', async () => {
    const { create, tx: other } = recordTickets();
    create('one');
    create('two');
    create('three');
    expect((await titlesFound(other(), 'PAY-100001 OR 100003')).toSorted()).toEqual(['one', 'three']);
  });

  test('narrow what is ready, too', async () => {
    const { rows } = await findReady(tx(), read('type:bug OR type:task'), { limit: 9 });
    expect(rows.map((row) => row.title)).toEqual(['login', 'signup']);
    expect((await findReady(tx(), read('nonsense OR signup'), { limit: 9 })).total).toBe(1);
  });

  test('are named where they leave nothing', async () => {
    expect(await findTickets(tx(), read('login (type:epic OR signup)'), { limit: 5 })).toEqual({
      ...{ rows: [], total: 0, emptiedBy: '(type:epic OR signup)' },
    });
  });
});
