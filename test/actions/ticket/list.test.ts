import { encode } from 'gpt-tokenizer/encoding/o200k_base';
import { beforeAll, describe, expect, it } from 'vitest';
import { useTracker } from '../../support/tool-session.ts';

const tracker = useTracker();

const list = (fields: Record<string, unknown> = {}) => tracker.ticket({ action: 'list', ...fields });
const numbers = (text: string) => [...text.matchAll(/^(?:[A-Z]+-)?(\d{6}) /gm)].map((match) => match[1]!);

let epic: string;

beforeAll(async () => {
  [epic] = (await tracker.createAll([{ title: 'Epic', type: 'epic', labels: ['plan'] }])) as [string];
  await tracker.createAll(
    Array.from({ length: 60 }, (_, i) => ({
      title: `Ticket number ${i}`,
      type: ['task', 'bug', 'feature'][i % 3],
      priority: ['high', 'medium', 'low'][Math.floor(i / 20)],
      labels: i % 2 ? ['odd'] : ['even'],
      ...(i % 5 === 0 && { assignees: ['ada'], points: 3 }),
      ...(i < 4 && { parent: epic }),
    })),
  );
});

describe('list', () => {
  it('shows what tickets share once, and each on one line', async () => {
    const [a, b, c] = await tracker.createAll([
      { title: 'Shared\nheading', labels: ['look'] },
      { title: 'Also', labels: ['look'], points: 2, assignees: ['ada', 'bob'] },
      { title: 'Other', labels: ['look'], type: 'bug', priority: 'urgent' },
    ]);
    expect(await list({ labels: 'look' })).toBe(
      [
        '3 · label:look',
        'bug triage urgent:',
        `${c} Other`,
        'backlog:',
        `${b} Also (2 pts, @ada @bob)`,
        `${a} Shared heading`,
      ].join('\n'),
    );
    await tracker.ticket({ action: 'update', id: a, project: 'OPS', remove_labels: 'x' });
    expect(await list({ labels: 'look' })).toContain(`OPS-${a!.slice(-6)} Shared heading`);
  });

  it('shows 20 and says how many are left', async () => {
    const text = await list({ query: 'number' });
    expect(text.split('\n')[0]).toMatch(/^20 of 60 · number$/);
    expect(numbers(text)).toHaveLength(20);
    expect(text).toMatch(/\n40 more: cursor:"[^"]+"$/);
  });

  for (const query of [
    'type:task',
    'ticket number',
    'sort:created label:odd',
    'sort:priority',
    'parent:none sort:title',
  ])
    for (const limit of [1, 7, 1000])
      it(`sees every ticket of "${query}" once by cursor, ${limit} at a time`, async () => {
        const limited = query === 'parent:none sort:title' && limit === 1 ? 13 : limit;
        const all: string[] = [];
        let total: number | undefined;
        for (let cursor: string | undefined; ; ) {
          const text: string = await list({ query, limit: limited, cursor, budget: 10_000 });
          const seen = numbers(text);
          expect(seen.length).toBeLessThanOrEqual(limited);
          all.push(...seen);
          total ??= Number(/^(?:\d+ of )?(\d+)/.exec(text)![1]);
          cursor = /more: cursor:"([^"]+)"$/.exec(text)?.[1];
          if (!cursor) break;
        }
        expect(new Set(all).size).toBe(all.length);
        expect(all.length).toBe(total);
      });

  it('refuses a cursor of another query or of none', async () => {
    const cursor = /cursor:"([^"]+)"/.exec(await list({ query: 'sort:created', limit: 5 }))![1];
    await tracker.refused('invalid_input', { action: 'list', query: 'sort:priority', cursor });
    await tracker.refused('invalid_input', { action: 'list', cursor: 'nonsense' });
  });

  it('takes filters beside a query, as a value or a list', async () => {
    const total = async (fields: Record<string, unknown>) =>
      Number(/^(?:\d+ of )?(\d+)/.exec(await list({ limit: 1, ...fields }))![1]);
    expect(await total({ query: 'number', type: 'bug' })).toBe(20);
    expect(await total({ query: 'number', type: ['bug', 'feature'] })).toBe(40);
    expect(await total({ query: 'number', type: 'bug, feature', priority: 'high' })).toBe(13);
    expect(await total({ query: 'number', status: 'backlog' })).toBe(20);
    expect(await total({ query: 'number', labels: ['odd'] })).toBe(30);
    expect(await total({ query: 'number', label: 'odd' })).toBe(30);
    expect(await total({ query: 'number', assignees: 'ada' })).toBe(12);
    expect(await total({ query: 'number', assignee: 'none' })).toBe(48);
    expect(await total({ parent: epic })).toBe(4);
    expect(await total({ query: 'number', project: 'PAY' })).toBe(60);
    expect(await total({ query: 'type:bug number', type: 'bug' })).toBe(20);
  });

  it('echoes how it read the query, with its filters', async () => {
    expect((await list({ query: 'TYPE:Bug  number', priority: 'HIGH', limit: 1 })).split('\n')[0]).toContain(
      'number type:bug priority:high',
    );
    expect(await list({ query: 'asignee:ada' })).toContain('did you mean assignee:');
  });

  it('names the qualifier that emptied the result', async () => {
    const text = await list({ query: 'number label:even type:epic' });
    expect(text).toMatch(/^No tickets: /);
    expect(text).toMatch(/Nothing is left because of \S+/);
  });

  it('says that there are none', async () => {
    expect(await list({ query: 'label:unheard-of' })).toBe('No tickets: label:unheard-of');
  });

  it('cuts at a ticket’s end where the budget is spent, and goes on from there', async () => {
    await tracker.createAll(
      Array.from({ length: 30 }, (_, i) => ({
        title: `Verbose ${i} ${'word '.repeat(30)}`,
        assignees: Array.from({ length: 20 }, (_, n) => `person-${n}-of-many`),
      })),
    );
    const all: string[] = [];
    for (let cursor: string | undefined; ; ) {
      const text: string = await list({ query: 'verbose', limit: 30, budget: 600, cursor });
      expect(encode(text).length).toBeLessThanOrEqual(600);
      all.push(...numbers(text));
      const [, left, next] = /\n(\d+) more: cursor:"([^"]+)"$/.exec(text) ?? [];
      cursor = next;
      if (!cursor) break;
      expect(Number(left)).toBeGreaterThan(0);
    }
    expect(new Set(all).size).toBe(30);
  });

  it('says on a later page how many are left after it', async () => {
    const first = await list({ query: 'type:bug number', limit: 8 });
    const cursor = /12 more: cursor:"([^"]+)"$/.exec(first)![1];
    expect(await list({ query: 'type:bug number', limit: 8, cursor })).toMatch(/\n4 more: cursor:"[^"]+"$/);
  });

  it('costs at most 280 tokens for 20 tickets, call and reply together', async () => {
    const args = { action: 'list', query: 'type:task number' };
    const text = await tracker.ticket(args);
    expect(numbers(text)).toHaveLength(20);
    expect(encode(JSON.stringify(args)).length + encode(text).length).toBeLessThanOrEqual(280);
  });
});
