import { expect, onTestFinished, test } from 'vitest';
import { openFullText } from '../../../src/store/fulltext/fulltext.ts';
import { openLeases } from '../../../src/store/leases.ts';
import { findVisit, listChanged, noteTold } from '../../../src/store/read/news.ts';
import type { Db } from '../../../src/store/schema/connect.ts';
import { openSeen } from '../../../src/store/seen.ts';
import { readTx, recordTickets } from '../../support/recorded-tickets.ts';
import { eventsIn, fileOf } from '../../support/store-book.ts';
import { authorOf } from '../../support/ticket-events.ts';

/** A session of Bob's that asks what is new, in one file after another, of which `most` are shown. */
function asking() {
  const seen = openSeen(':memory:');
  const leases = openLeases(':memory:', { pid: process.pid });
  onTestFinished(() => {
    seen.close();
    leases.close();
  });
  const fullText = openFullText(':memory:');
  return async (db: Db, now: number, { most = 10, session = 'asks' } = {}): Promise<string[]> => {
    const author = { ...authorOf('bob'), session };
    const steps: (() => unknown)[] = [];
    const tx = readTx({ db, fullText, now, author, seen, leases, afterwards: (step) => void steps.push(step) });
    const visit = findVisit(tx);
    const changed = visit ? listChanged(tx, visit, undefined) : [];
    noteTold(tx, visit, { told: changed.slice(0, most), all: changed.length <= most });
    for (const step of steps) await step();
    return changed.slice(0, most).map(({ title }) => title);
  };
}

test('a session is told what others have done since it asked, a part at a time, and each once', async () => {
  const { db, clock, create } = recordTickets();
  const ask = asking();
  create('before');
  expect(await ask(db, clock.now)).toEqual([]);
  for (const title of ['one', 'two', 'three']) create(title);
  expect(await ask(db, clock.now, { most: 2 })).toEqual(['three', 'two']);
  expect(await ask(db, clock.now, { most: 2 })).toEqual(['one']);
  expect(await ask(db, clock.now)).toEqual([]);
});

test('of a merge it is told what the file lacked where it asked, whenever that was done', async () => {
  const { db, clock, create } = recordTickets();
  const ask = asking();
  create('first');
  const topic = create('on topic');
  const mine = () => fileOf(eventsIn(db).filter(({ ticket }) => ticket !== topic)).db;
  const here = mine();
  expect(await ask(here, clock.now)).toEqual([]);
  create('since');
  const merged = fileOf(eventsIn(db)).db;
  expect(await ask(merged, clock.now)).toEqual(['since', 'on topic']);
  expect(await ask(merged, clock.now)).toEqual([]);
  // On the branch that lacks it again there is nothing new.
  expect(await ask(mine(), clock.now)).toEqual([]);
});

test('a new session is told what was done since another of its actor was told', async () => {
  const { db, clock, create } = recordTickets();
  const ask = asking();
  create('first');
  await ask(db, clock.now);
  create('later');
  expect(await ask(db, clock.now, { session: 'new' })).toEqual(['later']);
});

test('where somebody has put a card is no news', async () => {
  const { db, clock, create, record } = recordTickets();
  const ask = asking();
  const ticket = create('card');
  expect(await ask(db, clock.now)).toEqual([]);
  record(ticket, 'rank', { rank: 'V' }, authorOf('anna'));
  expect(await ask(db, clock.now)).toEqual([]);
  record(ticket, 'comment', { body: 'said' }, authorOf('anna'));
  expect(await ask(db, clock.now)).toEqual(['card']);
});
