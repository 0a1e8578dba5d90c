import { expect, test } from 'vitest';
import { changesBy, viewOf } from '../../../src/actions/ticket/event-changes.ts';
import { listAllEvents } from '../../../src/store/read/events.ts';
import { useLocalTracker } from '../../support/local-tracker.ts';
import { authorOf } from '../../support/ticket-events.ts';

const tracker = useLocalTracker();

test('what events say too little of is told: values before, where an edit was, what is gone', async () => {
  const [id, other] = await tracker.createAll([{ title: 'One', description: 'a\n' }, { title: 'Two' }]);
  await tracker.ticket({ action: 'update', id, title: 'Uno', parent: other });
  await tracker.ticket({ action: 'update', id, add_labels: ['x'] });
  await tracker.ticket({ action: 'edit', id, op: 'append', new: 'b' });
  await tracker.ask('link', { action: 'add', id, url: 'https://a.example' });
  await tracker.ask('link', { action: 'remove', id, url: 'https://a.example' });
  await tracker.ticket({ action: 'comment', id, message: 'Hello' });
  await tracker.ticket({ action: 'undo', id });
  const told = await tracker.workspace.read(authorOf('anna'), async (tx) => {
    const events = listAllEvents(tx.db);
    const changes = changesBy(tx, events);
    return events.flatMap((event) => {
      const change = changes.get(event.id);
      return change ? [[event.kind, change]] : [];
    });
  });
  expect(told).toEqual([
    ['update', { from: { title: 'One', parent: null } }],
    ['edit', { edit: { removed: { first: 2, last: 1 }, written: { first: 2, last: 2 } } }],
    ['unlink', { removed: [{ kind: 'link', payload: { url: 'https://a.example' } }] }],
    ['retract', { removed: [{ kind: 'comment', payload: { body: 'Hello' } }] }],
  ]);
});

test('a first text and one that is emptied are told as that, with their lines where they are asked for', () => {
  expect(viewOf({ before: '', after: 'a\nb\n' }, { lines: true })).toEqual({
    ...{ removed: { first: 1, last: 0, lines: [] }, written: { first: 1, last: 2, lines: ['a', 'b'] } },
    whole: 'written',
  });
  expect(viewOf({ before: 'a', after: '' }, { lines: false })).toMatchObject({ whole: 'emptied' });
  expect(viewOf({ before: 'a', after: 'a' }, { lines: false })).toBeUndefined();
});
