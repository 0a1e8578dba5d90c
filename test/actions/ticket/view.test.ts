import { describe, expect, it } from 'vitest';
import { type TicketView, viewTicket } from '../../../src/actions/ticket/view.ts';
import { getTicket, idOf } from '../../../src/store/read/tickets.ts';
import { recordBeside } from '../../support/beside.ts';
import { useLocalTracker } from '../../support/local-tracker.ts';
import { authorOf } from '../../support/ticket-events.ts';

const tracker = useLocalTracker();

const view = (id: string, { notes, actor = 'anna' }: { notes?: number; actor?: string } = {}) =>
  tracker.workspace.read(authorOf(actor), async (tx) => viewTicket(tx, getTicket(tx, id), { ...(notes && { notes }) }));

const lastEvent = async (id: string) => (await tracker.ticket({ action: 'history', id, limit: 1 })).slice(0, 6);
/** Without the line of its times. */
const past = async (id: string, at: string) =>
  (await tracker.ticket({ action: 'get', id, at })).split('\n').filter((line) => !line.startsWith('created '));

/** What a clone wrote that had seen no more than the create. */
const beside = (id: string, set: Record<string, unknown>, time = 1) =>
  tracker.workspace.write(authorOf('anna'), async (tx) => {
    const ticket = idOf(getTicket(tx, id));
    recordBeside(tx, ticket, {
      kind: 'update',
      payload: { set },
      parents: [ticket],
      time,
      author: authorOf('bob'),
    });
  });

describe('a ticket as it is', () => {
  it('has all of its fields, and nothing of what it has not', async () => {
    const id = await tracker.create({ title: 'Plain' });
    const ticket = await view(id);
    expect(ticket).toMatchObject({
      ...{ key: id, title: 'Plain', type: 'task', status: 'backlog', priority: 'medium', points: null, due: null },
      ...{ archived: false, revision: 1, assignees: [], labels: [], links: [], commits: [], urls: [], conflicts: [] },
      ...{ description: '', notes: [], notesTotal: 0, created: { actor: 'anna' }, updated: { actor: 'anna' } },
    });
    const absent = ['claim', 'parent', 'progress', 'review', 'submission', 'mentions'] satisfies (keyof TicketView)[];
    for (const name of absent) expect(ticket[name], name).toBeUndefined();
  });

  it('says whose claim it is, to whoever asks', async () => {
    const id = await tracker.create('Claimed');
    await tracker.ticket({ action: 'claim', id });
    expect((await view(id)).claim).toMatchObject({ actor: 'anna', mine: true, until: expect.any(Number) });
    expect((await view(id, { actor: 'bob' })).claim).toMatchObject({ actor: 'anna', mine: false });
  });

  it('has its family with how far it is, and its links from either end', async () => {
    const [epic, id, child, other] = await tracker.createAll([
      { title: 'Epic', type: 'epic' },
      { title: 'x', parent: '$1' },
      { title: 'c', parent: '$2', points: 5 },
      { title: 'Other', parent: '$1' },
    ]);
    for (const key of [child, other]) await tracker.ticket({ action: 'close', id: key });
    await tracker.ask('link', { action: 'add', id, type: 'blocks', target: other });
    await tracker.ask('link', { action: 'add', id, url: 'https://example.org' });
    const ticket = await view(id!);
    expect(ticket.parent).toEqual({ key: epic, title: 'Epic', done: 1, total: 2 });
    expect(ticket.progress).toEqual({ done: 1, total: 1, points: 5 });
    const link = { title: 'Other', status: 'done', done: true, suspended: false };
    expect(ticket.links).toEqual([{ ...link, type: 'blocks', key: other }]);
    expect(ticket.urls).toEqual(['https://example.org']);
    expect((await view(other!)).links).toMatchObject([{ type: 'blocked_by', key: id, status: 'backlog', done: false }]);
  });

  it('has the review and what it is about, within a budget, and its newest comments', async () => {
    const id = await tracker.create('Reviewed');
    await tracker.ask('alignment', { action: 'submit', id, message: 'First' });
    await tracker.ask('alignment', { action: 'submit', id, message: 'x'.repeat(5000) });
    const submitted = await view(id);
    expect(submitted.review).toEqual({ state: 'waiting', actor: 'anna' });
    expect(submitted.submission?.message).toMatch(/^x{500,600}… \(\d+ characters more\)$/);
    await tracker.as('bob').ask('alignment', { action: 'decide', id, decision: 'approved' });
    expect((await view(id)).review).toEqual({ state: 'approved', actor: 'anna' });
    for (const message of ['one', 'two', 'three']) await tracker.ticket({ action: 'comment', id, message });
    const { notes, notesTotal } = await view(id, { notes: 2 });
    expect([notes.map(({ body }) => body), notesTotal]).toEqual([['three', 'two'], 4]);
  });

  it('says what a key in its texts means where that is another now', async () => {
    const key = await tracker.create('Meant');
    const id = await tracker.create({ title: 'Refers', description: `See ${key}` });
    await tracker.ticket({ action: 'comment', id, message: `and ${key}` });
    await tracker.ticket({ action: 'comment', id, message: 'and nothing' });
    expect(await view(id)).not.toHaveProperty('mentions');
    await tracker.ticket({ action: 'update', id: key, project: 'OPS' });
    const meant = [{ written: key, tickets: [{ key: key.replace('PAY', 'OPS'), title: 'Meant' }] }];
    const { mentions, notes } = await view(id);
    expect([mentions, ...notes.map((one) => one.mentions)]).toEqual([meant, undefined, meant]);
  });
});

