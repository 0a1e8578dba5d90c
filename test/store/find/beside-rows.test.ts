import { expect, test } from 'vitest';
import { readBeside } from '../../../src/store/find/beside-rows.ts';
import { listOpenBlockers } from '../../../src/store/read/links.ts';
import { getRow, listNames } from '../../../src/store/read/tickets.ts';
import { recordTickets } from '../../support/recorded-tickets.ts';

test('what belongs to many tickets is what each of them has by itself', () => {
  const { create, change, link, archive, tx, numberOf } = recordTickets();
  const epic = create('Epic', { type: 'epic' });
  const [a, b, c, d] = [
    create('a', { labels: ['zoo', 'app'], assignees: ['zoe', 'adam'], parent: epic }),
    create('b', { labels: ['app'] }),
    create('c', { parent: epic }),
    create('d'),
  ];
  change(a, { add: { labels: ['mid'], assignees: ['mia'] } });
  link(d, 'blocks', a);
  link(b, 'blocks', a);
  link(c, 'blocks', a);
  link(a, 'blocks', b);
  link(c, 'related', b);
  change(c, { set: { status: 'cancelled' } });
  archive(create('gone'));
  const rows = [epic, a, b, c, d].map((id) => getRow(tx(), numberOf(id)));
  const beside = readBeside(tx(), rows);
  for (const row of rows) {
    expect(beside.labels.get(row.ticket) ?? [], row.title).toEqual(listNames(tx(), 'labels', row.ticket));
    expect(beside.assignees.get(row.ticket) ?? [], row.title).toEqual(listNames(tx(), 'assignees', row.ticket));
    const blockers = listOpenBlockers(tx(), row.ticket).map(({ target }) => target.key);
    expect(beside.blockedBy.get(row.ticket) ?? [], row.title).toEqual(blockers);
    if (row.parent !== null) expect(beside.parents.get(row.parent)).toBe(getRow(tx(), row.parent).key);
  }
  const ofA = numberOf(a);
  expect(beside.labels.get(ofA)).toEqual(['app', 'mid', 'zoo']);
  expect(beside.assignees.get(ofA)).toEqual(['adam', 'zoe', 'mia']);
  // The link of b would close a cycle, or that of a: one of them counts.
  expect(beside.blockedBy.get(ofA)).toContain(getRow(tx(), numberOf(d)).key);
  expect(beside.blockedBy.get(ofA)).not.toContain(getRow(tx(), numberOf(c)).key);
  expect([...beside.parents.values()]).toEqual([getRow(tx(), numberOf(epic)).key]);
});

test('of no tickets nothing is asked for', () => {
  const { tx } = recordTickets();
  const beside = readBeside(tx(), []);
  expect([beside.labels, beside.assignees, beside.blockedBy, beside.parents].map(({ size }) => size)).toEqual([
    0, 0, 0, 0,
  ]);
});
