import { expect, test } from 'vitest';
import { call } from '../../../src/domain/hint.ts';
import { keptOf, repeatedShape, shapes, withRequests } from '../../../src/serve/rest/shapes.ts';

const urlOf = (key: string) => `/t/${key}`;
const moved = { key: 'PAY-1', changes: [{ field: 'status', from: 'todo', to: 'done' }], ready: [] };

test('of a change of one ticket the statuses stand beside its key, and a change of several stays a list', () => {
  const one = shapes.changed({ tickets: [moved], next: { none: 'nothing' } }, { revision: 3 }, urlOf);
  expect(one).toMatchObject({ key: 'PAY-1', from: 'todo', to: 'done', revision: 3, next: { none: 'nothing' } });
  const several = { tickets: [moved, moved] };
  expect(shapes.changed(several, {}, urlOf)).toBe(several);
  expect(shapes.changed({ key: 'PAY-1', from: 'todo', status: 'in_progress' }, {}, urlOf)).toMatchObject({
    to: 'in_progress',
  });
});

test('a ticket stands by itself, and of a part of it the part', () => {
  const view = { key: 'PAY-1', title: 'One' };
  expect(shapes.ticket({ ticket: view, cut: {}, cursor: 'c' }, {}, urlOf)).toEqual({
    ...view,
    url: '/t/PAY-1',
    cursor: 'c',
  });
  expect(shapes.ticket({ ticket: view, cut: { links: 3 } }, {}, urlOf)).toMatchObject({ cut: { links: 3 } });
  expect(shapes.ticket({ part: { key: 'PAY-1', lines: [] } }, {}, urlOf)).toEqual({ key: 'PAY-1', lines: [] });
  expect(shapes.updated({ tickets: [moved] }, {}, urlOf)).toMatchObject({ key: 'PAY-1', to: 'done' });
});

test('comments come with the ticket or by a cursor', () => {
  const notes = [{ body: 'x' }];
  expect(shapes.comments({ ticket: { key: 'PAY-1', notes, notesTotal: 3 }, cursor: 'c' }, {}, urlOf)).toEqual({
    ...{ key: 'PAY-1', before: 0, total: 3, notes, cursor: 'c' },
  });
  expect(shapes.comments({ more: { key: 'PAY-1', notes } }, {}, urlOf)).toEqual({ key: 'PAY-1', notes });
});

test('what is kept of an answer is small, and is answered to who asks again, whichever door has kept it', () => {
  const kept = keptOf({ tickets: [moved] });
  expect(kept).toBe('{"key":"PAY-1","from":"todo","to":"done"}');
  expect(keptOf({ tickets: [moved, moved] })).toBe('');
  const again = (reply: string) =>
    repeatedShape({ reply, tickets: [{ key: 'PAY-1' }] }, { revision: 4 }, { isCreation: false, urlOf });
  expect(again(kept)).toMatchObject({ key: 'PAY-1', to: 'done', already: true, revision: 4 });
  for (const reply of ['PAY-1 moved', 'null', '7'])
    expect(again(reply)).toMatchObject({ already: true, tickets: [{ key: 'PAY-1' }] });
  const made = { reply: '', tickets: [{ key: 'PAY-1' }, { key: 'PAY-2' }] };
  expect(repeatedShape(made, {}, { isCreation: true, urlOf })).toMatchObject({
    existing: true,
    tickets: [{ url: '/t/PAY-1' }, { key: 'PAY-2' }],
  });
});

test('calls in a result are requests, and what only looks like one is not', () => {
  const result = {
    settle: call('link', { action: 'list', id: 'PAY-1' }),
    payload: [{ tool: 'link', args: {} }, null, 1],
  };
  expect(withRequests(result, '/api/v1')).toEqual({
    settle: {
      tool: 'link',
      args: { action: 'list', id: 'PAY-1' },
      method: 'POST',
      path: '/api/v1/actions/link/list',
      body: { id: 'PAY-1' },
    },
    payload: [{ tool: 'link', args: {} }, null, 1],
  });
});
