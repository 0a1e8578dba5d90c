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
  return (db: Db, now: number, { most = 10, session = 'asks' } = {}): string[] => {
    const author = { ...authorOf('bob'), session };
    const tx = readTx({ db, fullText, now, author, seen, leases, afterwards: (step) => step() });
    const visit = findVisit(tx);
    const changed = visit ? listChanged(tx, visit, undefined) : [];
    noteTold(tx, visit, { told: changed.slice(0, most), all: changed.length <= most });
    return changed.slice(0, most).map(({ title }) => title);
  };
}

test('a session is told what others have done since it asked, a part at a time, and each once', () => {
  const { db, clock, create } = recordTickets();
  const ask = asking();
  create('before');
  expect(ask(db, clock.now)).toEqual([]);
  for (const title of ['one', 'two', 'three']) create(title);
  expect(ask(db, clock.now, { most: 2 })).toEqual(['three', 'two']);
  expect(ask(db, clock.now, { most: 2 })).toEqual(['one']);
  expect(ask(db, clock.now)).toEqual([]);
});

test('of a merge it is told what the file lacked where it asked, whenever that was done', () => {
  const { db, clock, create } = recordTickets();
  const ask = asking();
  create('first');
  const topic = create('on topic');
  const mine = () => fileOf(eventsIn(db).filter(({ ticket }) => ticket !== topic)).db;
  const here = mine();
  expect(ask(here, clock.now)).toEqual([]);
  create('since');
  const merged = fileOf(eventsIn(db)).db;
  expect(ask(merged, clock.now)).toEqual(['since', 'on topic']);
  expect(ask(merged, clock.now)).toEqual([]);
  // On the branch that lacks it again there is nothing new.
  expect(ask(mine(), clock.now)).toEqual([]);
});

test('a new session is told what was done since another of its actor was told', () => {
  const { db, clock, create } = recordTickets();
  const ask = asking();
  create('first');
  ask(db, clock.now);
  create('later');
  expect(ask(db, clock.now, { session: 'new' })).toEqual(['later']);
});
