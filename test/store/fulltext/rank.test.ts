import { describe, expect, test } from 'vitest';
import { openIndexFile } from '../../../src/store/fulltext/index-file.ts';
import type { Match } from '../../../src/store/fulltext/match.ts';
import { listMatches, type RankOptions, rankMatches } from '../../../src/store/fulltext/rank.ts';
import { updateIndex } from '../../../src/store/fulltext/update.ts';
import { tickets } from '../../../src/store/schema/schema.ts';
import { recordTickets } from '../../support/recorded-tickets.ts';
import { search, word } from '../../support/searching.ts';

test('titles, labels, descriptions and comments are searched, a title counting most', async () => {
  const { db, create, comment, fullText } = recordTickets();
  const commented = create('in a comment');
  create('in the description', { description: 'The webhook is late.' });
  create('in a label', { labels: ['webhook'] });
  comment(commented, 'See the webhook.');
  create('webhook in the title');
  create('nothing');
  const found = await search(db, fullText, word('webhook'));
  expect(found[0]).toBe('webhook in the title');
  expect(found.toSorted()).toEqual(['in a comment', 'in a label', 'in the description', 'webhook in the title']);
});

test('archived tickets are kept apart', async () => {
  const { db, create, archive, change, fullText } = recordTickets();
  const old = create('old webhook');
  create('new webhook');
  archive(old);
  const list = (archived: 'without' | 'only' | 'with') =>
    fullText.search(db, [word('webhook')], (found) => [found.list(archived).length, found.count(archived)]);
  expect([await list('without'), await list('only'), await list('with')]).toEqual([
    [1, 1],
    [1, 1],
    [2, 2],
  ]);
  change(old, { set: { archived: false } });
  expect(await list('without')).toEqual([2, 2]);
});

test('beyond 500 matches pages go on, each ticket once', async () => {
  const { db, create, fullText } = recordTickets();
  for (let i = 0; i < 620; i++) create(`webhook number ${i}`);
  const seen = new Set<number>();
  for (let offset = 0; offset < 620; offset += 90) {
    const hits = await fullText.search(db, [word('webhook')], (found) =>
      found.rank({ archived: 'without', offset, limit: 90 }),
    );
    for (const hit of hits!) seen.add(hit.number);
  }
  expect(seen.size).toBe(620);
});

/** An index of tickets in the order of their making, and their titles by number. */
async function ranked(make: (book: ReturnType<typeof recordTickets>) => void) {
  const book = recordTickets();
  make(book);
  const index = openIndexFile(':memory:');
  await updateIndex(index, book.db);
  const titles = new Map(
    book.db
      .select()
      .from(tickets)
      .all()
      .map((row) => [row.ticket, row.title]),
  );
  const titlesOf = (options: Partial<RankOptions>, match: Match = { expression: '"log"' }) =>
    rankMatches(index, match, { archived: 'without', offset: 0, limit: 50, ...options }).map(({ number }) =>
      titles.get(number),
    );
  return { index, titles, titlesOf };
}

describe('a ranking', () => {
  test('of what matches alike is by age, the newest first, archived tickets behind the others', async () => {
    const { index, titles, titlesOf } = await ranked(({ create, archive }) => {
      const [first] = ['log a', 'log b', 'log c', 'log d'].map((title) => create(title));
      archive(first!);
      archive(create('log e'));
    });
    expect(titlesOf({})).toEqual(['log d', 'log c', 'log b']);
    expect(titlesOf({ archived: 'only' })).toEqual(['log e', 'log a']);
    expect(titlesOf({ archived: 'with' })).toEqual(['log d', 'log c', 'log b', 'log e', 'log a']);
    const listed = listMatches(index, { expression: '"log"' }, 'with').map((number) => titles.get(number));
    expect(listed).toEqual(titlesOf({ archived: 'with' }));
  });

  test('has pages, with and without tickets that are left out, and nothing behind its end', async () => {
    const { titles, titlesOf } = await ranked(({ create }) => {
      for (const letter of 'abcdefgh') create(`log ${letter}`);
    });
    const all = titlesOf({});
    expect([titlesOf({ limit: 3 }), titlesOf({ offset: 3, limit: 3 })]).toEqual([all.slice(0, 3), all.slice(3, 6)]);
    expect([titlesOf({ offset: 6, limit: 3 }), titlesOf({ offset: 8 }), titlesOf({ limit: 0 })]).toEqual([
      all.slice(6),
      [],
      [],
    ]);
    const among = new Set([...titles.keys()].filter((number) => number % 2 === 0));
    const even = all.filter((title) => 'bdfh'.includes(title!.at(-1)!));
    expect([titlesOf({ among }), titlesOf({ among, offset: 1, limit: 2 })]).toEqual([even, even.slice(1, 3)]);
    expect(titlesOf({ among: new Set() })).toEqual([]);
  });

  test('has the better hits first, and of those the ones that match more', async () => {
    const { index, titlesOf } = await ranked(({ create }) => {
      create('catalog of a long kind', { labels: ['log'] });
      create('log');
      create('catalog');
      create('log and log');
    });
    const expression = '"log" OR "catalog"';
    expect(titlesOf({}, { expression, better: '"catalog"' }).slice(0, 2)).toEqual([
      'catalog of a long kind',
      'catalog',
    ]);
    expect(titlesOf({}, { expression, better: '"log"' })).toHaveLength(4);
    expect(titlesOf({}, { expression, better: '"log"' }).at(-1)).toBe('catalog');
    const scores = rankMatches(index, { expression }, { archived: 'with', offset: 0, limit: 9 }).map(
      (hit) => hit.score,
    );
    expect(scores).toEqual(scores.toSorted((a, b) => b - a));
    expect(scores.at(-1)).toBeGreaterThan(0);
  });

  test('weighs a title above a label, a label above a description, and that above a comment', async () => {
    const { titlesOf } = await ranked(({ create, comment }) => {
      comment(create('in a comment', { description: 'x', labels: ['y'] }), 'log');
      comment(create('in a text', { description: 'log', labels: ['y'] }), 'z');
      comment(create('in a label', { description: 'x', labels: ['log'] }), 'z');
      comment(create('in a log', { description: 'x', labels: ['y'] }), 'z');
      // A word that most tickets have says nothing.
      for (let n = 0; n < 9; n++) create('other');
    });
    expect(titlesOf({})).toEqual(['in a log', 'in a label', 'in a text', 'in a comment']);
  });
});
