import { copyFileSync, globSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { connectClient, startClient } from '../../support/client.ts';
import { toolSession, useTracker } from '../../support/tool-session.ts';
import { cloneRepository, makeRepository } from '../../support/workspace.ts';

const tracker = useTracker();

const queries = ['pump', 'pum*', '"the valve"', 'leak -valve', 'ump', '登录', 'getUserById', 'remark'];
const answers = async (who = tracker as Pick<typeof tracker, 'ask'>) => {
  const found: string[] = [];
  for (const query of queries) found.push(await who.ask('search', { query }));
  return found;
};
/** The server of the file, anew. */
const restart = async () => Object.assign(tracker, toolSession(await connectClient({ cwd: tracker.repository.root })));
const indexFiles = (root = tracker.repository.root) => globSync(join(root, '.git/tracker/index*.db*'));
const indexFile = (root?: string) => indexFiles(root).find((path) => path.endsWith('.db'))!;

let expected: string[];

beforeAll(async () => {
  const [first] = await tracker.createAll([
    { title: 'Pump one leaks', description: 'Near the valve' },
    { title: 'Valve and pump', labels: ['pumps'] },
    { title: 'Leak of getUserById', description: '登录' },
  ]);
  await tracker.ticket({ action: 'comment', id: first, message: 'A remark.' });
  expected = await answers();
});

describe('the index', () => {
  it('finds something to begin with, in a file of the git directory', () => {
    expect(expected.every((text) => /^\d/.test(text))).toBe(true);
    expect(indexFiles().length).toBeGreaterThan(0);
    expect(tracker.repository.git('status', '--short', '--untracked-files=all')).not.toContain('index');
  });

  it.each<[string, () => void]>([
    ['deleted', () => indexFiles().forEach((path) => void rmSync(path))],
    ['emptied', () => truncateSync(indexFile(), 0)],
    ['cut short', () => truncateSync(indexFile(), 5000)],
    ['overwritten', () => writeFileSync(indexFile(), 'not a database at all, '.repeat(4000))],
    ['garbled in the middle', () => writeFileSync(indexFile(), Buffer.alloc(8000, 0xa5), { flag: 'r+' })],
  ])('may be %s between the calls of a server, and between servers', async (_, damage) => {
    await answers();
    damage();
    expect(await answers()).toEqual(expected);
    await tracker.client.close();
    damage();
    const next = toolSession(await startClient({ cwd: tracker.repository.root }));
    expect(await answers(next)).toEqual(expected);
    await next.client.close();
    await restart();
  });

  it('may be that of another repository', async () => {
    const foreign = makeRepository();
    const stranger = toolSession(await startClient({ cwd: foreign.root }));
    await stranger.create({ title: 'Pump of somebody else', description: 'the valve getUserById 登录 remark' });
    await stranger.ask('search', { query: 'pump' });
    await stranger.client.close();
    await tracker.client.close();
    for (const path of indexFiles()) rmSync(path);
    for (const path of indexFiles(foreign.root))
      copyFileSync(path, join(tracker.repository.root, '.git/tracker', path.split('/').at(-1)!));
    const here = toolSession(await startClient({ cwd: tracker.repository.root }));
    expect(await answers(here)).toEqual(expected);
    await restart();
  });

  it('follows a switch of branches, to and fro', async () => {
    const repository = makeRepository();
    const client = toolSession(await startClient({ cwd: repository.root }));
    await client.create('Common pump');
    repository.git('add', '-A');
    repository.git('commit', '-qm', 'One ticket');
    repository.git('switch', '-qc', 'side');
    const key = await client.create('Pump of the side branch');
    await client.ticket({ action: 'comment', id: key, message: 'sidelong' });
    expect(await client.ask('search', { query: 'pump' })).toMatch(/^2 /);
    repository.git('commit', '-qam', 'Two tickets');
    repository.git('switch', '-q', 'main');
    expect(await client.ask('search', { query: 'pump' })).toMatch(/^Now in .* on main\n1 /);
    expect(await client.ask('search', { query: 'sidelong' })).toMatch(/^Nothing found/);
    await client.create('Pump of the main branch');
    repository.git('commit', '-qam', 'Two other tickets');
    expect(await client.ask('search', { query: 'main' })).toMatch(/^1 /);
    repository.git('switch', '-q', 'side');
    expect(await client.ask('search', { query: 'sidelong' })).toMatch(/^Now in .* on side\n1 /);
    expect(await client.ask('search', { query: 'main' })).toMatch(/^Nothing found/);
  });

  it('is made by each clone for itself, and seen by every process of it', async () => {
    const origin = makeRepository();
    const here = toolSession(await startClient({ cwd: origin.root }));
    await here.create('Pump that travels');
    origin.git('add', '-A');
    origin.git('commit', '-qm', 'A ticket');
    const clone = cloneRepository(origin);
    const there = toolSession(await startClient({ cwd: clone.root }));
    const also = toolSession(await startClient({ cwd: clone.root }));
    expect(await there.ask('search', { query: 'travels' })).toMatch(/^1 /);
    await also.create('Pump that stays');
    expect(await there.ask('search', { query: 'stays' })).toMatch(/^1 /);
    expect(await here.ask('search', { query: 'stays' })).toMatch(/^Nothing found/);
  });
});
