import { expect, test } from 'vitest';
import type { CreatePayload } from '../../../src/domain/event/event.ts';
import { shortId } from '../../../src/domain/event/id.ts';
import { dump } from '../../../src/store/read/dump.ts';
import type { Db } from '../../../src/store/schema/connect.ts';
import { recordTickets } from '../../support/recorded-tickets.ts';
import { eventsIn, fileOf } from '../../support/store-book.ts';
import { authorOf, ticketWriter } from '../../support/ticket-events.ts';

const anna = authorOf('anna');
const bob = authorOf('bob');

const textOf = (db: Db): string => [...dump(db)].join('');

/** The lines of the only ticket, without those that every ticket has. */
function linesOf(db: Db): string[] {
  const lines = textOf(db).trimEnd().split('\n').slice(2);
  return lines.filter((line) => !/^ {2}(?:id|created|type|updated|status|priority) /.test(line));
}

function dumpOf(fields: Partial<CreatePayload>, title = 'one'): string[] {
  const { db, create } = recordTickets();
  create(title, fields);
  return linesOf(db);
}

test('a ticket has its title on a line of its own, and below it what it has, and no more', () => {
  const { db, create, link, archive, record, change } = recordTickets();
  const epic = create('Epic', { type: 'epic', status: 'open', priority: 'none' });
  const bare = create('Bare');
  const full = create('Full', {
    ...{ labels: ['web', 'api'], assignees: ['zoe', 'adam'], points: 3, due: '2026-11-01', parent: epic },
    description: 'One\n\nTwo',
  });
  record(full, 'claim', { claim: { actor: 'bob', session: 's' } }, bob);
  change(full, { key: { project: 'WEB', number: 100_009 } });
  link(full, 'related', bare);
  link(full, 'blocks', bare);
  record(full, 'link', { url: 'https://example.org' }, anna);
  record(full, 'link', { commit: 'abc', subject: 'Fix it' }, anna);
  record(full, 'link', { commit: 'def' }, anna);
  archive(full);
  expect(textOf(db)).toBe(`projects PAY

PAY-100001 Epic
  id ${epic}
  created 2026-10-01T09:02:00.000Z anna
  type epic
  updated 2026-10-01T09:02:00.000Z anna
  status open
  priority none

PAY-100002 Bare
  id ${bare}
  created 2026-10-01T09:03:00.000Z anna
  type task
  updated 2026-10-01T09:03:00.000Z anna
  status backlog
  priority medium

WEB-100009 Full
  id ${full}
  created 2026-10-01T09:04:00.000Z anna
  type task
  updated 2026-10-01T09:12:00.000Z anna
  status backlog
  priority medium
  points 3
  due 2026-11-01
  parent PAY-100001
  labels api, web
  assignees adam, zoe
  claimed by bob
  archived yes
  formerly PAY-100003
  link blocks PAY-100002
  link commit abc Fix it
  link commit def
  link related PAY-100002
  link url https://example.org
  description
    | One
    |
    | Two
`);
});

test('what was said stands in the order of its times, without what was taken back', () => {
  const { db, create, record } = recordTickets();
  const ticket = create('one');
  const first = record(ticket, 'comment', { body: 'First.\r\nLine two.' }, anna);
  const reply = record(ticket, 'comment', { body: 'Reply.', replyTo: first }, bob);
  const gone = record(ticket, 'comment', { body: 'Gone.' }, bob);
  const evidence = [
    { kind: 'command', value: 'npm test', exitCode: 0 },
    { kind: 'commit', value: 'abc', verified: false },
    { kind: 'file', value: 'a.ts', verified: true },
  ] as const;
  const submission = record(ticket, 'submit', { message: 'Look.', evidence: [...evidence] }, anna);
  const decided = record(ticket, 'decide', { submission, decision: 'approved' }, bob);
  const again = record(ticket, 'decide', { submission, decision: 'rejected', message: 'No.' }, bob);
  record(ticket, 'retract', { event: gone, undo: gone }, bob);
  const at = (minute: number, actor: string, id: string) =>
    `2026-10-01T09:0${minute}:00.000Z ${actor} [${shortId(id)}]`;
  expect(linesOf(db).slice(1)).toEqual([
    `  comment ${at(3, 'anna', first)}`,
    '    | First.',
    '    | Line two.',
    `  comment ${at(4, 'bob', reply)} to [${shortId(first)}]`,
    '    | Reply.',
    `  submission ${at(6, 'anna', submission)}`,
    '    | Look.',
    '    | - command npm test -> 0',
    '    | - commit abc (not found)',
    '    | - file a.ts',
    `  decision approved ${at(7, 'bob', decided)}`,
    `  decision rejected ${at(8, 'bob', again)}`,
    '    | No.',
  ]);
});

