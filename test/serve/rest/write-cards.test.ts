import { gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { writeCards } from '../../../src/serve/rest/write-cards.ts';
import type { CardRow } from '../../../src/store/find/cards/cards.ts';
import { countingIds } from '../../support/ticket-events.ts';

const makeId = countingIds();

const cardNamed = (title: string): CardRow => ({
  ...{ id: makeId(1e12), key: 'PAY-1', title, type: 'task', status: 'todo', category: 'todo', priority: 'low' },
  ...{ revision: 1, created: 1, updated: 1 },
});

const told = { position: 'a.1.b', query: 'is:open', notes: ['“One”'] };

/** Both ways in which it is sent, read again. */
async function readAgain(cards: readonly CardRow[], rest: Record<string, unknown> = told) {
  const { text, compress } = writeCards({ cards, ...rest });
  const unpacked = gunzipSync(await compress!());
  expect(unpacked.equals(Buffer.from(text))).toBe(true);
  return JSON.parse(String(text));
}

test('cards are written as they are, however many there are and whatever comes, goes and changes', async () => {
  expect(await readAgain([])).toEqual({ ...told, cards: [] });
  expect(await readAgain([], {})).toEqual({ cards: [] });
  let cards = Array.from({ length: 3_000 }, (_, at) => cardNamed(`Ünsorted ${at}`));
  const steps = [
    (at: number) => cards.with(at, { ...cards[at]!, title: 'Changed' }),
    (at: number) => cards.toSpliced(at, 1),
    (at: number) => cards.toSpliced(at, 0, cardNamed('New')),
    (at: number) => cards.toSpliced(at, 400),
    (at: number) => [...cards.slice(at), ...cards.slice(0, at)],
  ];
  for (const at of [0, 1, 1_300, 2_100])
    for (const step of steps) {
      cards = step(Math.min(at, cards.length - 1));
      expect(await readAgain(cards)).toEqual({ ...told, cards });
    }
});

test('what has not changed is written once', async () => {
  let written = 0;
  const cards = Array.from({ length: 3_000 }, (_, at) =>
    Object.assign(cardNamed(`Card ${at}`), {
      toJSON(this: CardRow) {
        written++;
        return { title: this.title };
      },
    }),
  );
  await readAgain(cards);
  expect(written).toBe(3_000);
  await readAgain(cards, { position: 'a.2.c' });
  expect(written).toBe(3_000);
  await readAgain(cards.with(1_500, { ...cards[1_500]! }));
  expect(written).toBeGreaterThan(3_000);
  expect(written).toBeLessThan(3_000 + 1_025);
});
