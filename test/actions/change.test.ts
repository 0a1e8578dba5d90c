import { describe, expect, it } from 'vitest';
import { type Changed, changeTicket, freeNumber, type Wanted } from '../../src/actions/change.ts';
import { getTicket, idOf } from '../../src/store/read/tickets.ts';
import { recordBeside } from '../support/beside.ts';
import { dataOf, factsOf } from '../support/file-facts.ts';
import { useLocalTracker } from '../support/local-tracker.ts';
import { authorOf } from '../support/ticket-events.ts';
import type { Args } from '../support/tool-session.ts';

const tracker = useLocalTracker((repository) => {
  repository.write('.tracker/config.json', '{"review": {"feature": true}}');
});
const update = (id: string, fields: Args) => tracker.ticket({ action: 'update', id, ...fields });

/** What a change did, as an object. */
const change = (id: string, wanted: Wanted): Promise<Changed> =>
  tracker.workspace.write(authorOf('anna'), (tx) => changeTicket(tx, getTicket(tx, id), 'update', wanted));

const countEvents = () => factsOf(dataOf(tracker.repository.root)).events.length;

describe('a change', () => {
  it('says of each field what it was and is, a parent by its key, and is one event', async () => {
    const [first, second, id] = await tracker.createAll([
      { title: 'p' },
      { title: 'q' },
      { title: 'Old', parent: '$1', labels: ['a', 'b'], points: 3 },
    ]);
    const before = countEvents();
    const wanted = { title: 'New', points: null, parent: second!, labels: ['b', 'c'], assignees: ['@me', 'bob'] };
    expect(await change(id!, wanted)).toEqual({
      key: id,
      changes: [
        { field: 'title', from: 'Old', to: 'New' },
        { field: 'points', from: 3, to: null },
        { field: 'parent', from: first, to: second },
        { field: 'labels', from: ['a', 'b'], to: ['b', 'c'] },
        { field: 'assignees', from: [], to: ['anna', 'bob'] },
      ],
      ready: [],
    });
    expect(countEvents()).toBe(before + 1);
  });

  it('takes a label in another case for the same one, kept as it was first given', async () => {
    const id = await tracker.create({
      title: 'Cased',
      labels: ['Backend', 'BACKEND', 'ÄRGER'],
      assignees: ['Bob', 'bob'],
    });
    const update = (fields: Args) => tracker.ticket({ action: 'update', id, ...fields });
    expect((await tracker.get(id))[1]).toBe('task · backlog · Bob · Backend, ÄRGER');
    expect(await update({ add_labels: ['backend', 'ärger'] })).toBe(`${id} is so already`);
    expect(await update({ labels: ['backend', 'ärger'], assignees: 'BOB' })).toBe(`${id} is so already`);
    expect(await update({ remove_labels: ['BACKEND', 'A\u0308rger'] })).toBe(`${id} labels -Backend -ÄRGER`);
    expect(await update({ add_labels: ['BackEnd', 'backend'] })).toBe(`${id} labels +BackEnd`);
  });

  it('of nothing is no event, whatever is named', async () => {
    const id = await tracker.create({ title: 'Same', labels: ['a'] });
    const before = countEvents();
    const same = { title: 'Same', type: 'Task', status: undefined, parent: null, due: null, project: 'PAY' };
    expect(await change(id, { ...same, add_labels: ['a'], remove_labels: ['x'], message: 'why' })).toEqual({
      ...{ key: id, changes: [], ready: [], noted: false },
    });
    expect(countEvents()).toBe(before);
  });

  it('that closes or archives a blocker says what it has made ready', async () => {
    const [one, two, , waiting] = await tracker.createAll([
      ...[{ title: 'b' }, { title: 'c' }, { title: 'd', blocked_by: '$1' }],
      { title: 'Waits', blocked_by: ['$1', '$2'] },
    ]);
    expect((await change(one!, { archived: true })).ready).toMatchObject([{ title: 'd' }]);
    expect((await change(two!, { priority: 'low' })).ready).toEqual([]);
    expect((await change(two!, { status: 'cancelled', message: 'no' })).ready).toEqual([
      { key: waiting, title: 'Waits' },
    ]);
    expect((await change(two!, { archived: true })).ready).toEqual([{ key: waiting, title: 'Waits' }]);
  });

  it('refuses more than 50 labels in the end', async () => {
    const id = await tracker.create({ title: 'Labels', labels: Array.from({ length: 49 }, (_, i) => `l${i}`) });
    expect(await update(id, { add_labels: ['x', 'y'], remove_labels: ['l0'] })).toContain('+x +y -l0');
    expect(await tracker.refused('invalid_input', { action: 'update', id, add_labels: ['z'] })).toContain(
      'at most 50 labels; these would be 51',
    );
  });

  it('treats status as a move, with its rules', async () => {
    const id = await tracker.create({ title: 'Moved', type: 'bug' });
    await tracker.refused('invalid_status', { action: 'update', id, status: 'in_progress', priority: 'high' });
    expect((await tracker.get(id))[1]).toBe('bug · triage');
    await tracker.refused('invalid_input', { action: 'update', id, status: 'wont_fix' });
    expect(await update(id, { status: 'wont_fix', message: 'as designed' })).toBe(`${id} triage → wont_fix, noted`);
  });

  it('refuses a parent that would close a cycle, with the cycle, and the ticket itself', async () => {
    const [a, b, c] = await tracker.createAll([
      { title: 'a' },
      { title: 'b', parent: '$1' },
      { title: 'c', parent: '$2' },
    ]);
    const text = await tracker.refused('dependency_cycle', { action: 'update', id: a, parent: c });
    expect(text).toContain(`${a} → ${c} → ${b} → ${a}`);
    await tracker.refused('dependency_cycle', { action: 'update', id: a, parent: a });
    await tracker.refused('not_found', { action: 'update', id: a, parent: 'PAY-999999' });
  });
});

