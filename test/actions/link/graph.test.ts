import { describe, expect, it } from 'vitest';
import { useTracker } from '../../support/tool-session.ts';

const tracker = useTracker();

const graph = (id: string, more: Record<string, unknown> = {}) => tracker.ask('link', { action: 'graph', id, ...more });
/** Tickets by title, with the titles of what blocks each. */
async function make(blockers: Record<string, string[]>): Promise<Record<string, string>> {
  const titles = Object.keys(blockers);
  const keys = await tracker.createAll(
    titles.map((title) => ({ title, blocked_by: blockers[title]!.map((one) => `$${titles.indexOf(one) + 1}`) })),
  );
  return Object.fromEntries(titles.map((title, i) => [title, keys[i]!]));
}

describe('graph', () => {
  it('of a ticket without links says that nothing blocks it', async () => {
    const key = await tracker.create('Alone');
    expect(await graph(key)).toBe(`${key} Alone · backlog · not blocked now`);
  });

  it('shows what blocks it and what it blocks to any depth, with statuses and the chain', async () => {
    const { a, b, c, d, e } = (await make({ a: [], b: ['a'], c: ['b'], d: ['c'], e: ['c'] })) as Record<string, string>;
    expect(await graph(c!)).toBe(
      [
        `${c} c · backlog · blocked now by ${b}`,
        `chain: ${c} ← ${b} ← ${a}`,
        'after:',
        ` ${b} backlog b`,
        `  ${a} backlog a`,
        'before:',
        ` ${d} backlog d`,
        ` ${e} backlog e`,
      ].join('\n'),
    );
    await tracker.ticket({ action: 'close', id: a });
    await tracker.ticket({ action: 'close', id: b });
    expect(await graph(c!)).toBe(
      [
        `${c} c · backlog · not blocked now`,
        ...['after:', ` ${b} done b`, `  ${a} done a`],
        ...['before:', ` ${d} backlog d`, ` ${e} backlog e`],
      ].join('\n'),
    );
  });

  it('takes the longest way for the chain, and shows a ticket that is met twice once in full', async () => {
    const { top, long, short, root, end } = (await make({
      root: [],
      top: ['root'],
      long: ['top'],
      short: ['top'],
      end: ['long', 'short', 'top'],
    })) as Record<string, string>;
    const text = await graph(end!);
    expect(text).toContain(`chain: ${end} ← ${long} ← ${top} ← ${root}`);
    expect(text.match(new RegExp(`${root} backlog root`, 'g'))).toHaveLength(1);
    expect(text.match(new RegExp(`${top} backlog top`, 'g'))).toHaveLength(3);
    expect(text.match(/top …/g)).toHaveLength(2);
    expect(text).toContain(`blocked now by ${long}, ${short}, ${top}`);
  });

  it('does not count archived blockers', async () => {
    const { a, b } = (await make({ a: [], b: ['a'] })) as Record<string, string>;
    await tracker.ticket({ action: 'archive', id: a });
    expect(await graph(b!)).toContain('not blocked now');
  });

  it('follows fifty tickets in a row', async () => {
    const titles = Array.from({ length: 50 }, (_, i) => `n${i}`);
    const keys = await make(Object.fromEntries(titles.map((title, i) => [title, i ? [titles[i - 1]!] : []])));
    const text = await graph(keys.n49!, { budget: 10_000 });
    expect(text.match(/backlog n/g)).toHaveLength(49);
    expect(text).toMatch(/^chain: \S+ ← .* ← 35 more ← .*$/m);
    expect(text).toContain(`${keys.n0} backlog n0`);
    const cut = await graph(keys.n49!, { budget: 150 });
    const shown = cut.match(/backlog n/g)!.length;
    expect(cut.length).toBeLessThan(1000);
    expect(cut).toContain(`${49 - shown} more, further away: link(action:"graph", id:"${keys.n49}", budget:9000)`);
  });

  it('of a ticket that blocks hundreds keeps to its budget', async () => {
    const hub = await tracker.create('Hub');
    for (let i = 0; i < 3; i++)
      await tracker.createAll(Array.from({ length: 100 }, (_, j) => ({ title: `Waits ${i}.${j}`, blocked_by: [hub] })));
    const text = await graph(hub);
    expect(text.length).toBeLessThan(9000);
    expect(Number(/^(\d+) more, further away/m.exec(text)![1]) + text.match(/backlog Waits/g)!.length).toBe(300);
    const listed = await tracker.ask('link', { action: 'list', id: hub });
    expect(listed.length).toBeLessThan(9000);
    expect(Number(/^(\d+) more: link/m.exec(listed)![1]) + listed.match(/^\[\w{6}\] blocks /gm)!.length).toBe(300);
    expect(
      (await tracker.ask('link', { action: 'list', id: hub, budget: 10_000 })).match(/^\[\w{6}\] blocks /gm),
    ).toHaveLength(300);
  });

  it('takes the id in any form and refuses what it does not use', async () => {
    const key = await tracker.create('Any form');
    expect(await graph(`#${key.toLowerCase()}`)).toContain('Any form');
    expect(await tracker.ask('link', { action: 'graph', key })).toContain('Any form');
    expect(await tracker.refused('invalid_input', { action: 'graph', id: key, depth: 3 }, 'link')).toContain('"depth"');
  });
});

describe('closing a blocker', () => {
  it('says which tickets are ready now, and only those', async () => {
    const { one, two, both, only } = (await make({
      one: [],
      two: [],
      both: ['one', 'two'],
      only: ['one'],
    })) as Record<string, string>;
    expect(await tracker.ticket({ action: 'close', id: one })).toBe(
      `${one} backlog → in_progress → done\nReady now: ${only} "only"`,
    );
    expect(await tracker.ticket({ action: 'close', id: two, status: 'cancelled' })).toContain(
      `Ready now: ${both} "both"`,
    );
  });

  it('says so for a move and for archiving too', async () => {
    const { a, b, c, d } = (await make({ a: [], b: ['a'], c: [], d: ['c'] })) as Record<string, string>;
    expect(await tracker.ticket({ action: 'move', id: a, status: 'cancelled' })).toContain(`Ready now: ${b} "b"`);
    expect(await tracker.ticket({ action: 'archive', id: c })).toContain(`Ready now: ${d} "d"`);
  });

  it('does not call ready what is not in a status to start from', async () => {
    const blocker = await tracker.create('Blocks a bug');
    await tracker.create({ title: 'Untriaged', type: 'bug', blocked_by: blocker });
    expect(await tracker.ticket({ action: 'close', id: blocker })).not.toContain('Ready');
  });
});
