import { join } from 'node:path';
import type { Database } from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import { redactEvent } from '../../../src/domain/event/redact.ts';
import { type FullText, openFullText } from '../../../src/store/fulltext/fulltext.ts';
import { indexFileName, openIndexFile } from '../../../src/store/fulltext/index-file.ts';
import { countBehind, isUpToDate, updateIndex } from '../../../src/store/fulltext/update.ts';
import type { Db } from '../../../src/store/schema/connect.ts';
import { recordTickets } from '../../support/recorded-tickets.ts';
import { search, word } from '../../support/searching.ts';
import { eventsIn, fileOf, openFile } from '../../support/store-book.ts';
import { makeDirectory } from '../../support/workspace.ts';

const place = () => join(makeDirectory(), 'fulltext.db');

test('what is written is found at the next question', async () => {
  const { db, create, change, comment, record, fullText } = recordTickets();
  const ticket = create('first', { description: 'about alpha' });
  expect(await search(db, fullText, word('alpha'))).toEqual(['first']);
  change(ticket, { set: { title: 'second' } });
  record(ticket, 'edit', { text: 'about bravo' }, { actor: 'a', actorKind: 'agent', session: 's', client: 'c' });
  comment(ticket, 'about charlie');
  change(ticket, { add: { labels: ['delta'] } });
  expect(await search(db, fullText, word('alpha'))).toEqual([]);
  for (const text of ['second', 'bravo', 'charlie', 'delta'])
    expect(await search(db, fullText, word(text))).toEqual(['second']);
});

test('a branch with another history is answered as if the index had been made for it', async () => {
  const path = place();
  const book = recordTickets({ fullText: openFullText(path) });
  const { db, create, change, fullText } = book;
  const ticket = create('common');
  await fullText.bringUpToDate(db);
  const fork = book.sqlite.serialize();
  create('only here');
  change(ticket, { set: { title: 'renamed here' } });
  expect(await search(db, fullText, word('here'))).toHaveLength(2);
  const branch = openFile(fork);
  expect(await search(branch.db, fullText, word('here'))).toEqual([]);
  expect(await search(branch.db, fullText, word('common'))).toEqual(['common']);
  expect(await search(db, fullText, word('here'))).toHaveLength(2);
  fullText.close();
});

test('after a merge, which numbers tickets anew, and after a redaction', async () => {
  const book = recordTickets();
  const { db, create, fullText } = book;
  create('alpha', { description: 'the secret hunter2' });
  create('bravo');
  expect(await search(db, fullText, word('hunter2'))).toEqual(['alpha']);
  const events = eventsIn(db);
  const other = recordTickets();
  other.clock.now -= 3_600_000;
  other.create('charlie', { number: 200_001 });
  const merged = fileOf([...events, ...eventsIn(other.db).filter((event) => event.kind === 'create')].filter(unique));
  expect(await search(merged.db, fullText, word('bravo'))).toEqual(['bravo']);
  const redacted = fileOf(
    events.map((event) => (event.kind === 'create' ? redactEvent(event, { actor: 'a', time: 1 }) : event)),
  );
  expect(await search(redacted.db, fullText, word('hunter2'))).toEqual([]);
});

test('a rebuild lets other work go on', async () => {
  const { db, create } = recordTickets();
  for (let i = 0; i < 800; i++) create(`ticket ${i}`, { description: `word${i} `.repeat(200) });
  const fullText = openFullText(':memory:');
  let turns = 0;
  const timer = setInterval(() => turns++, 1);
  await fullText.bringUpToDate(db);
  clearInterval(timer);
  expect(turns).toBeGreaterThan(2);
  expect(await search(db, fullText, word('word799'))).toEqual(['ticket 799']);
});

test('two indexes of one file, used at once from different states, both answer right', async () => {
  const path = place();
  const book = recordTickets();
  for (let i = 0; i < 200; i++) book.create(`common ${i}`);
  const older = openFile(book.sqlite.serialize());
  book.create('common newest');
  const [a, b] = [openFullText(path), openFullText(path)];
  const count = (db: Db, fullText: FullText) =>
    fullText.search(db, [word('common')], (found) => found.count('without'));
  for (let round = 0; round < 5; round++)
    expect(await Promise.all([count(book.db, a), count(older.db, b), count(older.db, a), count(book.db, b)])).toEqual([
      201, 200, 200, 201,
    ]);
  a.close();
  b.close();
});

test('of many who ask one index about many versions at once each has its answer', async () => {
  const book = recordTickets();
  for (let i = 0; i < 120; i++) book.create(`common ${i}`);
  const versions = Array.from({ length: 12 }, (_, at) => {
    book.create(`common and later ${at}`);
    return openFile(book.sqlite.serialize()).db;
  });
  const fullText = openFullText(place());
  const ask = async (version: number, times: number) => {
    const counts: (number | undefined)[] = [];
    for (let at = 0; at < times; at++) {
      const db = versions[(version + at) % versions.length]!;
      counts.push(await fullText.search(db, [word('common')], (found) => found.count('without')));
    }
    return counts;
  };
  const answers = await Promise.all(versions.map((_, version) => ask(version, 5)));
  expect(answers).toEqual(
    versions.map((_, version) => [0, 1, 2, 3, 4].map((at) => 121 + ((version + at) % versions.length))),
  );
  fullText.close();
});

