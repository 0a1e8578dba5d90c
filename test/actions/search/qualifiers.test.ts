import { beforeAll, describe, expect, it } from 'vitest';
import { dayMs, openPast } from '../../support/past.ts';
import { useTracker } from '../../support/tool-session.ts';

const tracker = useTracker({ env: { TRACKER_ACTOR: 'ada', TRACKER_SESSION: 'one' } });

const search = (query: string, more: Record<string, unknown> = {}) =>
  tracker.ask('search', { query, limit: 50, ...more });
const titlesOf = (text: string) =>
  [...text.matchAll(/^(?:[A-Z]+-)?\d{6} (.+?)(?: \([^)]*\))?$/gm)].map(([, title]) => title!);
const find = async (query: string, more: Record<string, unknown> = {}) =>
  titlesOf(await search(query, more)).toSorted();

const date = (days: number) => new Date(Date.now() + days * dayMs).toISOString().slice(0, 10);
let keys: Record<string, string>;

beforeAll(async () => {
  const items = [
    { title: 'Epic', type: 'epic', labels: ['web'], due: date(40) },
    { title: 'Child', parent: '$1', labels: ['web', 'ui'], points: 3, assignees: ['ada'] },
    { title: 'Bug', type: 'bug', priority: 'high', labels: ['Web'], assignees: ['bob'], points: 8 },
    { title: 'Blocker', priority: 'urgent', points: 5, due: date(-3) },
    { title: 'Blocked', blocked_by: '$4', priority: 'low', assignees: ['bob/codex', 'ada'], due: date(3) },
    { title: 'Stuck', priority: 'none' },
    { title: 'Done', due: date(-9), labels: ['ui'] },
    { title: 'Gone' },
    { title: 'Held' },
    { title: 'Elsewhere', project: 'OPS' },
  ];
  const made = await tracker.createAll(items);
  keys = Object.fromEntries(items.map(({ title }, i) => [title, made[i]!]));
  await tracker.ticket({ action: 'move', id: keys.Stuck, status: 'in_progress' });
  await tracker.ticket({ action: 'move', id: keys.Stuck, status: 'blocked', message: 'No key' });
  await tracker.ticket({ action: 'close', id: keys.Done });
  await tracker.ticket({ action: 'archive', id: keys.Gone });
  await tracker.ticket({ action: 'claim', id: keys.Held });
});

const open = ['Blocked', 'Blocker', 'Bug', 'Child', 'Elsewhere', 'Epic', 'Held', 'Stuck'];

