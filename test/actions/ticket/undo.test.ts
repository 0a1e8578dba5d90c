import { describe, expect, it } from 'vitest';
import { type Args, useTracker } from '../../support/tool-session.ts';

const tracker = useTracker();
const undo = (fields: Args) => tracker.ticket({ action: 'undo', ...fields });

/** The ticket without what an undo may not turn back: the revision, and times. */
const state = async (id: string) => (await tracker.get(id)).map((line) => line.replace(/ · rev \d+/, ''));

const lastEvent = async (id?: string) => (await tracker.ticket({ action: 'history', id, limit: 1 })).slice(0, 6);

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
    ['a title', { action: 'update', title: 'Other' }, 'undone update (title)'],
    [
      'several fields',
      { action: 'update', priority: 'low', points: 'none', due: '2027-01-01' },
      'undone update (priority, points, due)',
    ],
    ['labels', { action: 'update', labels: ['b', 'c'] }, 'undone update (labels)'],
    ['assignees', { action: 'update', assignees: ['bob'] }, 'undone update (assignees)'],
    ['a parent', (other) => ({ action: 'update', parent: other }), 'undone update (parent)'],
    ['a project', { action: 'update', project: 'OPS' }, 'undone update (key)'],
    ['a type', { action: 'update', type: 'bug' }, 'undone update (type, status)'],
    ['a description', { action: 'update', description: 'new' }, 'undone edit (description)'],
    ['an edit', { action: 'edit', op: 'replace', lines: '2', new: 'TWO' }, 'undone edit (description)'],
    ['a move', { action: 'move', status: 'todo' }, 'undone move (status)'],
    ['a close', { action: 'close', status: 'cancelled' }, 'undone move (status)'],
    ['a claim', { action: 'claim' }, 'undone claim (status, assignees, claim)'],
    ['a comment', { action: 'comment', message: 'x' }, 'undone comment'],
    ['an archive', { action: 'archive' }, 'undone archive (archived)'],
  ];
  for (const [what, call, said] of kinds)
    it(`puts back what was before ${what}`, async () => {
      const [id, other] = await tracker.createAll([{ title: 'Before', ...full }, { title: 'Other' }]);
      const before = await state(id!);
      await tracker.ticket({ ...(typeof call === 'function' ? call(other!) : call), id });
      expect(await state(id!)).not.toEqual(before);
      const event = await lastEvent(id);
      expect(await undo({ event })).toMatch(
        new RegExp(`^(?:PAYME|OPS)-\\d+ ${event} ${said.replace(/[()]/g, '\\$&')}$`),
      );
      expect(await state(id!)).toEqual(before);
    });

  it('puts back a link, and a removed one', async () => {
    const [id, other] = await tracker.createAll([{ title: 'a' }, { title: 'b' }]);
    const before = await state(id!);
    await tracker.ask('link', { action: 'add', id, type: 'blocks', target: other });
    const linked = await state(id!);
    await tracker.ask('link', { action: 'remove', id, type: 'blocks', target: other });
    expect(await undo({ id })).toMatch(/undone unlink \(link\)$/);
    expect(await state(id!)).toEqual(linked);
    await tracker.ask('link', { action: 'add', id: other, type: 'related', target: id });
    expect(await undo({ event: await lastEvent(other) })).toMatch(/undone link$/);
    expect(await state(id!)).toEqual(linked);
    expect(before).not.toEqual(linked);
  });

  it('takes back a submission and a decision', async () => {
    const id = await tracker.create('Reviewed');
    const bob = await tracker.connect({ env: { TRACKER_ACTOR: 'bob' } });
    await tracker.ask('alignment', { action: 'submit', id, message: 'done' });
    await bob.ask('alignment', { action: 'decide', id, decision: 'approved' });
    expect(
      await undo({ event: (await tracker.ticket({ action: 'history', id })).split('\n')[1]!.slice(0, 6) }),
    ).toContain('left submit. bob has decided on it since.');
    expect(await bob.ticket({ action: 'undo', id })).toMatch(/undone decide$/);
    expect((await tracker.get(id))[1]).toContain('review waiting');
    expect(await undo({ id })).toMatch(/undone submit$/);
    expect((await tracker.get(id))[1]).not.toContain('review');
  });

  it('archives what a create has made: there is no delete', async () => {
    const id = await tracker.create('Made by mistake');
    expect(await undo({ event: await lastEvent(id) })).toMatch(/undone create \(archived\)$/);
    expect((await tracker.get(id))[1]).toContain('archived');
  });

  it('leaves a ticket that somebody else has worked on', async () => {
    const id = await tracker.create('Shared');
    const created = await lastEvent(id);
    const bob = await tracker.connect({ env: { TRACKER_ACTOR: 'bob' } });
    await bob.ticket({ action: 'comment', id, message: 'good' });
    expect(await undo({ event: created })).toBe(`${id} ${created} left create. bob has worked on ${id} since.`);
    expect((await tracker.get(id))[1]).toBe('task · backlog');
  });

  it('undoes an undo', async () => {
    const id = await tracker.create({ title: 'To and fro', priority: 'low' });
    await tracker.ticket({ action: 'update', id, priority: 'high' });
    await undo({ id });
    expect((await tracker.get(id))[1]).toContain('low');
    expect(await undo({ event: await lastEvent(id) })).toMatch(/undone undo \(priority\)$/);
    expect((await tracker.get(id))[1]).toContain('high');
  });

  it('never enters a terminal status', async () => {
    const id = await tracker.create('Reopened');
    await tracker.ticket({ action: 'close', id });
    await tracker.ticket({ action: 'move', id, status: 'backlog', message: 'not done' });
    expect(await undo({ id })).toMatch(/left move\. An undo does not close a ticket: done stays a move of its own\.$/);
    expect((await tracker.get(id))[1]).toContain('task · backlog');
  });

  it('never enters a terminal status through a type', async () => {
    const id = await tracker.create('Retyped');
    await tracker.ticket({ action: 'close', id, status: 'cancelled' });
    await tracker.ticket({ action: 'update', id, type: 'bug' });
    expect(await undo({ id })).toContain('An undo does not close a ticket');
    expect((await tracker.get(id))[1]).toMatch(/^bug · triage/);
  });

  it('does not leave a type with a status that it does not have', async () => {
    const id = await tracker.create('Half way');
    await tracker.ticket({ action: 'update', id, type: 'bug', priority: 'high' });
    const event = await lastEvent(id);
    await tracker.ticket({ action: 'move', id, status: 'confirmed' });
    const text = await undo({ event });
    expect(text).toContain(
      'undone update (priority). type stays bug: status has been changed since, to confirmed, which a task does not have.',
    );
    expect((await tracker.get(id))[1]).toMatch(/^bug · confirmed · rev/);
    const kept = await tracker.create('Both have it');
    await tracker.ticket({ action: 'update', id: kept, type: 'bug' });
    const change = await lastEvent(kept);
    for (const status of ['confirmed', 'in_progress']) await tracker.ticket({ action: 'move', id: kept, status });
    await undo({ event: change });
    expect((await tracker.get(kept))[1]).toMatch(/^task · in_progress/);
  });

  it('leaves fields that have been changed since, and puts back the others', async () => {
    const id = await tracker.create({ title: 'Partly', ...full });
    await tracker.ticket({ action: 'update', id, priority: 'low', points: 8 });
    const event = await lastEvent(id);
    await tracker.ticket({ action: 'update', id, points: 13 });
    expect(await undo({ event })).toBe(
      `${id} ${event} undone update (priority). points has been changed since, to 13.`,
    );
    expect((await tracker.get(id))[1]).toContain('high · 13 pts');
  });

  it('takes an edit out of a text that has been changed elsewhere since', async () => {
    const id = await tracker.create({ title: 'Text', description: 'one\n\ntwo\n\nthree\n\nfour\n' });
    await tracker.ticket({ action: 'edit', id, op: 'replace', old: 'one', new: 'ONE' });
    const event = await lastEvent(id);
    await tracker.ticket({ action: 'edit', id, op: 'replace', old: 'four', new: 'FOUR' });
    await undo({ event });
    expect((await state(id)).slice(3)).toEqual(['one', '', 'two', '', 'three', '', 'FOUR']);
    await tracker.ticket({ action: 'edit', id, op: 'replace', old: 'two', new: 'TWO' });
    const second = await lastEvent(id);
    await tracker.ticket({ action: 'edit', id, op: 'replace', old: 'TWO', new: 'II' });
    expect(await undo({ event: second })).toContain(
      'left edit. The same lines of the description have been changed since.',
    );
  });

  it('of a release gives the claim back to the session that had it, if nobody has the ticket', async () => {
    const bob = await tracker.connect({ env: { TRACKER_ACTOR: 'bob' } });
    const id = await tracker.create('Released');
    await tracker.ticket({ action: 'claim', id });
    const before = await state(id);
    await tracker.ticket({ action: 'release', id });
    expect(await undo({ id })).toMatch(/undone release \(status, assignees, claim\)$/);
    expect(await state(id)).toEqual(before);
    await bob.refused('already_assigned', { action: 'claim', id });
    await tracker.ticket({ action: 'release', id });
    const event = await lastEvent(id);
    await bob.ticket({ action: 'claim', id });
    expect(await undo({ event })).not.toContain('claim)');
    expect((await bob.get(id))[1]).toContain('claimed by you');
    await bob.ticket({ action: 'release', id });
    expect(await tracker.ticket({ action: 'undo', event: await lastEvent(id) })).toContain(
      `The claim has ended. Next: ticket(action:"claim", id:"${id}")`,
    );
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
    expect(await undo({ id })).toMatch(/undone create \(archived\)$/);
    expect(await tracker.refused('not_found', { action: 'undo', id })).toContain(`${id} has nothing left to undo.`);
  });

  it('says in dry_run what it would undo', async () => {
    const id = await tracker.create('Dry');
    await tracker.ticket({ action: 'update', id, priority: 'low' });
    expect(await undo({ id, dry_run: true })).toMatch(
      new RegExp(`^Dry run, nothing written:\n${id} \\w{6} undone update \\(priority\\)$`),
    );
    expect((await tracker.get(id))[1]).toContain('low');
  });
});

