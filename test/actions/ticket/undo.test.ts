import { describe, expect, it } from 'vitest';
import { useLocalTracker } from '../../support/local-tracker.ts';
import type { Args } from '../../support/tool-session.ts';
import { undoCalls } from './undo-calls.ts';

const tracker = useLocalTracker();
const { undo, state, lastEvent } = undoCalls(tracker);

const full = {
  priority: 'high',
  points: 3,
  labels: ['a', 'b'],
  assignees: ['ada'],
  due: '2026-12-24',
  description: 'one\ntwo\nthree\n',
};

describe('undo of an event', () => {
  const kinds: [string, Args | ((other: string) => Args), string][] = [
    ['a title', { action: 'update', title: 'Other' }, 'undone update: title "Other" → "Before"'],
    [
      'several fields',
      { action: 'update', priority: 'low', points: 'none', due: '2027-01-01' },
      'undone update: priority low → high, points none → 3, due 2027-01-01 → 2026-12-24',
    ],
    ['labels', { action: 'update', labels: ['b', 'c'] }, 'undone update: labels +a -c'],
    ['assignees', { action: 'update', assignees: ['bob'] }, 'undone update: assignees +ada -bob'],
    ['a parent', (other) => ({ action: 'update', parent: other }), 'undone update: parent OTHER → none'],
    ['a project', { action: 'update', project: 'OPS' }, 'undone update: key OPS-NUMBER → PAY-NUMBER'],
    ['a type', { action: 'update', type: 'bug' }, 'undone update: type bug → task, triage → backlog'],
    [
      'a description',
      { action: 'update', description: 'new' },
      'undone edit: edited line 1 → 1-3\n1 one\n2 two\n3 three',
    ],
    ['an edit', { action: 'edit', op: 'replace', lines: '2', new: 'TWO' }, 'undone edit: edited line 2\n2 two'],
    ['a move', { action: 'move', status: 'todo' }, 'undone move: todo → backlog'],
    ['a close', { action: 'close', status: 'cancelled' }, 'undone move: cancelled → backlog'],
    ['a claim', { action: 'claim' }, 'undone claim: in_progress → backlog, assignees -anna, claim anna → none'],
    ['a comment', { action: 'comment', message: 'x' }, 'undone comment'],
    ['an archive', { action: 'archive' }, 'undone archive: unarchived'],
  ];
  for (const [what, call, said] of kinds)
    it(`puts back what was before ${what}`, async () => {
      const [id, other] = await tracker.createAll([{ title: 'Before', ...full }, { title: 'Other' }]);
      const before = await state(id!);
      await tracker.ticket({ ...(typeof call === 'function' ? call(other!) : call), id });
      expect(await state(id!)).not.toEqual(before);
      const event = await lastEvent(id);
      const number = id!.split('-')[1] ?? '';
      const [key, ...words] = (await undo({ event })).split(' ');
      expect(key).toMatch(new RegExp(`^(?:PAY|OPS)-${number}$`));
      expect(words.join(' ')).toBe(`${event} ${said.replace('OTHER', other!).replaceAll('NUMBER', number)}`);
      expect(await state(id!)).toEqual(before);
    });

  it('undoes an undo', async () => {
    const id = await tracker.create({ title: 'To and fro', priority: 'low' });
    await tracker.ticket({ action: 'update', id, priority: 'high' });
    await undo({ id });
    expect((await tracker.get(id))[1]).toContain('low');
    expect(await undo({ event: await lastEvent(id) })).toMatch(/ redone: priority low → high$/);
    expect((await tracker.get(id))[1]).toContain('high');
  });

  it('does nothing a second time', async () => {
    const other = await tracker.create('Once');
    await tracker.ticket({ action: 'update', id: other, priority: 'low' });
    const event = await lastEvent(other);
    await undo({ event });
    expect(await undo({ event })).toMatch(/left update\./);
  });

  it('refuses what is no event, and more or less than one of event, id and session', async () => {
    await tracker.refused('not_found', { action: 'undo', event: 'zzzzzz' });
    await tracker.refused('not_found', { action: 'undo', event: 'the last one' });
    await tracker.refused('not_found', { action: 'undo', id: '999999' });
    for (const fields of [{}, { event: 'zzzzzz', id: '999999' }, { session: false }, { session: true, id: '999999' }])
      expect(await tracker.refused('invalid_input', { action: 'undo', ...fields })).toContain(
        'one of event, id and session',
      );
  });
});

describe('undo of a ticket', () => {
  it('goes back one change at a time, to the create', async () => {
    const id = await tracker.create('Back');
    const states = [await state(id)];
    const changes: Args[] = [
      { priority: 'high' },
      { labels: ['x'] },
      { status: 'todo' },
      { description: 'd' },
      { title: 'Forth' },
    ];
    for (const fields of changes) {
      await tracker.ticket({ action: 'update', id, ...fields });
      states.push(await state(id));
    }
    for (const expected of states.slice(0, -1).reverse()) {
      await undo({ id });
      expect(await state(id)).toEqual(expected);
    }
    expect(await undo({ id })).toMatch(/undone create: archived$/);
    expect(await tracker.refused('not_found', { action: 'undo', id })).toContain(`${id} has nothing left to undo.`);
  });

  it('says in dry_run what it would undo', async () => {
    const id = await tracker.create('Dry');
    await tracker.ticket({ action: 'update', id, priority: 'low' });
    expect(await undo({ id, dry_run: true })).toMatch(
      new RegExp(`^Dry run, nothing written:\n${id} \\w{6} undone update: priority low → medium$`),
    );
    expect((await tracker.get(id))[1]).toContain('low');
  });
});

