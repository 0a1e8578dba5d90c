import { readFileSync } from 'node:fs';
import { expect, onTestFinished, test } from 'vitest';
import { type Chance, chanceFrom } from '../../scripts/bench/random.ts';
import { locate, repositoryOf } from '../../src/git/ask/repository.ts';
import { openFileTracker } from '../../src/home/file-tracker.ts';
import { dataOf, expectWhole, factsOf } from '../support/file-facts.ts';
import { performTogether, writeTeamHistory } from '../support/team-history.ts';
import { makeRepository } from '../support/workspace.ts';

/** What SQLite uses of a file, without the room behind it. */
function usedBytes(root: string): number {
  const file = readFileSync(dataOf(root));
  return file.readUInt16BE(16) * file.readUInt32BE(28);
}

/** Where a card is taken and where it is put, of a list without it. */
type Drag = (chance: Chance, length: number) => [from: number, to: number];

/** 1,000 drags in one column of a tracker of 500 tickets: how many events and bytes they take. */
async function measure(drag: Drag) {
  const repository = makeRepository();
  const { root } = repository;
  const { keys } = await writeTeamHistory(repository, { tickets: 500, commits: 0, editsEach: 0 });
  const workspace = openFileTracker({ location: locate(root), repository: repositoryOf(root) });
  onTestFinished(() => workspace.close());
  const before = { bytes: usedBytes(root), events: factsOf(dataOf(root)).events.length };
  const chance = chanceFrom(7);
  let order = keys;
  for (let batch = 0; batch < 20; batch++) {
    const calls = Array.from({ length: 50 }, () => {
      const [from, to] = drag(chance, order.length);
      const id = order[from]!;
      const rest = order.filter((one) => one !== id);
      order = rest.toSpliced(to, 0, id);
      const [after, beside] = [rest[to - 1], rest[to]];
      return {
        tool: 'ticket',
        args: { action: 'rank', id, ...(after && { after }), ...(beside && { before: beside }) },
      };
    });
    await performTogether(workspace, calls);
  }
  const shown = factsOf(dataOf(root)).tickets as unknown as { key: string; rank: string | null }[];
  const placed = shown.filter(({ rank }) => rank !== null).sort((a, b) => (a.rank! < b.rank! ? -1 : 1));
  expect(placed.map(({ key }) => key)).toEqual(order.slice(0, placed.length));
  expectWhole(dataOf(root));
  const longest = Math.max(...placed.map(({ rank }) => rank!.length));
  const events = factsOf(dataOf(root)).events.length - before.events;
  return { bytes: usedBytes(root) - before.bytes, events, longest };
}

const anywhere: Drag = (chance, length) => [chance.below(length), chance.below(length)];
const toTheTop: Drag = (chance, length) => [1 + chance.below(length - 1), 0];
const belowTheFirst: Drag = (chance, length) => [2 + chance.below(length - 2), 1];

test.each([
  ['anywhere', anywhere, { bytes: 350_000, events: 1_500, longest: 6 }],
  ['to the top', toTheTop, { bytes: 250_000, events: 1_000, longest: 4 }],
  ['below the first', belowTheFirst, { bytes: 300_000, events: 1_500, longest: 24 }],
] as const)('1,000 drags %s take few events, each of few bytes', async (_, drag, most) => {
  const taken = await measure(drag);
  expect(taken.bytes, JSON.stringify(taken)).toBeLessThan(most.bytes);
  expect(taken.events).toBeLessThanOrEqual(most.events);
  expect(taken.longest).toBeLessThanOrEqual(most.longest);
});
