import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as corpus from '../../scripts/bench/corpus.ts';
import { definitionsGoal, sessionGoal, tokenGoals } from '../../scripts/bench/goals.ts';
import { countDefinitions, countRequest, countTokens, type GivenTool } from '../../scripts/bench/tokens.ts';
import { connectClient, type TestClient } from '../support/client.ts';
import { keysIn } from '../support/tool-session.ts';
import { makeRepository } from '../support/workspace.ts';

type Args = Record<string, unknown>;

const storeSize = 100;

describe('a session in a repository called pay', () => {
  let client: TestClient;
  let n = storeSize;

  const ask = async (tool: string, args: Args): Promise<string> => {
    const { text, isError } = await client.call(tool, args);
    if (isError) throw new Error(text);
    return text;
  };
  /** Tokens of request and reply; a hint at a similar ticket is none of the operation's own. */
  const cost = async (tool: string, args: Args): Promise<number> => {
    const { text } = await client.call(tool, args);
    return countRequest(tool, args) + countTokens(text.replace(/\nSimilar open:.*/, ''));
  };
  /** A new ticket as the benchmark makes them; returns its key. */
  const make = async (more: Args = {}): Promise<string> => {
    n++;
    const fields = { title: corpus.titleOf(n), description: corpus.bodyOf(n), priority: 'high', labels: ['bug'] };
    return keysIn(await ask('ticket', { action: 'create', ...fields, ...more }))[0]!;
  };

  beforeAll(async () => {
    client = await connectClient({ cwd: makeRepository({ name: 'pay' }).root });
    const items = Array.from({ length: storeSize }, (_, at) => ({
      title: corpus.titleOf(at + 1),
      description: corpus.bodyOf(at + 1),
      priority: 'high',
      labels: ['bug'],
    }));
    for (const from of [0, storeSize / 2])
      await ask('ticket', { action: 'create', items: items.slice(from, from + storeSize / 2) });
  });
  afterAll(() => client?.close());

  it('has keys that begin with PAY', async () => {
    expect(await make()).toMatch(/^PAY-\d{6}$/);
  });

  it('reads definitions and instructions of at most 950 tokens first, and no schema of 5,000 bytes', async () => {
    const { tools } = await client.sdk.listTools();
    const instructions = client.sdk.getInstructions()!;
    expect(countDefinitions(tools as GivenTool[]) + countTokens(instructions)).toBeLessThanOrEqual(definitionsGoal);
    expect(instructions.length).toBeGreaterThan(100);
    for (const tool of tools) expect(Buffer.byteLength(JSON.stringify(tool.inputSchema))).toBeLessThan(5_000);
  });

  const operations: Record<string, (key: string) => Promise<[tool: string, args: Args]>> = {
    createTitle: async () => ['ticket', { action: 'create', title: corpus.titleOf(++n) }],
    update: async (id) => ['ticket', { action: 'update', id, priority: 'low' }],
    move: async (id) => ['ticket', { action: 'move', id, status: 'in_progress' }],
    comment: async (id) => ['ticket', { action: 'comment', id, message: corpus.commentOf(n) }],
    link: async (id) => ['link', { action: 'add', id, type: 'related', target: await make() }],
    editLine: async () => [
      'ticket',
      {
        action: 'edit',
        id: await make({ description: corpus.longOf(n) }),
        op: 'replace',
        lines: String(corpus.changedLine),
        new: corpus.newLineOf(n),
      },
    ],
    get: async (id) => ['ticket', { action: 'get', id }],
    list: async () => ['ticket', { action: 'list', query: 'is:open', limit: 20 }],
    claim: async (id) => ['ticket', { action: 'claim', id }],
    refusal: async (id) => ['ticket', { action: 'move', id, status: 'review' }],
  };

  it.each(Object.entries(tokenGoals))('pays at most its budget for %s: %i tokens', async (name, goal) => {
    const costs: number[] = [];
    for (let sample = 0; sample < 5; sample++) costs.push(await cost(...(await operations[name]!(await make()))));
    expect(costs.sort((a, b) => a - b)[2]).toBeLessThanOrEqual(goal);
  });

  it('pays at most 1,400 tokens for 19 operations', async () => {
    const more: typeof operations = {
      ...operations,
      board: async () => ['board', { action: 'kanban' }],
      search: async () => ['search', { query: corpus.wordOf(3), limit: 10 }],
      create: async () => {
        n++;
        const fields = { title: corpus.titleOf(n), description: corpus.bodyOf(n), priority: 'high', labels: ['bug'] };
        return ['ticket', { action: 'create', ...fields }];
      },
    };
    let calls = 0;
    let total = 0;
    for (const [name, times] of Object.entries(corpus.sessionMix))
      for (let time = 0; time < times; time++, calls++) total += await cost(...(await more[name]!(await make())));
    expect(calls).toBe(19);
    expect(total).toBeLessThanOrEqual(sessionGoal);
  });
});
