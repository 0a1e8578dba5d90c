import { describe, expect, test } from 'vitest';
import type { Filter, Query } from '../../../src/domain/query/model.ts';
import { findEmptying } from '../../../src/store/find/emptied.ts';
import { findTickets } from '../../../src/store/find/find.ts';
import { askedTickets } from '../../support/asked-tickets.ts';
import { read, recordTickets } from '../../support/recorded-tickets.ts';

describe('an empty result', () => {
  const { tx } = askedTickets();

  test.each([
    ['type:bug status:todo', 'type:bug', undefined],
    ['is:open label:bakend', 'label:bakend', 'label:Backend'],
    ['label:bakend,secruity', 'label:bakend,secruity', 'label:Backend,security'],
    ['label:BACKEND label:frontend', 'label:BACKEND', undefined],
    ['assignee:anan type:bug', 'assignee:anan', 'assignee:anna'],
    ['assignee:bob type:epic', 'assignee:bob', undefined],
    ['author:bobb', 'author:bobb', 'author:bob'],
    ['-author:anna -author:bob', '-author:anna', undefined],
    ['-author:anna,bob,bobb', '-author:anna,bob,bobb', undefined],
    ['project:PAI is:open', 'project:PAI', 'project:PAY'],
    ['login nonsenseword', 'nonsenseword', undefined],
    ['login is:closed', 'is:closed', undefined],
    ['"login page" is:open', '"login page"', undefined],
    ['priority:>=hgih is:open', 'priority:>=hgih', undefined],
    ['is:open is:closed type:decision', 'is:closed', undefined],
  ])('%s is emptied by %s', async (text, culprit, nearest) => {
    const found = await findTickets(tx(), read(text), { limit: 5 });
    expect(found).toEqual({ rows: [], total: 0, emptiedBy: culprit, ...(nearest && { nearest }) });
  });

  test('is blamed on what could not be understood before anything else', async () => {
    const query = read('nonsenseword tpye:bug label:bakend priority:hgih');
    expect(await findEmptying(tx(), query)).toEqual({ emptiedBy: 'priority:hgih' });
  });

  test('is blamed on one of the first conditions of very many, or on none', async () => {
    const label = (name: string): Filter => ({ field: 'label', not: false, values: [name] });
    const many = (count: number): Query => ({
      ...read(''),
      filters: [...Array.from({ length: count }, () => label('backend')), label('nowhere')],
    });
    expect(await findEmptying(tx(), many(11))).toEqual({ emptiedBy: 'label:nowhere' });
    expect(await findEmptying(tx(), many(12))).toEqual({});
  });
});

test('where there is no ticket no qualifier is to blame', async () => {
  expect(await findTickets(recordTickets().tx(), read('is:open login'), { limit: 5 })).toEqual({ rows: [], total: 0 });
  const { create, archive, tx } = recordTickets();
  archive(create('put away'));
  expect(await findEmptying(tx(), read('is:open type:task'))).toEqual({});
});

test.each([
  ['label:area type:task', 'label:area/ui'],
  ['label:cafe\u0301 type:bug', undefined],
  ['label:none,area type:task', 'label:area/ui'],
  ['assignee:zoe type:bug', undefined],
  ['assignee:zoe/cod type:bug', 'assignee:zoe/codex'],
])('of %s the nearest name in use, where it is meant neither by it nor already there, is %s', async (text, near) => {
  const { create, tx } = recordTickets();
  create('one', { labels: ['area/ui', 'nine'], assignees: ['zoe/codex'] });
  create('two', { labels: ['Caf\u00e9', 'nine'], assignees: ['nona'] });
  create('three', { type: 'bug', labels: ['nine'], assignees: ['nona'] });
  const { emptiedBy, nearest } = await findEmptying(tx(), read(text));
  expect([emptiedBy, nearest]).toEqual([text.split(' ')[0], near]);
});
