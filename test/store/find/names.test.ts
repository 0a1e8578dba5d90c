import { expect, test } from 'vitest';
import {
  listActorNames,
  listNamesInUse,
  resolveActors,
  resolveKeys,
  resolveLabels,
} from '../../../src/store/find/names.ts';
import { assignees, labels } from '../../../src/store/schema/schema.ts';
import { titlesFound } from '../../support/asked-tickets.ts';
import { recordTickets } from '../../support/recorded-tickets.ts';
import { authorOf } from '../../support/ticket-events.ts';

test('a label is found in any case and whichever way its accents are written, and is given as it is in use', () => {
  const { create, tx } = recordTickets();
  create('a', { labels: ['Café', 'UI'] });
  create('b', { labels: ['ui', 'uix'] });
  expect(resolveLabels(tx(), ['CAFE\u0301', 'Ui'])).toEqual(['Café', 'UI', 'ui']);
  expect(resolveLabels(tx(), ['u', 'cafe'])).toEqual([]);
});

test('every name is listed once, and one that nobody has any more is not', () => {
  const { create, change, db } = recordTickets();
  create('a', { labels: ['b', 'a'], assignees: ['zoe'] });
  const other = create('b', { labels: ['a', 'c'] });
  expect(listNamesInUse(db, labels)).toEqual(['a', 'b', 'c']);
  const adds = db.select().from(labels).all();
  expect(adds).toHaveLength(4);
  const made = change(other, { add: { labels: ['d'] } });
  change(other, { remove: { labels: { d: [made] } } });
  expect(listNamesInUse(db, labels)).toEqual(['a', 'b', 'c']);
  expect(listNamesInUse(db, assignees)).toEqual(['zoe']);
});

test('a person is also their agents, an agent only itself, and me the caller', () => {
  const { create, tx } = recordTickets();
  create('a', { assignees: ['bob', 'bob/claude', 'bob/claude/2', 'bobby', 'anna/codex'] }, authorOf('Bob/cursor'));
  const assigned = (...names: string[]) => resolveActors(tx(), names, assignees).toSorted();
  expect(assigned('BOB')).toEqual(['bob', 'bob/claude', 'bob/claude/2']);
  expect(assigned('bob/claude')).toEqual(['bob/claude']);
  expect(assigned('bob/')).toEqual([]);
  expect(assigned('me', 'anna')).toEqual(['anna', 'anna/codex']);
  expect(assigned('none')).toEqual([]);
  expect(resolveActors(tx(), ['bob'])).toEqual(['Bob/cursor']);
  expect(listActorNames(tx().db).toSorted()).toEqual(['Bob/cursor', 'anna']);
});

test('a ticket is named by key, bare number of the first project or id, and other texts name none', () => {
  const { create, record, tx, numberOf } = recordTickets();
  record(null, 'project', { project: 'WEB' }, authorOf('anna'));
  const [pay, web] = [create('pay', { number: 100_007 }), create('web', { project: 'WEB', number: 100_007 })];
  expect(resolveKeys(tx(), ['WEB-100007', '#100007', pay])).toEqual([web, pay, pay].map(numberOf));
  expect(resolveKeys(tx(), ['none', 'OPS-100007', '100008', web.replace(/.$/, '!')])).toEqual([]);
});

test('a former key finds its ticket, until another has it', async () => {
  const { create, change, tx } = recordTickets();
  const ticket = create('moved', { number: 123_456 });
  change(ticket, { key: { project: 'WEB', number: 123_456 } });
  expect(await titlesFound(tx(), 'key:PAY-123456')).toEqual(['moved']);
  expect(await titlesFound(tx(), 'key:WEB-123456')).toEqual(['moved']);
  create('heir', { number: 123_456 });
  expect(await titlesFound(tx(), 'key:PAY-123456')).toEqual(['heir']);
});
