import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { countTokens } from '../../scripts/bench/tokens.ts';
import { connectClient, type TestClient } from '../support/client.ts';
import { keysIn } from '../support/tool-session.ts';
import { makeRepository } from '../support/workspace.ts';

const paragraph = 'Ein längerer Absatz, der von der Übersetzung handelt; 日本語も少し。 '.repeat(12);
const limit = 40_000;

describe('in a tracker of 400 wordy tickets', () => {
  let client: TestClient;
  let key: string;

  const ask = async (tool: string, args: Record<string, unknown>): Promise<string> => {
    const { text, isError } = await client.call(tool, args);
    if (isError) throw new Error(text);
    return text;
  };

  beforeAll(async () => {
    client = await connectClient({ cwd: makeRepository({ name: 'pay' }).root });
    for (let batch = 0; batch < 4; batch++) {
      const items = Array.from({ length: 100 }, (_, at) => ({
        title: `Absatz ${batch}.${at} ${'mit vielen Wörtern '.repeat(8)}`,
        description: paragraph,
        labels: ['eins', 'zwei'],
      }));
      key = keysIn(await ask('ticket', { action: 'create', items }))[0]!;
    }
    await ask('ticket', { action: 'update', id: key, description: paragraph.repeat(200) });
    for (let n = 0; n < 12; n++) await ask('ticket', { action: 'comment', id: key, message: paragraph.repeat(10) });
    const others = keysIn(await ask('ticket', { action: 'list', limit: 50 })).filter((other) => other !== key);
    for (const target of others.slice(0, 20)) await ask('link', { action: 'add', id: key, type: 'blocks', target });
  });
  afterAll(() => client?.close());

  const calls: [tool: string, args: () => Record<string, unknown>][] = [
    ['ticket', () => ({ action: 'list', limit: 1000 })],
    ['ticket', () => ({ action: 'get', id: key })],
    ['ticket', () => ({ action: 'history', limit: 1000 })],
    ['ticket', () => ({ action: 'history', id: key, limit: 1000 })],
    ['search', () => ({ query: 'absatz', limit: 1000 })],
    ['search', () => ({ query: `key:${key}` })],
    ['board', () => ({ action: 'kanban', limit: 1000 })],
    ['board', () => ({ action: 'ready', limit: 1000 })],
    ['board', () => ({ action: 'summary' })],
    ['board', () => ({ action: 'me' })],
    ['board', () => ({ action: 'stats' })],
    ['link', () => ({ action: 'graph', id: key })],
    ['link', () => ({ action: 'list', id: key })],
  ];

  it.each(calls)('%s call %# keeps to 2,000 tokens unless it is asked for more', async (tool, args) => {
    expect(countTokens(await ask(tool, args()))).toBeLessThanOrEqual(2_000);
  });

  const budgeted = calls.filter(([, args]) =>
    /^(list|get|history|kanban|ready)$/.test(String(args().action ?? 'list')),
  );

  it.each(budgeted)('%s call %# keeps to the budget that it is given, and to 40,000 characters', async (tool, args) => {
    for (const budget of [300, 5_000, 10_000]) {
      const text = await ask(tool, { ...args(), budget });
      expect(countTokens(text)).toBeLessThanOrEqual(budget);
      expect(text.length).toBeLessThan(limit);
    }
  });

  it('cuts a description that is longer than a reply may be', async () => {
    const text = await ask('ticket', { action: 'get', id: key, lines: '1-' });
    expect(text.length).toBeLessThan(limit);
  });
});