describe('a conflict', () => {
  it('shows the value that lost, a cleared one as none and a parent by its key', async () => {
    const [id, one, two] = await tracker.createAll([{ title: 'x', points: 3 }, { title: 'p' }, { title: 'q' }]);
    await tracker.ticket({ action: 'update', id, points: 5, parent: one, title: 'y' });
    const parent = await tracker.workspace.read(authorOf('anna'), async (tx) => idOf(getTicket(tx, two!)));
    await beside(id!, { points: null, parent, title: 'null' });
    expect((await view(id!)).conflicts).toMatchObject([
      { field: 'parent', value: two, actor: 'bob' },
      { field: 'points', value: 'none', actor: 'bob' },
      { field: 'title', value: 'null', actor: 'bob' },
    ]);
    for (const conflict of (await view(id!)).conflicts) expect(conflict).not.toHaveProperty('cycle');
  });

  it('about a parent that would close a cycle is no choice between two', async () => {
    const [a, b] = await tracker.createAll([{ title: 'a' }, { title: 'b' }]);
    await tracker.ticket({ action: 'update', id: a, parent: b });
    const parent = await tracker.workspace.read(authorOf('anna'), async (tx) => idOf(getTicket(tx, a!)));
    await beside(b!, { parent }, Date.now());
    expect((await view(b!)).parent).toBeUndefined();
    expect((await view(b!)).conflicts).toMatchObject([{ field: 'parent', value: a, cycle: true }]);
  });
});

describe('a ticket as it was', () => {
  it('has the texts, labels and comments of then', async () => {
    const id = await tracker.create({ title: 'Old', description: 'old text', labels: ['b', 'a'], assignees: ['bob'] });
    await tracker.ticket({ action: 'comment', id, message: 'early' });
    const event = await lastEvent(id);
    await tracker.ticket({ action: 'update', id, title: 'New', description: 'new', labels: ['c'], status: 'todo' });
    await tracker.ticket({ action: 'comment', id, message: 'late' });
    const lines = await past(id, event);
    expect(lines.slice(0, 4)).toEqual([`${id} Old (as of ${event})`, 'task · backlog · bob · a, b', '', 'old text']);
    expect(lines.at(-1)).toBe('early');
    expect(lines.join()).not.toContain('late');
  });

  it('has the review of then, with what was decided by then', async () => {
    const id = await tracker.create('Reviewed');
    const bob = tracker.as('bob', 'bobs');
    await tracker.ask('alignment', { action: 'submit', id, message: 'First try' });
    const submitted = await lastEvent(id);
    await bob.ask('alignment', { action: 'decide', id, decision: 'changes_requested', message: 'One test' });
    const decided = await lastEvent(id);
    await tracker.ask('alignment', { action: 'submit', id, message: 'Second try' });
    const early = await past(id, submitted);
    expect(early[1]).toBe('task · backlog · review waiting (anna)');
    expect(early.slice(2)).toEqual(['', expect.stringMatching(/^anna submitted .*\[\w{6}\]$/), 'First try']);
    const late = await past(id, decided);
    expect(late[1]).toBe('task · backlog · review changes_requested');
    expect(late.at(-1)).toMatch(/^bob \(agent\) .* changes_requested: One test$/);
  });

  it('has the links, the parent, the key and replies of then', async () => {
    const [parent, other, id] = await tracker.createAll([{ title: 'p' }, { title: 'o' }, { title: 'x', parent: '$1' }]);
    await tracker.ask('link', { action: 'add', id, type: 'blocks', target: other });
    await tracker.ask('link', { action: 'add', id, url: 'https://example.org' });
    await tracker.ticket({ action: 'comment', id, message: 'question' });
    const question = await lastEvent(id!);
    await tracker.ticket({ action: 'comment', id, message: 'answer', reply_to: question });
    const event = await lastEvent(id!);
    await tracker.ticket({ action: 'update', id, parent: 'none', project: 'OPS' });
    const lines = await past(id!, event);
    expect(lines.slice(0, 4)).toEqual([
      ...[`${id} x (as of ${event})`, 'task · backlog', `parent ${parent} · blocks ${other}`, 'https://example.org'],
    ]);
    expect(lines.join('\n')).toContain(`to ${question}\nanswer`);
  });
});
