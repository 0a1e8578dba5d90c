import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { HeapSpaceInfo } from 'node:v8';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startHistory } from '../../scripts/bench/history.ts';
import { locate, repositoryOf } from '../../src/git/ask/repository.ts';
import { openFileTracker } from '../../src/home/file-tracker.ts';
import { connectClient } from '../support/client.ts';
import { type ToolSession, toolSession } from '../support/tool-session.ts';
import { makeDirectory, makeRepository } from '../support/workspace.ts';

/** Enough that the budget, and not the tracker, is what ends a reply. */
const size = 2_500;
const wide = { limit: 1000, budget: 10_000 };

/** What a server leaves behind when it ends. */
const heapAtExit = `process.on('exit', () =>
  require('node:fs').writeFileSync(process.env.HEAP_FILE, JSON.stringify(require('node:v8').getHeapSpaceStatistics())));`;

let session: ToolSession;
let key: string;
let heapFile: string;

beforeAll(async () => {
  const { root } = makeRepository({ name: 'pay' });
  const workspace = openFileTracker({ location: locate(root), repository: repositoryOf(root) });
  const history = startHistory({ size, eventsATicket: 8 });
  await workspace.write(history.author(), async (tx) => {
    while (history.left() > 0) history.recordNext(tx);
  });
  workspace.close();
  const folder = makeDirectory();
  heapFile = join(folder, 'heap.json');
  writeFileSync(join(folder, 'heap.cjs'), heapAtExit);
  const env = { NODE_OPTIONS: `--require ${join(folder, 'heap.cjs')}`, HEAP_FILE: heapFile };
  session = toolSession(await connectClient({ cwd: root, env }));
  const others = (await session.ask('search', { query: 'is:open', ...wide })).match(/^PAY-\d{6}/gm) ?? [];
  key = await session.create({ title: 'What much hangs on', description: 'word '.repeat(9_000) });
  await session.createAll(
    Array.from({ length: 100 }, (_, n) => ({ title: `${'Waiting '.repeat(20)} ${n}`, blocked_by: [key] })),
  );
  for (const number of others.slice(0, 60))
    await session.ask('link', { action: 'add', id: key, type: 'related', target: number });
  for (let n = 0; n < 12; n++)
    await session.ticket({ action: 'comment', id: key, message: 'again and again '.repeat(400) });
});
afterAll(() => session?.client.close());

const calls: [tool: string, args: () => Record<string, unknown>][] = [
  ['ticket', () => ({ action: 'list', ...wide })],
  ['ticket', () => ({ action: 'history', ...wide })],
  ['ticket', () => ({ action: 'history', id: key, ...wide })],
  ['ticket', () => ({ action: 'get', id: key, budget: 10_000 })],
  ['search', () => ({ query: 'user', ...wide })],
  ['search', () => ({ query: 'st', ...wide })],
  ['search', () => ({ query: 'is:open sort:created', ...wide })],
  ['board', () => ({ action: 'kanban', ...wide })],
  ['board', () => ({ action: 'ready', ...wide })],
  ['board', () => ({ action: 'summary' })],
  ['board', () => ({ action: 'me' })],
  ['board', () => ({ action: 'stats' })],
  ['link', () => ({ action: 'graph', id: key, budget: 10_000 })],
  ['link', () => ({ action: 'list', id: key, budget: 10_000 })],
];

it.each(calls)(
  '%s call %# of a large tracker stays within 40,000 characters, whatever is asked for',
  async (tool, args) => {
    expect((await session.ask(tool, args())).length).toBeLessThan(40_000);
  },
);

it('there is more than fits into a reply', async () => {
  for (const [tool, args] of calls.slice(0, 5))
    expect((await session.ask(tool, args())).length).toBeGreaterThan(10_000);
});

it('what was read at once does not make the young generation large for good', async () => {
  for (let time = 0; time < 3; time++) for (const [tool, args] of calls) await session.ask(tool, args());
  await session.client.close();
  const spaces: HeapSpaceInfo[] = JSON.parse(readFileSync(heapFile, 'utf8'));
  const young = spaces.find(({ space_name }) => space_name === 'new_space')!;
  expect(young.space_size).toBeLessThanOrEqual(4 * 2 ** 20);
});