test('no text can be taken for a field or a ticket, or move the cursor of a terminal', () => {
  expect(dumpOf({ labels: ['a\u001b[31m'] }, 'one\r\n  status done\u0007')).toEqual([
    'PAY-100001 one   status done\\x07',
    '  labels a\\x1b[31m',
  ]);
  expect(dumpOf({ description: 'tab\there\n  status done\nPAY-1 x\u009b\u007f\n' })).toEqual([
    'PAY-100001 one',
    '  description',
    '    | tab\there',
    '    |   status done',
    '    | PAY-1 x\\x9b\\x7f',
    '    |',
  ]);
  expect(dumpOf({ description: '' })).toEqual(['PAY-100001 one']);
});

test('values that lost are named with who gave them and by which event; of a parent, by its key', () => {
  const [one, two] = [ticketWriter({ number: 100_001 }), ticketWriter({ number: 100_002 }, { time: 1_500, seed: 50 })];
  const lost = one.write({ kind: 'update', payload: { set: { title: 'Lost' } }, time: 2_000, author: bob });
  const won = one.write({ kind: 'update', payload: { set: { title: 'Won' } }, time: 3_000 });
  const under = one.write({
    kind: 'update',
    payload: { set: { parent: two.ticket } },
    time: 3_000,
    parents: [lost, won],
  });
  const over = two.write({ kind: 'update', payload: { set: { parent: one.ticket } }, time: 2_500 });
  const there = one.write({
    kind: 'link',
    payload: { type: 'blocks', target: two.ticket },
    time: 4_000,
    parents: [under],
  });
  const back = two.write({
    kind: 'link',
    payload: { type: 'blocks', target: one.ticket },
    time: 5_000,
    parents: [over],
  });
  const text = textOf(fileOf([one.create, lost, won, under, there, two.create, over, back]).db);
  const lines = text.split('\n').filter((line) => /^(?:PAY-| {2}(?:parent|conflict|link) )/.test(line));
  expect(lines).toEqual([
    'PAY-100001 Won',
    '  link blocks PAY-100002',
    `  conflict parent PAY-100002 (anna ${shortId(under.id)})`,
    `  conflict title Lost (bob ${shortId(lost.id)})`,
    'PAY-100002 Fix login',
    '  parent PAY-100001',
    '  link blocks PAY-100001 (suspended)',
  ]);
});

test('a key in a text that means another ticket than it says is told, where it stands', () => {
  const { db, create, change, record } = recordTickets();
  const moved = create('moved', { number: 100_009 });
  change(moved, { key: { project: 'WEB', number: 100_001 } });
  create('heir', { number: 100_009 });
  const mentions = { 'PAY-100009': moved };
  const ticket = create('see PAY-100009', { mentions });
  const said = record(ticket, 'comment', { body: 'And PAY-100009.', mentions }, anna);
  expect(textOf(db).match(/^ {2}mention .*$/gm)).toEqual([
    '  mention PAY-100009 is WEB-100001',
    `  mention PAY-100009 is WEB-100001 in [${shortId(said)}]`,
  ]);
});

test('tickets and what was said come in the order of their making, whatever the order in which the file got them', () => {
  const { db, clock, create, comment, change } = recordTickets();
  const late = create('late');
  clock.now -= 3_600_000;
  const early = create('early', { labels: ['a'] });
  for (const ticket of [early, late]) comment(ticket, 'said');
  clock.now -= 120_000;
  comment(early, 'said before');
  change(late, { set: { priority: 'low' } });
  const text = textOf(db);
  expect(text.match(/^PAY-.*$/gm)).toEqual(['PAY-100002 early', 'PAY-100001 late']);
  expect(textOf(fileOf(eventsIn(db)).db)).toBe(text);
  expect(textOf(fileOf([]).db)).toBe('projects \n');
});
