import { describe, expect, it } from 'vitest';
import { useTracker } from '../../support/tool-session.ts';

const tracker = useTracker({ env: { TRACKER_ACTOR: 'ada' } });

const ask = (action: string, args: Record<string, unknown> = {}) => tracker.ask('alignment', { action, ...args });

describe('list', () => {
  it('says that nothing waits where nothing does', async () => {
    expect(await ask('list')).toBe('Nothing waits for a decision');
    expect(await tracker.ask('alignment', {})).toBe('Nothing waits for a decision');
  });

  it('has what waits for a decision, the oldest first, and says which is the own', async () => {
    const bob = await tracker.connect({ env: { TRACKER_ACTOR: 'bob' } });
    const [mine, theirs, archived] = (await tracker.createAll([
      { title: 'Mine' },
      { title: 'Theirs' },
      { title: 'Archived' },
    ])) as [string, string, string];
    await ask('submit', { id: mine, message: 'I did\nthis' });
    await bob.ask('alignment', { action: 'submit', id: theirs, message: 'x'.repeat(500) });
    await bob.ask('alignment', { action: 'submit', id: archived, message: 'Gone' });
    await tracker.ticket({ action: 'archive', id: archived });
    const today = new Date().toISOString().slice(0, 10);
    expect((await ask('list')).split('\n')).toEqual([
      '2 waiting for a decision',
      `${mine} Mine · ada ${today} · yours`,
      '  I did this',
      `${theirs} Theirs · bob ${today}`,
      `  ${'x'.repeat(159)}…`,
    ]);
    await bob.ask('alignment', { action: 'decide', id: mine, decision: 'needs_review', message: 'Ask Carol' });
    expect(await ask('list')).toContain(`${mine} Mine · ada ${today} · needs_review · yours`);
    await bob.ask('alignment', { action: 'decide', id: mine, decision: 'approved' });
    await ask('decide', { id: theirs, decision: 'rejected', message: 'No' });
    expect(await ask('list')).toBe('Nothing waits for a decision');
  });

  it('shows every submission once over the pages of a cursor, within the budget', async () => {
    const keys = await tracker.createAll(Array.from({ length: 12 }, (_, i) => ({ title: `Waits ${i}` })));
    for (const id of keys) await ask('submit', { id, message: 'words '.repeat(20) });
    const seen: string[] = [];
    const left: (string | undefined)[] = [];
    let cursor: string | undefined;
    do {
      const text = await ask('list', { limit: 5, ...(cursor && { cursor }) });
      seen.push(...[...text.matchAll(/^(\S+-\d{6}) /gm)].map(([, key]) => key!));
      left.push(/^(\d+) more/m.exec(text)?.[1]);
      cursor = /cursor:"(.+)"/.exec(text)?.[1];
    } while (cursor);
    expect(seen).toEqual(keys);
    expect(left).toEqual(['7', '2', undefined]);
    const bob = await tracker.connect({ env: { TRACKER_ACTOR: 'bob' } });
    const first = await ask('list', { limit: 5 });
    for (const id of keys.slice(0, 5)) await bob.ask('alignment', { action: 'decide', id, decision: 'approved' });
    const second = await ask('list', { limit: 5, cursor: /cursor:"(.+)"/.exec(first)![1] });
    expect([...second.matchAll(/^(\S+-\d{6}) /gm)].map(([, key]) => key)).toEqual(keys.slice(5, 10));
    expect((await ask('list', { budget: 150 })).length).toBeLessThan(800);
    await tracker.refused('invalid_input', { action: 'list', cursor: 'x' }, 'alignment');
    await tracker.refused('invalid_input', { action: 'list', id: keys[0] }, 'alignment');
  });
});