describe('a change of a contested field', () => {
  it('to the value that a merge let win settles the conflict', async () => {
    const id = await tracker.create('Contested');
    await update(id, { priority: 'high', status: 'todo' });
    await tracker.workspace.write(authorOf('anna'), async (tx) => {
      const ticket = idOf(getTicket(tx, id));
      const payload = { set: { priority: 'low', status: 'blocked' } } as const;
      recordBeside(tx, ticket, { kind: 'update', payload, parents: [ticket], time: 1, author: authorOf('bob') });
    });
    expect((await tracker.get(id)).filter((line) => line.startsWith('conflict: '))).toHaveLength(2);
    expect((await change(id, { title: 'Contested' })).changes).toEqual([]);
    expect((await change(id, { priority: 'high', status: 'todo' })).changes).toEqual([
      { field: 'status', from: 'todo', to: 'todo' },
      { field: 'priority', from: 'high', to: 'high' },
    ]);
    expect((await tracker.get(id)).join()).not.toContain('conflict');
    expect((await change(id, { priority: 'high' })).changes).toEqual([]);
  });
});

describe('the claim on a ticket', () => {
  it.each<[string, Args, boolean]>([
    ['ends with the ticket', { status: 'done' }, true],
    ['ends where others are assigned', { assignees: ['bob'] }, true],
    ['stays where others join', { assignees: ['anna', 'bob'] }, false],
    ['stays on a move', { status: 'review' }, false],
  ])('%s: %j', async (_, fields, ends) => {
    const id = await tracker.create('Claimed');
    await tracker.ticket({ action: 'claim', id });
    await update(id, fields);
    expect((await tracker.get(id))[1]!.includes('claimed by you')).toBe(!ends);
    const session = await tracker.workspace.read(authorOf('anna'), async (tx) => getTicket(tx, id).claimSession);
    expect(session).toBe(ends ? null : 'anna-session');
  });
});

describe('a change of project', () => {
  it('gives a key of the new project and keeps the old one as an alias', async () => {
    const id = await tracker.create('Moving house');
    const text = await update(id, { project: 'ops' });
    const moved = id.replace('PAY', 'OPS');
    expect(text).toBe(`${moved} key ${id} → ${moved}`);
    for (const name of [id, id.toLowerCase(), moved])
      expect((await tracker.get(name))[0]).toBe(`${moved} Moving house`);
    expect(await update(id, { priority: 'low' })).toBe(`${moved} priority medium → low`);
    expect(await tracker.ask('search', { query: `key:${id}` })).toContain(`${moved} Moving house`);
  });

  it('leads back to the old key', async () => {
    const id = await tracker.create('There and back');
    await update(id, { project: 'OPS' });
    expect(await update(id, { project: 'PAY' })).toContain(`→ ${id}`);
    expect((await tracker.get(id.replace('PAY', 'OPS')))[0]).toBe(`${id} There and back`);
  });

  it('keeps links, the parent and the children', async () => {
    const [parent, id, child] = await tracker.createAll([
      { title: 'p' },
      { title: 'x', parent: '$1' },
      { title: 'c', parent: '$2', blocked_by: '$1' },
    ]);
    await update(id!, { project: 'OPS' });
    expect((await tracker.get(id!))[2]).toBe(`parent ${parent} (0/1 done) "p" · children 0/1 done`);
    expect((await tracker.get(child!))[2]).toContain(`parent ${id!.replace('PAY', 'OPS')}`);
  });
});