describe('undo of a session', () => {
  it('takes back all that it did, newest first, and leaves and lists what others have changed since', async () => {
    const [mine, shared] = await tracker.createAll([
      { title: 'Old', ...full },
      { title: 'Shared', ...full },
    ]);
    const before = [await state(mine!), await state(shared!)];
    const bob = await tracker.connect({ env: { TRACKER_ACTOR: 'bob' } });
    const made = await bob.create('Made in this session');
    await bob.ticket({ action: 'update', id: mine, priority: 'low', labels: [] });
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
      `${mine} undone link`,
      `${shared} undone update (priority). points has been changed since, to 5.`,
      `${mine} undone claim (status, assignees, claim)`,
      `${mine} undone edit (description)`,
      `${mine} undone update (priority, labels)`,
      `${made} undone create (archived)`,
    ]);
    expect(await state(mine!)).toEqual(before[0]);
    expect(await state(shared!)).toEqual(before[1]!.map((line) => line.replace('3 pts', '5 pts')));
    expect((await tracker.get(made))[1]).toContain('archived');
    await bob.refused('not_found', { action: 'undo', session: true });
  });

  it('lists the first fifty of many', async () => {
    const bob = await tracker.connect({ env: { TRACKER_ACTOR: 'bob' } });
    await bob.createAll(Array.from({ length: 60 }, (_, i) => ({ title: `many ${i}` })));
    const text = await bob.ticket({ action: 'undo', session: true });
    expect(text.split('\n')).toHaveLength(52);
    expect(text).toMatch(/^Undone 60 of 60\n/);
    expect(text).toMatch(/\n… and 10 more undone$/);
  });
});
