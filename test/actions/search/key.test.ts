import { beforeAll, describe, expect, it } from 'vitest';
import { type ToolSession, useTracker } from '../../support/tool-session.ts';

const tracker = useTracker();

const search = (query: string, more: Record<string, unknown> = {}) => tracker.ask('search', { query, ...more });
let key: string;
let blocker: string;
let before: string;
let other: ToolSession;

beforeAll(async () => {
  const description = [
    '## Context',
    'Safari drops the cookie.',
    '',
    '## Acceptance',
    '- [ ] Works',
    '- [ ] Tested',
  ].join('\n');
  [blocker, key] = (await tracker.createAll([
    { title: 'Upgrade the proxy' },
    { title: 'Fix login', type: 'bug', description, labels: ['auth'], blocked_by: '$1' },
  ])) as [string, string];
  await new Promise((resolve) => setTimeout(resolve, 5));
  before = new Date().toISOString();
  await new Promise((resolve) => setTimeout(resolve, 5));
  await tracker.ticket({ action: 'update', id: key, title: 'Fix login on Safari', priority: 'high' });
  await tracker.ticket({ action: 'comment', id: key, message: 'Seen on 17.4 too.' });
});

describe('key:', () => {
  it('alone gives the whole ticket, as get does', async () => {
    const text = await search(`key:${key}`);
    expect(text).toBe(await tracker.ticket({ action: 'get', id: key }));
    expect(text).toContain(`${key} Fix login on Safari\nbug · triage · high`);
    expect(text).toContain(`after ${blocker} (backlog)`);
    expect(text).toContain('- [ ] Works');
    expect(text).toContain('Seen on 17.4 too.');
  });

  it('takes the key in any form, and id: for key:', async () => {
    const whole = await search(`key:${key}`);
    for (const form of [key.toLowerCase(), `#${key}`, key.split('-')[1]!, `#${key.split('-')[1]}`])
      expect(await search(`key:${form}`)).toBe(whole);
    expect(await search(`id:${key}`)).toBe(whole);
  });

  it('with lines: gives these lines with their numbers', async () => {
    expect(await search(`key:${key} lines:2-4`)).toBe(
      `${key} rev 2, lines 2-4 of 6\n2 Safari drops the cookie.\n3 \n4 ## Acceptance`,
    );
    expect((await search(`key:${key} lines:1-`)).split('\n')).toHaveLength(7);
    expect(await search(`key:${key} lines:5`)).toContain('5 - [ ] Works');
  });

  it('with at: gives the ticket as it was', async () => {
    const text = await search(`key:${key} at:${before}`);
    expect(text.split('\n').slice(0, 2)).toEqual([`${key} Fix login (as of ${before})`, 'bug · triage · auth']);
    expect(text).not.toContain('17.4');
    expect(await search(`key:${key} at:${before} lines:1`)).toContain('1 ## Context');
  });

  it('with history: gives its events, since a time if one is given', async () => {
    for (const query of [`key:${key} history:`, `key:${key} history:all`]) {
      const text = await search(query);
      expect(text.split('\n')).toHaveLength(4);
      expect(text).toContain('commented: Seen on 17.4 too.');
      expect(text).toContain('created bug "Fix login"');
    }
    expect((await search(`key:${key} history:${before}`)).split('\n')).toHaveLength(2);
    const page = await search(`key:${key} history:all`, { limit: 1 });
    const cursor = /3 more: cursor:"(\w+)"/.exec(page)![1];
    expect(await search(`key:${key} history:all`, { limit: 1, cursor })).toMatch(/priority \w+ → high/);
  });

  it('with graph: gives what blocks it', async () => {
    expect(await search(`key:${key} graph:`)).toBe(await tracker.ask('link', { action: 'graph', id: key }));
    expect(await search(`key:${key} graph:all`)).toContain(`blocked now by ${blocker}`);
  });

  it('with an event of the history as at: gives the ticket after it', async () => {
    const history = await search(`key:${key} history:all`);
    const event = /^(\w{6}) .*title ".*" → /m.exec(history)![1];
    expect(await search(`key:${key} at:${event}`)).toContain('Fix login on Safari');
  });

  it('gives an archived ticket too', async () => {
    const archived = await tracker.create('Put away');
    await tracker.ticket({ action: 'archive', id: archived });
    expect(await search(`key:${archived}`)).toContain('archived');
  });

  it('lets an agent edit what it has read, and sees what others changed meanwhile', async () => {
    await search(`key:${key} lines:1-`);
    await tracker.ticket({ action: 'edit', id: key, op: 'replace', lines: '2', new: 'Safari drops it.' });
    other = await tracker.connect({ env: { TRACKER_ACTOR: 'bob' } });
    await other.ticket({ action: 'edit', id: key, op: 'prepend', new: 'Note.' });
    await tracker.refused('conflict', { action: 'edit', id: key, op: 'replace', lines: '2', new: 'No' });
    await search(`key:${key}`);
    await tracker.ticket({ action: 'edit', id: key, op: 'delete', lines: '1' });
  });

  it('shows the review and keeps to the budget', async () => {
    await tracker.ask('alignment', { action: 'submit', id: key, message: 'Done' });
    expect(await search(`key:${key}`)).toContain('review waiting (alice/test-client)');
    const long = await tracker.create({ title: 'Long', description: 'A line of text.\n'.repeat(2000) });
    expect((await search(`key:${long}`, { budget: 300 })).length).toBeLessThan(1600);
    expect((await search(`key:${long}`)).length).toBeLessThan(9000);
    expect(await search(`key:${long}`)).toMatch(/lines \d+-2000 left: lines:"\d+-"/);
  });

  it('of no ticket is not found, with what to do next', async () => {
    expect(await tracker.refused('not_found', { query: 'key:PAY-100000' }, 'search')).toContain('search(query:');
    expect(await tracker.refused('not_found', { query: `key:NOPE-${key.split('-')[1]}` }, 'search')).toContain(key);
  });

  it('with another condition is a list', async () => {
    expect((await search(`key:${key} type:bug`)).split('\n')[0]).toMatch(/^1 · key:/);
    expect(await search(`key:${key} type:task`)).toContain('Nothing is left because of');
    expect(await search(`key:${key} lines:1-2 type:bug`)).toContain('note: lines: is not used');
  });
});
