import { describe, expect, it } from 'vitest';
import { useTracker } from '../../support/tool-session.ts';

const tracker = useTracker();

const kanban = (args: Record<string, unknown> = {}) => tracker.ask('board', { action: 'kanban', ...args });

/** Status, count and what is shown of each column. */
const columnsOf = (text: string): [status: string, count: number, shown: string[]][] => {
  const columns: [string, number, string[]][] = [];
  for (const line of text.split('\n')) {
    const [, status, count] = /^([a-z_]+) (\d+)$/.exec(line) ?? [];
    if (status) columns.push([status, Number(count), []]);
    else if (line.startsWith(' ')) columns.at(-1)![2].push(line.slice(1));
  }
  return columns;
};

describe('kanban', () => {
  it('says that there are no tickets where there are none', async () => {
    expect(await kanban()).toBe('No tickets');
  });

  it('has a column for each status in use, in the order of the workflows, with what is finished last', async () => {
    const [done, review, started, todo] = await tracker.createAll([
      { title: 'Finished', labels: ['flow'] },
      { title: 'In review', labels: ['flow'] },
      { title: 'Started', labels: ['flow'] },
      { title: 'Next', labels: ['flow'] },
      { title: 'Idea', labels: ['flow'] },
      { title: 'Crash', labels: ['flow'], type: 'bug' },
      { title: 'Wish', labels: ['flow'], type: 'feature' },
    ]);
    await tracker.ticket({ action: 'move', id: todo, status: 'todo' });
    await tracker.ticket({ action: 'move', ids: [done, review, started], status: 'in_progress' });
    await tracker.ticket({ action: 'move', id: review, status: 'review' });
    await tracker.ticket({ action: 'close', id: done });
    expect(columnsOf(await kanban({ query: 'label:flow' })).map(([status, count]) => [status, count])).toEqual([
      ['backlog', 1],
      ['todo', 1],
      ['in_progress', 1],
      ['review', 1],
      ['triage', 1],
      ['proposed', 1],
      ['done', 1],
    ]);
  });

  it('shows at most limit tickets of a column and the count of all', async () => {
    await tracker.createAll(Array.from({ length: 7 }, (_, i) => ({ title: `Many ${i}`, labels: ['many'] })));
    await tracker.createAll([{ title: 'One bug', labels: ['many'], type: 'bug' }]);
    const [backlog, triage] = columnsOf(await kanban({ query: 'label:many', limit: 3 }));
    expect(backlog!.slice(0, 2)).toEqual(['backlog', 7]);
    expect(backlog![2]).toHaveLength(4);
    expect(backlog![2]!.at(-1)).toBe('4 more');
    expect(triage!.slice(0, 2)).toEqual(['triage', 1]);
    expect(columnsOf(await kanban({ query: 'label:many' }))[0]![2]).toHaveLength(6);
    expect(columnsOf(await kanban({ query: 'label:many', limit: '7' }))[0]![2]).toHaveLength(7);
  });

  it('begins a column with the most urgent and then the oldest, unless the query has an order', async () => {
    const labels = ['order'];
    await tracker.createAll([
      { title: 'Old', labels },
      { title: 'New', labels },
      { title: 'Hot', labels, priority: 'urgent' },
      { title: 'Cold', labels, priority: 'low' },
    ]);
    const titles = async (query: string) =>
      columnsOf(await kanban({ query }))[0]![2].map((line) => line.split(' ')[1]!);
    expect(await titles('label:order')).toEqual(['Hot', 'Old', 'New', 'Cold']);
    expect(await titles('label:order sort:created-asc')).toEqual(['Old', 'New', 'Hot', 'Cold']);
  });

  it('shows of a ticket what is not as usual', async () => {
    const key = await tracker.create({
      ...{ title: 'Everything\nunusual', labels: ['marks'], type: 'bug', priority: 'high' },
      ...{ points: 3, assignees: ['ada', 'bob'] },
    });
    expect(await kanban({ query: 'label:marks' })).toBe(
      `label:marks\ntriage 1\n ${key} Everything unusual (3 pts, @ada @bob) · bug high`,
    );
  });

  it('counts what is finished and shows it only where it is asked for', async () => {
    const [open, closed] = await tracker.createAll([
      { title: 'Still open', labels: ['ends'] },
      { title: 'Long gone', labels: ['ends'] },
    ]);
    await tracker.ticket({ action: 'close', id: closed });
    expect(columnsOf(await kanban({ query: 'label:ends' }))).toEqual([
      ['backlog', 1, [`${open} Still open`]],
      ['done', 1, []],
    ]);
    const shown = [['done', 1, [`${closed} Long gone`]]];
    expect(columnsOf(await kanban({ query: 'label:ends is:closed' }))).toEqual(shown);
    expect(columnsOf(await kanban({ query: 'label:ends status:done' }))).toEqual(shown);
    expect(columnsOf(await kanban({ query: 'label:ends', status: 'done' }))).toEqual(shown);
  });

  it('leaves archived tickets out unless they are asked for', async () => {
    const [, archived] = await tracker.createAll([
      { title: 'Kept', labels: ['shelf'] },
      { title: 'Shelved', labels: ['shelf'] },
    ]);
    await tracker.ticket({ action: 'archive', id: archived });
    expect(columnsOf(await kanban({ query: 'label:shelf' }))[0]!.slice(0, 2)).toEqual(['backlog', 1]);
    expect(await kanban({ query: 'label:shelf is:archived' })).toContain('Shelved');
  });

  it.each([
    ['one value', { type: 'bug' }, 'type:bug'],
    ['a list', { type: ['bug', 'feature'] }, 'type:bug,feature'],
    ['a text with commas', { type: 'bug, feature' }, 'type:bug,feature'],
    ['JSON', { type: '["bug","feature"]' }, 'type:bug,feature'],
    ['another field', { priority: 'high' }, 'priority:high'],
    ['a singular', { label: 'filters', priority: ['high'] }, 'label:filters priority:high'],
    ['none', { assignees: 'none', type: 'bug' }, 'type:bug no:assignee'],
    ['null, which is not given', { type: 'bug', priority: null, limit: null, cursor: null }, 'type:bug'],
  ])('takes a filter beside the query as %s', async (_, filters, read) => {
    const labels = ['filters'];
    await tracker.createAll([
      { title: 'Filtered bug', labels, type: 'bug', priority: 'high' },
      { title: 'Filtered feature', labels, type: 'feature' },
    ]);
    const text = await kanban(filters);
    expect(text.split('\n')[0]).toContain(read);
    expect(text).toContain('Filtered bug');
    expect(text).not.toContain('Idea');
  });

  it('finds by words, by parent and by project, and writes keys out where projects differ', async () => {
    const parent = await tracker.create({ title: 'Umbrella', type: 'epic' });
    const here = await tracker.create({ title: 'Zebra crossing', parent });
    const there = await tracker.create({ title: 'Zebra stripes', project: 'OPS' });
    expect(await kanban({ query: 'zebra' })).toBe(`zebra\nbacklog 2\n ${here} Zebra crossing\n ${there} Zebra stripes`);
    expect(await kanban({ parent })).toContain('Zebra crossing');
    expect(await kanban({ project: 'ops' })).toBe(`project:OPS\nbacklog 1\n ${there} Zebra stripes`);
  });

  it('answers an unknown qualifier with the nearest one, and names what emptied the board', async () => {
    expect(await kanban({ query: 'zebra prority:high' })).toContain('did you mean priority:?');
    expect(await kanban({ query: 'label:flwo' })).toBe('No tickets: label:flwo\nDid you mean label:flow?');
  });

  it('keeps to the budget and says how many more there are', async () => {
    const labels = ['budget'];
    await tracker.createAll(
      Array.from({ length: 20 }, (_, i) => ({ title: `${'Long title '.repeat(9)}${i}`, labels })),
    );
    const text = await kanban({ query: 'label:budget', limit: 20, budget: 200 });
    const [, count, shown] = columnsOf(text)[0]!;
    expect(count).toBe(20);
    expect(shown.length).toBeGreaterThan(2);
    expect(text.length).toBeLessThan(1300);
    expect(text.split('\n').at(-1)).toBe(
      `${20 - shown.length} more: ticket(action:"list", query:"status:backlog"), or a budget`,
    );
  });

  it('refuses what it does not use, with the near miss and the call', async () => {
    expect(await tracker.refused('invalid_input', { action: 'kanban', lable: 'flow' }, 'board')).toMatch(
      /kanban does not use "lable"; did you mean "labels"\?\nCall board\(action:"kanban", labels:"flow"\)/,
    );
    expect(await tracker.refused('invalid_input', { action: 'kanban', limit: -1 }, 'board')).toMatch(/limit must be/);
    expect(await tracker.refused('invalid_input', { action: 'canban' }, 'board')).toContain('board(action:"kanban")');
    expect(await tracker.refused('invalid_input', { verbose: true }, 'board')).toContain(
      'kanban, summary, ready, me, stats',
    );
  });
});
