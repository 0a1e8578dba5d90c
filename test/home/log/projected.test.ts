import fc from 'fast-check';
import { describe, expect, onTestFinished, test } from 'vitest';
import { redactEvent } from '../../../src/domain/event/redact.ts';
import { unite } from '../../../src/home/file/unite.ts';
import type { Home } from '../../../src/home/home.ts';
import type { EventLog } from '../../../src/home/log/event-log.ts';
import { openMemoryLog } from '../../../src/home/log/memory-log.ts';
import { openProjected } from '../../../src/home/log/projected.ts';
import type { Draft } from '../../../src/store/apply/draft.ts';
import { lastTicketNumber } from '../../../src/store/apply/numbers.ts';
import { refold } from '../../../src/store/apply/refold.ts';
import { listAllEvents } from '../../../src/store/read/events.ts';
import type { Position } from '../../../src/store/schema/position.ts';
import { histories, play, shuffled } from '../../support/histories.ts';
import { tablesOf } from '../../support/store-book.ts';
import { until } from '../../support/until.ts';
import { ticketOf, titleOf } from '../../support/versions.ts';

function open(log: EventLog): Home {
  const home = openProjected(log);
  onTestFinished(() => home.close());
  return home;
}

const add = (home: Home, title: string, options?: { dryRun: boolean }) =>
  home.write(async ({ db, add }) => add(ticketOf(title), lastTicketNumber(db) + 1), options);
const titles = (home: Home) => home.read(async ({ db }) => listAllEvents(db).map(titleOf));
const positionOf = (home: Home) => home.read(async ({ position }) => position);
const maskOf = (title: string) => redactEvent(ticketOf(title), { actor: 'anna', time: 1 });
const stateOf = (home: Home) =>
  home.read(async ({ db, position }) => ({ tables: tablesOf({ db, sqlite: db.$client }), position }));

describe('homes over one log', () => {
  test('have the same tables, numbers and position, whoever wrote what, and a new one as well', async () => {
    await fc.assert(
      fc.asyncProperty(histories({ replicas: 2 }), fc.nat(), async (history, seed) => {
        const log = openMemoryLog();
        const homes = [openProjected(log), openProjected(log)];
        const events = shuffled(play(history).flat(), seed);
        for (let at = 0; at < events.length; at += 5)
          await unite(homes[at % 2]!, { theirs: events.slice(at, at + 1 + (at % 4)) });
        const [one] = await homes[0]!.read(async ({ db }) => listAllEvents(db));
        if (one) await homes[1]!.write(async ({ replace }) => replace(redactEvent(one, { actor: 'anna', time: 1 })));
        const late = openProjected(log);
        const [first, second, third] = await Promise.all([...homes, late].map(stateOf));
        expect(second).toEqual(first);
        expect(third).toEqual(first);
        const refolded = async ({ db }: Draft) => {
          refold(db);
          return tablesOf({ db, sqlite: db.$client });
        };
        expect(await late.write(refolded, { dryRun: true })).toEqual(first!.tables);
        for (const home of [...homes, late]) home.close();
      }),
      { numRuns: 25 },
    );
  });

  test('lose no write, however many write at once', async () => {
    const log = openMemoryLog();
    const homes = [open(log), open(log), open(log)];
    const wanted = Array.from({ length: 30 }, (_, at) => `Ticket ${at}`);
    await Promise.all(wanted.map((title, at) => add(homes[at % 3]!, title)));
    const found = await Promise.all(homes.map(titles));
    for (const one of found) expect(one.toSorted()).toEqual(wanted.toSorted());
    expect(found[1]).toEqual(found[0]);
  });

  test('give one state to a reader, whatever is written meanwhile, and the newest to the next', async () => {
    const log = openMemoryLog();
    const [mine, other] = [open(log), open(log)];
    await add(mine, 'one');
    await mine.read(async ({ db }) => {
      await add(mine, 'two');
      await add(other, 'three');
      expect(await titles(mine)).toEqual(['one', 'two', 'three']);
      expect(listAllEvents(db).map(titleOf)).toEqual(['one']);
    });
  });

  test('keep nothing of a dry run, of a refusal, or of a write that holds nothing', async () => {
    const log = openMemoryLog();
    const home = open(log);
    await add(home, 'one');
    await add(home, 'two', { dryRun: true });
    await expect(home.write(() => Promise.reject(new Error('refused')))).rejects.toThrow('refused');
    expect(await home.write(async ({ db }) => listAllEvents(db).length)).toBe(1);
    expect([await titles(home), (await log.since(0, 9)).head]).toEqual([['one'], 1]);
  });

  test('leave nothing in the log of what was masked, whichever way the mask came', async () => {
    const log = openMemoryLog();
    const home = open(log);
    await add(home, 'secret one');
    await unite(home, { theirs: [ticketOf('secret two')] });
    await home.write(async ({ replace }) => replace(maskOf('secret one')));
    await unite(home, { theirs: [maskOf('secret two')] });
    expect(JSON.stringify(await log.since(0, 99))).not.toContain('secret');
    expect(await stateOf(open(log))).toEqual(await stateOf(home));
  });

  test('tell who watches of each new state once, whoever made it, until that stops', async () => {
    const log = openMemoryLog();
    const [mine, other] = [open(log), open(log)];
    await add(mine, 'before');
    const told: Position[] = [];
    const stop = mine.watch((position) => void told.push(position));
    await add(mine, 'one');
    await until('it was told', () => told.length === 1);
    const first = await positionOf(mine);
    await add(other, 'two');
    await until('it was told', () => told.length === 2);
    expect(told).toEqual([first, await positionOf(other)]);
    stop();
    await add(mine, 'three');
    await positionOf(mine);
    expect(told).toHaveLength(2);
  });
});