describe('a change of type', () => {
  it('keeps a status that the new type also has', async () => {
    const id = await tracker.create('Task, then bug');
    await tracker.ticket({ action: 'move', id, status: 'in_progress' });
    expect(await update(id, { type: 'bug' })).toBe(`${id} type task → bug`);
    expect((await tracker.get(id))[1]).toBe('bug · in_progress · rev 3');
  });

  it('else takes the initial status, also for a ticket that is closed', async () => {
    const id = await tracker.create('Done task');
    await tracker.ticket({ action: 'close', id });
    expect(await update(id, { type: 'feature' })).toBe(`${id} type task → feature, done → proposed`);
  });

  it('takes a status beside it, as a move from there', async () => {
    const [a, b] = await tracker.createAll([{ title: 'a' }, { title: 'b' }]);
    expect(await update(a!, { type: 'Bug', status: 'confirmed' })).toBe(`${a} type task → bug, backlog → confirmed`);
    await tracker.refused('invalid_status', { action: 'update', id: b, type: 'bug', status: 'resolved' });
    expect(await update(b!, { type: 'bug', status: 'triage' })).toBe(`${b} type task → bug, backlog → triage`);
  });

  it('refuses an unknown type, with the near one', async () => {
    const id = await tracker.create('Typed');
    expect(await tracker.refused('invalid_input', { action: 'update', id, type: 'featrue' })).toContain(
      'did you mean "feature"?',
    );
  });
});

describe('the review gate', () => {
  it('says what is missing, of the submission there is', async () => {
    const id = await tracker.create({ title: 'Gated', type: 'feature' });
    for (const status of ['approved', 'in_progress']) await update(id, { status });
    const refused = () => tracker.refused('review_required', { action: 'update', id, status: 'shipped' });
    expect(await refused()).toBe(
      `error review_required: ${id}: a feature becomes shipped only after an approval.\nSubmit what was done, with evidence (alignment, action submit), and have another actor decide.`,
    );
    await tracker.ask('alignment', { action: 'submit', id, message: 'Done' });
    expect(await refused()).toBe(
      `error review_required: ${id}: a feature becomes shipped only after an approval; its submission waits for a decision.\nSomebody else decides; alignment(action:"get", id:"${id}") shows what on.`,
    );
    const decide = (decision: string) =>
      tracker.as('bob').ask('alignment', { action: 'decide', id, decision, message: 'Seen' });
    await decide('rejected');
    expect(await refused()).toContain('; its submission is rejected.\nSubmit what was done');
    await decide('approved');
    expect(await update(id, { status: 'shipped' })).toBe(`${id} in_progress → shipped`);
  });

  it('is passed by no change of type once work has begun', async () => {
    const [early, begun] = await tracker.createAll([{ title: 'Early' }, { title: 'Begun' }]);
    for (const id of [early, begun]) await update(id!, { type: 'feature' });
    expect(await update(early!, { type: 'task' })).toContain('type feature → task');
    for (const status of ['approved', 'in_progress']) await update(begun!, { status });
    await tracker.refused('review_required', { action: 'update', id: begun, type: 'task' });
    expect(await update(begun!, { type: 'feature', priority: 'low' })).toBe(`${begun} priority medium → low`);
  });
});

it('a free number is none that a ticket has', async () => {
  await tracker.create('One');
  const numbers = await tracker.workspace.read(authorOf('anna'), async (tx) =>
    Array.from({ length: 50 }, () => freeNumber(tx, 'PAY')),
  );
  expect(new Set(numbers).size).toBeGreaterThan(45);
  for (const number of numbers) expect(String(number)).toMatch(/^\d{6}$/);
});