const unique = (event: { id: string }, index: number, all: readonly { id: string }[]): boolean =>
  all.findIndex((other) => other.id === event.id) === index;

test('an index that another process is half way with is not taken for the version before', async () => {
  const path = join(makeDirectory(), 'index.db');
  const book = recordTickets({ fullText: openFullText(path) });
  for (let n = 0; n < 1_200; n++) book.create(`ticket ${n}`);
  await book.fullText.bringUpToDate(book.db);
  const older = recordTickets();
  older.clock.now -= 3_600_000;
  older.create('from the other side', { number: 200_001 });
  const theirs = eventsIn(older.db).filter((event) => event.kind === 'create');
  const merged = fileOf([...eventsIn(book.db), ...theirs]);

  const index = openIndexFile(indexFileName(path));
  const documents = () => JSON.stringify(index.prepare('select doc, number from docs order by doc').all());
  const whole = documents();
  const other = openFullText(path);
  let done = false;
  const bringing = other.bringUpToDate(merged.db).then(() => {
    done = true;
  });
  let half = 0;
  while (!done) {
    if (documents() !== whole && !isUpToDate(index, merged.db)) half++;
    expect(isUpToDate(index, book.db) && documents() !== whole).toBe(false);
    await new Promise((resolve) => setImmediate(resolve));
  }
  await bringing;
  expect(half).toBeGreaterThan(0);
  expect(isUpToDate(index, merged.db)).toBe(true);
  index.close();
  other.close();
});

describe('an index', () => {
  /** What it has, and what it would have were it made anew. */
  async function bothOf(index: Database, db: Db) {
    const fresh = openIndexFile(':memory:');
    await updateIndex(fresh, db);
    const read = (one: Database) => ({
      docs: one.prepare('select ticket, number, event, stamp, words from docs order by ticket').all(),
      texts: one.prepare('select term, doc, cnt from vocabulary where length(term) > 1 order by term').all(),
    });
    return [read(index), read(fresh)];
  }

  test.each([1, 50, 51, 120])('takes over %i new tickets, and as many that are gone', async (count) => {
    const { db, sqlite, create } = recordTickets();
    const index = openIndexFile(':memory:');
    create('first');
    await updateIndex(index, db);
    const before = openFile(sqlite.serialize());
    for (let n = 0; n < count; n++) create(`more ${n}`);
    expect(isUpToDate(index, db)).toBe(false);
    await updateIndex(index, db);
    const [now, anew] = await bothOf(index, db);
    expect(now).toEqual(anew);
    expect([now!.docs.length, isUpToDate(index, db)]).toEqual([count + 1, true]);
    await updateIndex(index, before.db);
    const [then, same] = await bothOf(index, before.db);
    expect(then).toEqual(same);
    expect([then!.docs.length, isUpToDate(index, before.db), isUpToDate(index, db)]).toEqual([1, true, false]);
  });

  test('follows a ticket that is archived, renamed and numbered anew', async () => {
    const { db, create, change, archive } = recordTickets();
    const index = openIndexFile(':memory:');
    const [one, two] = [create('one'), create('two')];
    await updateIndex(index, db);
    archive(one);
    change(two, { set: { title: 'deux' } });
    await updateIndex(index, db);
    expect(index.prepare('select doc > 0, words from docs order by number').raw().all()).toEqual([
      [0, 'one'],
      [1, 'deux'],
    ]);
    const merged = fileOf([...eventsIn(db)].reverse());
    const other = recordTickets();
    other.clock.now -= 3_600_000;
    other.create('three', { number: 200_001 });
    const both = fileOf([...eventsIn(merged.db), ...eventsIn(other.db).filter((event) => event.kind === 'create')]);
    await updateIndex(index, both.db);
    const [now, anew] = await bothOf(index, both.db);
    expect(now).toEqual(anew);
  });

  test('is as far behind as it has events to take over, all of them where it is of another file', async () => {
    const { db, create } = recordTickets();
    const index = openIndexFile(':memory:');
    create('one');
    expect(countBehind(index, db)).toBe(2);
    await updateIndex(index, db);
    expect(countBehind(index, db)).toBe(0);
    for (const title of ['two', 'three']) create(title);
    expect(countBehind(index, db)).toBe(2);
    const other = fileOf(eventsIn(db));
    expect(countBehind(index, other.db)).toBe(4);
  });

  test('remembers the last 32 states at which it was', async () => {
    const { db, create } = recordTickets();
    const index = openIndexFile(':memory:');
    for (let n = 0; n < 34; n++) {
      create(`t${n}`);
      await updateIndex(index, db);
    }
    const marks = index.prepare('select event from marks order by event').pluck().all();
    expect(marks).toEqual(Array.from({ length: 32 }, (_, n) => n + 4));
  });

  test('that another connection is writing waits for it', async () => {
    const file = join(makeDirectory(), 'index.db');
    const { db, create } = recordTickets();
    create('one');
    const [index, other] = [openIndexFile(file), openIndexFile(file)];
    other.exec('begin immediate');
    const updating = updateIndex(index, db);
    await new Promise((resolve) => setTimeout(resolve, 10));
    expect(isUpToDate(index, db)).toBe(false);
    other.exec('commit');
    await updating;
    expect(isUpToDate(other, db)).toBe(true);
    index.close();
    other.close();
  });
});