describe('qualifiers', () => {
  it.each<[string, string[]]>([
    ['type:bug', ['Bug']],
    ['type:bug,epic', ['Bug', 'Epic']],
    ['type:bug type:epic', ['Bug', 'Epic']],
    ['-type:task', ['Bug', 'Epic']],
    ['status:backlog type:task', ['Blocked', 'Blocker', 'Child', 'Elsewhere']],
    ['status:in_progress', ['Held']],
    ['status:"In Progress"', ['Held']],
    ['priority:high', ['Bug']],
    ['priority:>=high', ['Blocker', 'Bug']],
    ['priority:>high', ['Blocker']],
    ['priority:<=low', ['Blocked', 'Stuck']],
    ['priority:none', ['Stuck']],
    ['label:web', ['Bug', 'Child', 'Epic']],
    ['label:web label:ui', ['Child']],
    ['label:web,ui', ['Bug', 'Child', 'Done', 'Epic']],
    ['label:none type:bug', []],
    ['no:label is:blocked', ['Blocked', 'Stuck']],
    ['assignee:me', ['Blocked', 'Child', 'Held']],
    ['assignee:@me', ['Blocked', 'Child', 'Held']],
    ['assignee:ada', ['Blocked', 'Child', 'Held']],
    ['assignee:bob', ['Blocked', 'Bug']],
    ['assignee:bob/codex', ['Blocked']],
    ['assignee:none', ['Blocker', 'Done', 'Elsewhere', 'Epic', 'Stuck']],
    ['no:assignee', ['Blocker', 'Done', 'Elsewhere', 'Epic', 'Stuck']],
    ['author:me', [...open, 'Done'].toSorted()],
    ['author:nobody', []],
    ['project:ops', ['Elsewhere']],
    ['is:open', open],
    ['is:closed', ['Done']],
    ['is:ready', ['Blocker', 'Child', 'Elsewhere']],
    ['is:blocked', ['Blocked', 'Stuck']],
    ['is:claimed', ['Held']],
    ['is:archived', ['Gone']],
    ['is:overdue', ['Blocker']],
    ['-is:blocked is:open', ['Blocker', 'Bug', 'Child', 'Elsewhere', 'Epic', 'Held']],
    ['points:>=5', ['Blocker', 'Bug']],
    ['points:3', ['Child']],
    ['points:3..5', ['Blocker', 'Child']],
    ['no:points type:bug', []],
    ['has:due', ['Blocked', 'Blocker', 'Done', 'Epic']],
    ['has:link', ['Blocked', 'Blocker']],
    [`due:<${date(0)}`, ['Blocker', 'Done']],
    [`due:>${date(0)} due:<${date(30)}`, ['Blocked']],
    ['due:7d', ['Blocked']],
    ['created:today type:bug', ['Bug']],
    ['created:>2020-01-01 type:bug', ['Bug']],
    ['created:<2020-01-01', []],
    ['updated:7d type:bug', ['Bug']],
    ['sort:priority is:open type:bug', ['Bug']],
  ])('%s', async (query, titles) => {
    expect(await find(query)).toEqual(titles);
  });

  it('parent: takes a key in any form', async () => {
    const epic = keys.Epic!;
    for (const form of [epic, epic.toLowerCase(), `#${epic}`, epic.split('-')[1]!])
      expect(await find(`parent:${form}`)).toEqual(['Child']);
    expect(await find('parent:none type:task is:ready')).toEqual(['Blocker', 'Elsewhere']);
    expect(await find('has:parent')).toEqual(['Child']);
  });

  it('key: with several keys is a list, also of archived ones', async () => {
    expect(await find(`key:${keys.Bug},${keys.Gone}`)).toEqual(['Bug', 'Gone']);
  });

  it('combine with words', async () => {
    expect(await find('bl priority:>=high')).toEqual(['Blocker']);
    expect(await find('bl is:blocked')).toEqual(['Blocked']);
  });

  it('created: and updated: look at when it was', async () => {
    const past = openPast(tracker.repository.root);
    await past.create(Date.now() - 10 * dayMs, { title: 'Ten days old', labels: ['past'] });
    const touched = await past.create(Date.now() - 10 * dayMs, { title: 'Touched since', labels: ['past'] });
    await past.at(Date.now() - 2 * dayMs, 'ticket', { action: 'update', id: touched, points: 1 });
    expect(await find('label:past updated:7d')).toEqual(['Touched since']);
    expect(await find('label:past updated:<7d')).toEqual(['Ten days old']);
    expect(await find('label:past created:7d')).toEqual([]);
    expect(await find(`label:past created:${date(-10)}`)).toEqual(['Ten days old', 'Touched since']);
    expect(await find(`label:past created:${date(-11)}..${date(-9)}`)).toHaveLength(2);
    expect(await find(`label:past created:>${date(-10)}`)).toEqual([]);
    expect(await find('label:past author:ada')).toHaveLength(2);
  });

  it('sort: decides the order', async () => {
    const titles = async (sort: string) =>
      titlesOf(await search(`has:points sort:${sort}`)).filter((t) => t !== 'Touched since');
    expect(await titles('points')).toEqual(['Bug', 'Blocker', 'Child']);
    expect(await titles('points-asc')).toEqual(['Child', 'Blocker', 'Bug']);
    expect(await titles('priority')).toEqual(['Blocker', 'Bug', 'Child']);
    expect(await titles('created-asc')).toEqual(['Child', 'Bug', 'Blocker']);
    expect(titlesOf(await search('has:due is:open sort:due'))).toEqual(['Blocker', 'Blocked', 'Epic']);
    await tracker.ticket({ action: 'update', id: keys.Child, points: 2 });
    expect((await titles('updated'))[0]).toBe('Child');
  });

  it('are also taken as fields beside the query', async () => {
    expect(await find('', { type: 'bug' })).toEqual(['Bug']);
    expect(await find('bl', { priority: ['urgent', 'high'] })).toEqual(['Blocker']);
    expect(await find('', { assignees: 'me', status: 'backlog, todo' })).toEqual(['Blocked', 'Child']);
    expect(await find('', { labels: '["ui"]', parent: `#${keys.Epic}` })).toEqual(['Child']);
    expect(await find('', { project: 'OPS', type: null, status: null })).toEqual(['Elsewhere']);
    expect(titlesOf(await tracker.ask('search', { q: 'type:bug' }))).toEqual(['Bug']);
  });

  it('are echoed as they were read', async () => {
    const first = async (query: string) => (await search(query)).split('\n')[0];
    expect(await first('type:BUG   sort:Updated')).toBe('1 · type:bug sort:updated');
    expect(await first('priority:>=High "a b')).toMatch(/^Nothing found: a b priority:>=high$/);
    expect(await first('is:bug')).toBe('1 · type:bug');
  });

  it.each([
    ['asignee:me', /There is no qualifier asignee: .*did you mean assignee:\?/],
    ['tag:web', /did you mean label:\?/],
    ['owner:me', /did you mean assignee:\?/],
    ['milestone:v1', /There is no qualifier milestone:/],
    ['type:bgu', /type:bgu is not known; did you mean type:bug\?/],
    ['is:reddy', /is:reddy is not known; did you mean is:ready\?/],
    ['priority:>=hihg', /did you mean priority:>=high\?/],
    ['points:lots', /points:lots is not understood; write points:>=5/],
    ['created:someday', /created:someday is not understood/],
    ['sort:colour', /sort:colour is not known; sort: takes updated/],
    ['status:open', /status:open is read as is:open, every unfinished ticket/],
    ['lines:1-5 bug', /lines: is not used: it takes a part of one ticket, in a search for key:PAY-482913/],
  ])('%s is answered with what may have been meant', async (query, note) => {
    expect(await search(query)).toMatch(note);
  });

  it('that are not understood never widen a result', async () => {
    for (const query of ['type:bgu', '-type:bgu', 'priority:>=hihg bug', 'parent:nonsense', 'key:nonsense'])
      expect(await find(query)).toEqual([]);
  });

  it.each([
    ['bug type:epic', 'type:epic'],
    ['bl priority:none', 'priority:none'],
    ['type:bug walrus', 'walrus'],
    ['status:done type:bug', 'status:done'],
    ['label:web assignee:zoe', 'assignee:zoe'],
    ['"no such phrase" is:open', '"no such phrase"'],
  ])('of %s it is %s that emptied the result', async (query, blamed) => {
    expect((await search(query)).split('\n').at(-2)).toMatch(
      new RegExp(`^Nothing is left because of ${blamed}(\\.|; did you mean)`),
    );
  });

  it('name the nearest name in use', async () => {
    expect(await search('label:webb')).toMatch(/^Nothing found: label:webb\nDid you mean label:\w+\?\n/);
    expect(await search('label:webb walrus')).toMatch(/\nNothing is left because of label:webb; did you mean label:/);
    expect(await search('assignee:bbo')).toContain('Did you mean assignee:bob?');
    await tracker.create({ title: 'Hers', assignees: ['eve/codex'] });
    expect(await search('assignee:eve type:bug')).not.toMatch(/did you mean/i);
  });
});
