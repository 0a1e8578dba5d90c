import { expect, test } from 'vitest';
import {
  descriptionOf,
  findTicket,
  getRow,
  getTicket,
  idOf,
  listAdds,
  listAllRows,
  listByKey,
  listNames,
} from '../../../src/store/read/tickets.ts';
import { recordTickets } from '../../support/recorded-tickets.ts';
import { refusal } from '../../support/refusal.ts';
import { authorOf } from '../../support/ticket-events.ts';

const anna = authorOf('anna');

test('a ticket is found by its key, former key, bare number of the first project or id, in any case', () => {
  const { db, create, change, record } = recordTickets();
  record(null, 'project', { project: 'WEB' }, anna);
  const ticket = create('one', { number: 100_001 });
  const other = create('other', { project: 'WEB', number: 100_002 });
  change(ticket, { key: { project: 'WEB', number: 100_003 } });
  const found = (reference: string) => findTicket({ db }, reference)?.title;
  for (const reference of ['WEB-100003', 'web-100003', '#WEB-100003', 'PAY-100001', '100001', '#100001'])
    expect([reference, found(reference)]).toEqual([reference, 'one']);
  for (const id of [ticket, ticket.toLowerCase()]) expect(found(id)).toBe('one');
  for (const reference of ['100002', 'PAY-100003', 'WEB-1', 'one', '', `${other}0`, `${other.slice(0, -1)}!`])
    expect([reference, found(reference)]).toEqual([reference, undefined]);
});

test('a key that several tickets have left names none of them, until one has it', () => {
  const { db, create, change } = recordTickets();
  for (const [title, number] of [
    ['first', 1],
    ['second', 2],
  ] as const)
    change(create(title, { number: 100_001 }), { key: { project: 'WEB', number: 100_000 + number } });
  expect(listByKey({ db }, 'PAY-100001').map((row) => row.title)).toEqual(['first', 'second']);
  expect(refusal(() => findTicket({ db }, '100001'))).toEqual({
    code: 'invalid_input',
    message: 'PAY-100001 was the key of WEB-100001 and WEB-100002.',
    hint: 'Name the one you mean: "WEB-100001" (first), "WEB-100002" (second).',
  });
  create('third', { number: 100_001 });
  expect(findTicket({ db }, '100001')?.title).toBe('third');
});

test('a ticket that there is not is refused with what could have been meant', () => {
  const { db, create } = recordTickets();
  for (const project of ['WEB', 'OPS', 'API', 'DOC']) create(project, { project, number: 100_009 });
  const refused = (reference: string) => refusal(() => getTicket({ db }, reference));
  expect(refused('PAY-100009')).toEqual({
    code: 'not_found',
    message: 'There is no ticket PAY-100009.',
    hint: 'That number is WEB-100009, OPS-100009, API-100009.',
  });
  expect(getTicket({ db }, 'WEB-100009').title).toBe('WEB');
  for (const [reference, message] of [
    ['PAY-100008', 'There is no ticket PAY-100008.'],
    ['01ARZ3NDEKTSV4RRFFQ69G5FAV', 'There is no ticket 01ARZ3NDEKTSV4RRFFQ69G5FAV.'],
    ['the login', '"the login" is neither a key like PAY-482913 nor an id.'],
  ] as const)
    expect(refused(reference)).toEqual({
      code: 'not_found',
      message,
      hint: 'Look for it: search(query:"words of its title"), or ticket(action:"list").',
    });
});

test('a description is the text as it is now, wherever it stands', () => {
  const { db, create, record, numberOf } = recordTickets();
  const ticket = create('made with one', { description: 'made' });
  const shown = (id = ticket) => descriptionOf({ db }, getRow({ db }, numberOf(id)));
  expect([shown(), shown(create('without'))]).toEqual(['made', '']);
  const base = record(ticket, 'edit', { text: 'written anew' }, anna);
  expect(shown()).toBe('written anew');
  record(ticket, 'edit', { base, splice: { at: 8, deleteCount: 4, insert: 'twice' } }, anna);
  expect(shown()).toBe('written twice');
  record(ticket, 'edit', { text: '' }, anna);
  expect(shown()).toBe('');
});

test('labels are listed by name and assignees as they came, each once, with every add that stands', () => {
  const { db, create, change, numberOf } = recordTickets();
  const ticket = create('one', { labels: ['b', 'a'], assignees: ['zoe'] });
  const again = change(ticket, { add: { labels: ['b', '0'], assignees: ['adam'] } });
  const number = numberOf(ticket);
  expect(listNames({ db }, 'labels', number)).toEqual(['0', 'a', 'b']);
  expect(listNames({ db }, 'assignees', number)).toEqual(['zoe', 'adam']);
  const adds = listAdds({ db }, 'labels', number);
  expect(adds.get('b')).toHaveLength(2);
  expect(adds.get('0')).toEqual([again]);
  change(ticket, { remove: { labels: { b: adds.get('b')! } } });
  expect(listAdds({ db }, 'labels', number).has('b')).toBe(false);
  expect(listAdds({ db }, 'assignees', number).get('adam')).toEqual([again]);
});

test('all tickets are listed in the order of their making, those put away among them', () => {
  const { db, clock, create, archive } = recordTickets();
  const [late, archived] = [create('late'), create('archived')];
  archive(archived);
  clock.now -= 3_600_000;
  const early = create('early');
  expect(listAllRows({ db }).map(idOf)).toEqual([early, late, archived]);
  expect(refusal(() => getRow({ db }, 99))).toMatchObject({
    code: 'internal',
    message: expect.stringContaining('no ticket 99'),
  });
});