describe('the message of an undo', () => {
  it('is a note of the ticket, whatever was undone, and is said to be one', async () => {
    const [id, other] = await tracker.createAll([{ title: 'Why', description: 'a\n' }, { title: 'Other' }]);
    const works: [string, Args][] = [
      ['ticket', { action: 'update', id, priority: 'low' }],
      ['ticket', { action: 'edit', id, op: 'append', new: 'b' }],
      ['ticket', { action: 'comment', id, message: 'Hello' }],
      ['link', { action: 'add', id, type: 'blocks', target: other }],
    ];
    for (const [tool, call] of works) {
      await tracker.ask(tool, call);
      const message = `not ${String(call.action)}`;
      expect(await undo({ event: await lastEvent(id), message })).toMatch(/, noted(?:\n|$)/);
      expect(await tracker.ticket({ action: 'get', id })).toMatch(new RegExp(`anna .* (?:undid|edited)\n${message}`));
      expect(await tracker.ticket({ action: 'history', id })).toContain(`(${message})`);
      expect(await tracker.ask('search', { query: `"${message}"` })).toContain(id);
    }
  });

  it('is said once of each ticket that a session has worked on, and not where nothing was undone', async () => {
    const carl = tracker.as('carl', 'carls');
    const [id] = await carl.createAll([{ title: 'One' }]);
    await carl.ticket({ action: 'update', id, priority: 'low' });
    await carl.ticket({ action: 'update', id, points: 3 });
    expect(await carl.ticket({ action: 'undo', session: true, message: 'all wrong' })).toMatch(
      /^Undone 3 of 3, noted\n/,
    );
    expect((await tracker.ticket({ action: 'history', id })).match(/all wrong/g)).toHaveLength(1);
    const created = /^(\w{6}) .* created task/m.exec(await tracker.ticket({ action: 'history', id }))?.[1];
    expect(await undo({ event: created, message: 'again' })).toMatch(/archived already\., not noted: nothing changed$/);
  });
});

describe('undo of a session', () => {
  it('takes back all that it did, newest first, and leaves and lists what others have changed since', async () => {
    const [mine, shared] = await tracker.createAll([
      { title: 'Old', ...full },
      { title: 'Shared', ...full },
    ]);
    const before = [await state(mine!), await state(shared!)];
    const bob = tracker.as('bob', 'one');
    const made = await bob.create('Made in this session');
    await bob.ticket({ action: 'update', id: mine, priority: 'low', labels: 'none' });
    await bob.ticket({ action: 'edit', id: mine, op: 'append', new: 'four' });
    await bob.ticket({ action: 'claim', id: mine });
    await bob.ticket({ action: 'update', id: shared, points: 13, priority: 'low' });
    await bob.ask('link', { action: 'add', id: mine, type: 'blocks', target: shared });
    await tracker.ticket({ action: 'update', id: shared, points: 5 });
    const dry = await bob.ticket({ action: 'undo', session: true, dry_run: true });
    const text = await bob.ticket({ action: 'undo', session: 'true' });
    expect(dry).toBe(`Dry run, nothing written:\n${text}`);
    const said = text.split('\n');
    expect(said[0]).toBe('Undone 6 of 6');
    expect(said.slice(1).map((line) => line.replace(/ \w{6} /, ' '))).toEqual([
      `${mine} undone link: no longer blocks ${shared}`,
      `${shared} undone update: priority low → high. points has been changed since, to 5.`,
      `${mine} undone claim: in_progress → backlog, assignees -bob, claim bob → none`,
      `${mine} undone edit: deleted line 4`,
      `${mine} undone update: priority low → high, labels +a +b`,
      `${made} undone create: archived`,
    ]);
    expect(await state(mine!)).toEqual(before[0]);
    expect(await state(shared!)).toEqual(before[1]!.map((line) => line.replace('3 pts', '5 pts')));
    expect((await tracker.get(made))[1]).toContain('archived');
    await bob.refused('not_found', { action: 'undo', session: true });
  });

  it('lists the first fifty of many', async () => {
    const bob = tracker.as('bob', 'two');
    await bob.createAll(Array.from({ length: 60 }, (_, i) => ({ title: `many ${i}` })));
    const text = await bob.ticket({ action: 'undo', session: true });
    expect(text.split('\n')).toHaveLength(52);
    expect(text).toMatch(/^Undone 60 of 60\n/);
    expect(text).toMatch(/\n… and 10 more undone$/);
  });
});
