import fc from 'fast-check';
import { expect, test } from 'vitest';
import { recordTickets } from '../../support/recorded-tickets.ts';

const alike = async (title: string, ...others: string[]) => {
  const { db, create, fullText } = recordTickets();
  for (const other of others) create(other);
  const found = await fullText.similar(db, title, { limit: 5, atLeast: 0.34 });
  return found!.map(({ number, similarity }) => [others[number - 1], Math.round(similarity * 100) / 100]);
};

test('they share words, whatever the endings, the case and the small words', async () => {
  expect(
    await alike('Login fails on Safari', 'login failing in safari', 'Export fails', 'Safari icon', 'Dark mode'),
  ).toEqual([['login failing in safari', 1]]);
  expect(await alike('Validate the webhook', 'Validating webhooks', 'Cache')).toEqual([['Validating webhooks', 1]]);
});

test('the most alike comes first', async () => {
  const found = await alike(
    'retry webhook delivery',
    'webhook delivery',
    'retry webhook delivery later',
    'retry webhook delivery',
  );
  expect(found.map(([title]) => title)).toEqual([
    'retry webhook delivery',
    'retry webhook delivery later',
    'webhook delivery',
  ]);
});

test('titles without spaces are compared by pairs of characters', async () => {
  expect((await alike('用户登录失败', '用户登录失败了', '导出报告')).map(([title]) => title)).toEqual([
    '用户登录失败了',
  ]);
});

test('a title of small words is like nothing', async () => {
  expect(await alike('it is not', 'it is not')).toEqual([]);
});

test('none that is alike enough is missed, though only the rarest words are looked up', async () => {
  const some = fc.array(fc.constantFrom('alpha', 'bravo', 'delta', 'omega', 'gamma', 'kappa', 'sigma', 'theta'), {
    minLength: 1,
    maxLength: 6,
  });
  const { db, create, fullText } = recordTickets();
  const titles: string[][] = [];
  fc.sample(some, { numRuns: 60, seed: 7 }).forEach((words) => {
    titles.push(words);
    create(words.join(' '));
  });
  await fc.assert(
    fc.asyncProperty(some, fc.constantFrom(0.34, 0.5, 0.8), async (words, atLeast) => {
      const found = await fullText.similar(db, words.join(' '), { limit: 100, atLeast });
      const mine = new Set<string>(words);
      const expected = titles.flatMap((other, i) => {
        const shared = new Set(other.filter((one) => mine.has(one))).size;
        return shared / new Set([...words, ...other]).size >= atLeast ? [i + 1] : [];
      });
      expect(found!.map((one) => one.number).toSorted((a, b) => a - b)).toEqual(expected);
    }),
  );
});

test('an archived ticket is like nothing', async () => {
  const { db, create, archive, fullText } = recordTickets();
  archive(create('retry webhook delivery'));
  expect(await fullText.similar(db, 'retry webhook delivery', { limit: 5, atLeast: 0.5 })).toEqual([]);
});
