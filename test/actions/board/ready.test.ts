import { describe, expect, it } from 'vitest';
import { useTracker } from '../../support/tool-session.ts';

const tracker = useTracker();

const ready = (args: Record<string, unknown> = {}) => tracker.ask('board', { action: 'ready', ...args });
/** The titles in the order shown. */
const titlesOf = (text: string) =>
  [...text.matchAll(/^(?:[A-Z]+-)?\d{6} (.+?)(?: \(.*\))?$/gm)].map(([, title]) => title);
const number = (key: string) => key.split('-')[1]!;

describe('ready', () => {
  it('says that nothing is ready in an empty tracker', async () => {
    expect(await ready()).toBe('Nothing is ready');
  });

  it('is in the order of priority, then of how many open tickets each unblocks, then of age', async () => {
    const labels = ['order'];
    const [, , opener, deep] = await tracker.createAll([
      { title: 'Oldest', labels },
      { title: 'Younger', labels },
      { title: 'Unblocks one', labels },
      { title: 'Unblocks two', labels },
      { title: 'Low but unblocks nothing', labels, priority: 'low' },
      { title: 'Urgent', labels, priority: 'urgent' },
      { title: 'High', labels, priority: 'high' },
    ]);
    const [, first] = await tracker.createAll([
      { title: 'Waits for one', labels, blocked_by: opener },
      { title: 'Waits for the deep one', labels, blocked_by: deep },
    ]);
    await tracker.create({ title: 'Waits behind that', labels, blocked_by: first });
    expect(titlesOf(await ready({ query: 'label:order' }))).toEqual([
      'Urgent',
      'High',
      'Unblocks two',
      'Unblocks one',
      'Oldest',
      'Younger',
      'Low but unblocks nothing',
    ]);
  });

  it('does not count what is finished or archived among what a ticket unblocks', async () => {
    const labels = ['finished'];
    const [, blocker] = await tracker.createAll([
      { title: 'Older', labels },
      { title: 'Blocks what is over', labels },
    ]);
    const [closed, archived] = await tracker.createAll([
      { title: 'Closed', labels, blocked_by: blocker },
      { title: 'Archived', labels, blocked_by: blocker },
    ]);
    expect(titlesOf(await ready({ query: 'label:finished' }))[0]).toBe('Blocks what is over');
    await tracker.ticket({ action: 'close', id: closed, status: 'cancelled' });
    await tracker.ticket({ action: 'archive', id: archived });
    expect(titlesOf(await ready({ query: 'label:finished' }))).toEqual(['Older', 'Blocks what is over']);
  });

  it('has the tickets of each type whose status says that work can start, and no others', async () => {
    const labels = ['start'];
    const [todo, started, confirmed, approved] = await tracker.createAll([
      { title: 'Task todo', labels },
      { title: 'Task started', labels },
      { title: 'Bug confirmed', labels, type: 'bug' },
      { title: 'Feature approved', labels, type: 'feature' },
      { title: 'Task backlog', labels },
      { title: 'Bug triage', labels, type: 'bug' },
      { title: 'Feature proposed', labels, type: 'feature' },
      { title: 'Decision open', labels, type: 'decision' },
      { title: 'Epic open', labels, type: 'epic' },
    ]);
    await tracker.ticket({ action: 'move', id: todo, status: 'todo' });
    await tracker.ticket({ action: 'move', id: started, status: 'in_progress' });
    await tracker.ticket({ action: 'move', id: confirmed, status: 'confirmed' });
    await tracker.ticket({ action: 'move', id: approved, status: 'approved' });
    expect(titlesOf(await ready({ query: 'label:start' }))).toEqual([
      'Task todo',
      'Bug confirmed',
      'Feature approved',
      'Task backlog',
    ]);
  });

  it('leaves out what is blocked, claimed by anybody, or archived', async () => {
    const labels = ['out'];
    const [blocker, mine, theirs, archived] = await tracker.createAll([
      { title: 'Blocker', labels },
      { title: 'Mine', labels },
      { title: 'Theirs', labels },
      { title: 'Archived', labels },
    ]);
    const blocked = await tracker.create({ title: 'Blocked', labels, blocked_by: blocker });
    const other = await tracker.connect({ env: { TRACKER_ACTOR: 'bob' } });
    await tracker.ticket({ action: 'claim', id: mine });
    await other.ticket({ action: 'claim', id: theirs });
    await tracker.ticket({ action: 'archive', id: archived });
    expect(titlesOf(await ready({ query: 'label:out' }))).toEqual(['Blocker']);
    expect(await tracker.ticket({ action: 'close', id: blocker })).toContain(`Ready now: ${blocked} "Blocked"`);
    expect(titlesOf(await ready({ query: 'label:out' }))).toEqual(['Blocked']);
  });

  it('has a released ticket again', async () => {
    const key = await tracker.create({ title: 'Given back', labels: ['back'] });
    await tracker.ticket({ action: 'claim', id: key });
    expect(await ready({ query: 'label:back' })).toMatch(
      /^Nothing is ready: label:back\nThe nearest is .* yours already\./,
    );
    await tracker.ticket({ action: 'release', id: key, message: 'Lunch' });
    expect(titlesOf(await ready({ query: 'label:back' }))).toEqual(['Given back']);
  });

  it('shows every ticket once over the pages of a cursor', async () => {
    const labels = ['pages'];
    const keys = await tracker.createAll(
      Array.from({ length: 23 }, (_, i) => ({ title: `Page ${i}`, labels, priority: i % 3 ? 'low' : 'high' })),
    );
    const seen: string[] = [];
    const left: (string | undefined)[] = [];
    let cursor: string | undefined;
    do {
      const text = await ready({ query: 'label:pages', limit: 5, ...(cursor && { cursor }) });
      seen.push(...[...text.matchAll(/^[A-Z]+-(\d{6}) /gm)].map(([, one]) => one!));
      left.push(/^(\d+) more/m.exec(text)?.[1]);
      cursor = /cursor:"(.+)"/.exec(text)?.[1];
    } while (cursor);
    expect(left).toEqual(['18', '13', '8', '3', undefined]);
    expect(seen.toSorted()).toEqual(keys.map(number).toSorted());
  });

  it('says how many there are, and how many are left', async () => {
    const labels = ['counted'];
    await tracker.createAll(Array.from({ length: 4 }, (_, i) => ({ title: `Counted ${i}`, labels })));
    const text = await ready({ query: 'label:counted', limit: 3 });
    expect(text.split('\n')[0]).toBe('3 of 4 · label:counted');
    expect(text.split('\n').at(-1)).toMatch(/^1 more: cursor:"\w+[\w.-]*"$/);
    await tracker.refused('invalid_input', { action: 'ready', cursor: 'nonsense' }, 'board');
  });

  it('keeps to the budget', async () => {
    const labels = ['wordy'];
    await tracker.createAll(Array.from({ length: 30 }, (_, i) => ({ title: `${'wordy '.repeat(30)}${i}`, labels })));
    const text = await ready({ query: 'label:wordy', limit: 30, budget: 300 });
    expect(text.length).toBeLessThan(1600);
    expect(text.split('\n').at(-1)).toMatch(/^\d+ more: cursor:/);
  });

  it('takes a query with words and filters beside it, and names what emptied it', async () => {
    await tracker.createAll([
      { title: 'Polish the brass', labels: ['ship'], priority: 'high' },
      { title: 'Polish the deck', labels: ['ship'] },
    ]);
    expect(titlesOf(await ready({ query: 'polish priority:high' }))).toEqual(['Polish the brass']);
    expect(titlesOf(await ready({ query: 'polish', labels: 'ship', priority: 'medium' }))).toEqual(['Polish the deck']);
    expect(await ready({ query: 'polish label:shipp' })).toBe(
      'Nothing is ready: polish label:shipp\nNothing is left because of label:shipp; did you mean label:ship?',
    );
    expect(await ready({ query: 'polish', type: 'bug' })).toContain('Nothing is left because of type:bug.');
  });
});
