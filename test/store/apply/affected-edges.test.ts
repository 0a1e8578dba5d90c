import { expect, test } from 'vitest';
import { changeEvents } from '../../../src/store/apply/change-events.ts';
import { refold } from '../../../src/store/apply/refold.ts';
import { fileOf, openFile, tablesOf } from '../../support/store-book.ts';
import { ticketWriter } from '../../support/ticket-events.ts';

test('links of three tickets that close a cycle are settled together, and the one that was suspended revives', () => {
  const writers = [0, 1, 2].map((at) => ticketWriter({ number: 100_000 + at }, { time: at, seed: at * 100 }));
  const links = writers.map((writer, at) =>
    writer.write({
      kind: 'link',
      payload: { type: 'blocks', target: writers[(at + 1) % 3]!.ticket },
      // The first one is the last in time, so that it is suspended when another one comes.
      time: 100 - at,
    }),
  );
  const others = Array.from({ length: 30 }, (_, at) =>
    ticketWriter({ number: 200_000 + at }, { seed: 1_000 + at * 10 }),
  );
  const file = fileOf([...writers, ...others].map(({ create }) => create).concat(links[0]!, links[1]!));
  const change = (event: (typeof links)[number]) => {
    const count = file.sqlite.transaction(() => changeEvents(file.db, { added: [event], removed: [] }))();
    const copy = openFile(file.sqlite.serialize());
    copy.sqlite.transaction(() => refold(copy.db))();
    expect(tablesOf(file)).toEqual(tablesOf(copy));
    return count;
  };
  const suspended = () => file.sqlite.prepare('select count(*) from links where suspended = 1').pluck().get();
  expect(change(links[2]!)).toBe(3);
  expect(suspended()).toBe(1);
  expect(
    change(writers[1]!.write({ kind: 'unlink', payload: { links: [links[1]!.id] }, time: 200 })),
  ).toBeLessThanOrEqual(3);
  expect(suspended()).toBe(0);
});
