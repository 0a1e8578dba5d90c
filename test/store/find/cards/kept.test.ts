import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Id } from '../../../../src/domain/event/event.ts';
import { defaultConfig } from '../../../../src/domain/rules/config.ts';
import { type CardRow, listCards } from '../../../../src/store/find/cards/cards.ts';
import { openFullText } from '../../../../src/store/fulltext/fulltext.ts';
import { setMeta } from '../../../../src/store/schema/meta.ts';
import type { ReadTx } from '../../../../src/store/tx.ts';
import { type Dice, diceFrom } from '../../../support/dice.ts';
import { read, recordTickets, startTime } from '../../../support/recorded-tickets.ts';
import { authorOf } from '../../../support/ticket-events.ts';

type Book = ReturnType<typeof recordTickets>;

/** As a process answers that has never been asked before. */
const readAnew = (book: Book, text: string, parts: Partial<ReadTx>): Promise<CardRow[]> =>
  listCards(book.tx({ ...parts, fullText: openFullText(':memory:') }), read(text));

const statuses = ['backlog', 'todo', 'in_progress', 'in_review', 'blocked', 'done'];
const urgencies = ['low', 'medium', 'urgent'] as const;

const freeNumber = ({ clock }: Book): number => 200_000 + (clock.now - startTime) / 60_000;

/** What somebody does next; the links that there are are kept in `links`. */
function doSomething(book: Book, dice: Dice, all: Id[], links: [from: Id, event: Id][]): void {
  const anna = authorOf('anna');
  const make = () => all.push(book.create(`t${all.length}`, { status: dice.pick(statuses), ...partOf() }));
  const partOf = () => (all.length > 0 && dice.once(3) ? { parent: dice.pick(all) } : {});
  if (all.length < 3) return void make();
  const one = dice.pick(all);
  // What the doors refuse, a cycle, is not made here either.
  const older = (id: Id) => all[dice.roll(all.indexOf(id) || 1)]!;
  const steps = [
    make,
    () => book.change(one, { set: { status: dice.pick(statuses) } }),
    () => book.change(one, { set: { status: dice.pick(statuses) } }),
    () => book.change(one, { set: { priority: dice.pick(urgencies), title: `t${dice.roll(9)}` } }),
    () => book.change(one, { set: { parent: one === all[0] || dice.once(2) ? null : older(one) } }),
    () => book.change(one, { set: { archived: dice.once(2) } }),
    () => book.change(one, { add: { labels: [dice.pick(['a', 'b'])], assignees: [dice.pick(['zoe', 'bob'])] } }),
    () => book.change(one, { key: { project: dice.pick(['PAY', 'OPS']), number: freeNumber(book) } }),
    () => book.comment(one, 'Seen.'),
    () => book.record(one, 'rank', { rank: dice.pick([null, 'V', 'Uz', 'k']) }, anna),
    () => book.record(one, 'submit', { message: 'Done', evidence: [] }, anna),
    () => one !== all[0] && links.push([one, book.link(one, 'blocks', older(one))]),
    () => {
      const [from, event] = links.length > 0 ? dice.pick(links) : [one, undefined];
      if (event !== undefined) book.record(from, 'unlink', { links: [event] }, anna);
    },
  ];
  dice.pick(steps)();
}

/** What others hold, and have done on other branches. */
function outsideOf(book: Book, dice: Dice, all: readonly Id[]) {
  const some = () => all.filter(() => dice.once(4));
  const claim = () => ({ actor: dice.pick(['bob', 'zoe']), session: 's', running: true, until: 0 });
  const note = (ticket: Id) => ({ ticket, event: ticket, status: dice.pick(statuses), actor: 'zoe', at: 0 });
  return {
    author: authorOf(dice.pick(['anna', 'bob'])),
    liveClaims: new Map(some().map((id) => [book.numberOf(id), claim()])),
    elsewhere: new Map(some().map((id) => [book.numberOf(id), { ...note(id), place: 'refs/heads/side' }])),
  };
}

test('whatever happens, cards are as they are read anew', async () => {
  const questions = ['is:open', 'is:closed updated:>=2026-10-01', 'is:archived', 'is:ready', 'is:any type:task'];
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat(), { minLength: 40, maxLength: 120 }), async (numbers) => {
      const [book, dice] = [recordTickets(), diceFrom(numbers)];
      const all: Id[] = [];
      const links: [Id, Id][] = [];
      let outside = outsideOf(book, dice, all);
      for (let round = 0; round < 15; round++) {
        for (let times = dice.roll(4); times >= 0; times--) doSomething(book, dice, all, links);
        if (dice.once(2)) outside = outsideOf(book, dice, all);
        for (const text of questions)
          expect(await listCards(book.tx(outside), read(text)), text).toEqual(await readAnew(book, text, outside));
      }
    }),
    { numRuns: 10, endOnFailure: true },
  );
});

/** The titles of the cards that are not the same objects any more after `work`. */
async function anewAfter(book: Book, work: () => unknown, parts: () => Partial<ReadTx> = () => ({})) {
  const before = new Set(await listCards(book.tx(), read('is:open')));
  work();
  const after = await listCards(book.tx(parts()), read('is:open'));
  expect(after).toEqual(await readAnew(book, 'is:open', parts()));
  return after.filter((card) => !before.has(card)).map(({ title }) => title);
}

test('cards are read anew of the tickets that something has happened to, and of those beside them', async () => {
  const book = recordTickets();
  const whole = book.create('whole', { type: 'epic' });
  const part = book.create('part', { parent: whole });
  book.link(part, 'blocks', book.create('waiting'));
  const other = book.create('other');
  expect(await anewAfter(book, () => undefined)).toEqual([]);
  expect(await anewAfter(book, () => book.comment(other, 'Seen.'))).toEqual(['other']);
  const close = () => book.change(part, { set: { status: 'done' } });
  expect((await anewAfter(book, close)).sort()).toEqual(['waiting', 'whole']);
  const liveClaims = new Map([[book.numberOf(other), { actor: 'bob', session: 's', running: true, until: 0 }]]);
  const claimed = () => ({ liveClaims });
  expect(await anewAfter(book, () => undefined, claimed)).toEqual(['other']);
  expect(await anewAfter(book, () => book.create('new', { parent: other }))).toEqual(['other', 'new']);
});

test('all cards are read anew where an edge is another, or the file has not but gone on', async () => {
  const book = recordTickets();
  const [one, two] = [book.create('one'), book.create('two')];
  book.create('three');
  const every = ['one', 'two', 'three'];
  const link = () => book.link(one, 'blocks', two);
  expect(await anewAfter(book, link)).toEqual(every);
  expect(await anewAfter(book, () => book.change(two, { set: { parent: one } }))).toEqual(every);
  expect(await anewAfter(book, () => setMeta(book.db, 'lineage', 'another'))).toEqual(every);
  expect(await anewAfter(book, () => setMeta(book.db, 'fold', 'another'))).toEqual(every);
  const config = { ...defaultConfig };
  const configured = () => ({ config });
  expect(await anewAfter(book, () => undefined, configured)).toEqual(every);
});
