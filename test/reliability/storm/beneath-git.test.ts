import { createHash } from 'node:crypto';
import {
  chmodSync,
  closeSync,
  existsSync,
  fstatSync,
  openSync,
  readSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { startClient } from '../../support/client.ts';
import { blobOf, dataOf, expectWhole, factsOf, strangersIn } from '../../support/file-facts.ts';
import { keyIn, makeFleet } from '../../support/fleet.ts';
import { makeDirectory, makeRepository, type TestRepository } from '../../support/workspace.ts';

const seconds = 2;
const tool = 'ticket';

/** Writers that go on until told to stop; each writes to the branch that is there at the time. */
async function startWriters(repository: TestRepository, count: number) {
  const fleet = makeFleet(repository.root);
  let stopped = false;
  const members = await Promise.all(Array.from({ length: count }, () => fleet.start()));
  const loops = members.map(async (member) => {
    for (let step = 0; !stopped; step++) {
      await member.call(tool, { action: 'create', title: `by ${member.session}.${step}.` });
      await delay(Math.random() * 15);
    }
  });
  return {
    ...fleet,
    async stop() {
      stopped = true;
      await Promise.all(loops);
    },
  };
}

/** A blob as a file of its own, checked; returns the titles in it. */
function titlesIn(bytes: Buffer, folder: string): string[] {
  const path = join(folder, 'blob.db');
  writeFileSync(path, bytes);
  expectWhole(path);
  return factsOf(path).tickets.map((ticket) => ticket.title);
}

async function withTracker(): Promise<TestRepository> {
  const repository = makeRepository();
  const client = await startClient({ cwd: repository.root });
  await client.call(tool, { action: 'create', title: 'base' });
  await client.close();
  repository.git('add', '-A');
  repository.git('commit', '-qm', 'tickets');
  return repository;
}

/** What git says where it refuses; a refusal because the file has changed is git doing its work. */
function tryGit(repository: TestRepository, faults: string[], ...args: string[]): boolean {
  try {
    repository.git(...args);
    return true;
  } catch (error) {
    const { stderr, stdout } = error as { stderr: string; stdout: string };
    const ordinary =
      /would be overwritten|nothing to commit|no changes added|nothing added|cannot switch branch|index\.lock/;
    if (!ordinary.test(`${stderr}${stdout}`)) faults.push(`git ${args.join(' ')}: ${stderr}${stdout}`);
    return false;
  }
}

test('a published file is never written to again, has a second of its own, and nothing else lies beside it', async () => {
  const { root } = await withTracker();
  const writers = await startWriters({ ...makeRepository(), root }, 3);
  const kept: { descriptor: number; hash: string; second: bigint }[] = [];
  onTestFinished(() => {
    for (const { descriptor } of kept) closeSync(descriptor);
  });
  const strangers = new Set<string>();
  const hash = (descriptor: number) => {
    const bytes = Buffer.alloc(fstatSync(descriptor).size);
    readSync(descriptor, bytes, 0, bytes.length, 0);
    return createHash('sha256').update(bytes).digest('hex');
  };
  let inode: bigint | undefined;
  for (const until = Date.now() + seconds * 600; Date.now() < until; await delay(1)) {
    for (const name of strangersIn(root)) strangers.add(name);
    // The descriptor keeps the inode number from being used again.
    if (statSync(dataOf(root), { bigint: true }).ino === inode) continue;
    const descriptor = openSync(dataOf(root), 'r');
    const stat = fstatSync(descriptor, { bigint: true });
    inode = stat.ino;
    kept.push({ descriptor, hash: hash(descriptor), second: stat.mtimeNs });
  }
  await writers.stop();
  expect(writers.faults).toEqual([]);
  expect(kept.length).toBeGreaterThan(10);
  expect(kept.filter(({ descriptor, hash: before }) => hash(descriptor) !== before)).toEqual([]);
  expect(kept.every(({ second }) => second % 1_000_000_000n === 0n)).toBe(true);
  expect(kept.every(({ second }, i) => i === 0 || second > kept[i - 1]!.second)).toBe(true);
  expect([...strangers]).toEqual([]);
});

test('reads make nothing in a repository without a tracker', async () => {
  const repository = makeRepository();
  repository.commit('first');
  const before = repository.git('ls-files', '--others') + repository.git('status', '--porcelain', '--ignored');
  const client = await startClient({ cwd: repository.root });
  for (const [name, args] of [
    [tool, { action: 'list' }],
    ['board', { action: 'summary' }],
    ['board', { action: 'me' }],
    ['search', { query: 'nothing' }],
    [tool, { action: 'create', title: 'tried', dry_run: true }],
  ] as const)
    expect((await client.call(name, args)).isError).toBe(false);
  expect(repository.git('ls-files', '--others') + repository.git('status', '--porcelain', '--ignored')).toBe(before);
  expect(existsSync(join(repository.root, '.tracker'))).toBe(false);
});

test(
  'git never trips over live writers, and every committed file is whole and keeps what was acknowledged',
  async () => {
    const repository = await withTracker();
    const folder = makeDirectory();
    repository.git('branch', 'other');
    const writers = await startWriters(repository, 3);
    const reader = await startClient({ cwd: repository.root });
    const faults: string[] = [];
    const empty: string[] = [];
    const commits: string[] = [];
    let cycles = 0;
    let switches = 0;
    for (const until = Date.now() + seconds * 1200; Date.now() < until; cycles++) {
      tryGit(repository, faults, 'add', '.tracker/data.db');
      if (tryGit(repository, faults, 'commit', '-qam', `cycle ${cycles}`))
        commits.push(repository.git('rev-parse', 'HEAD'));
      const branch = repository.git('symbolic-ref', '--short', 'HEAD');
      if (tryGit(repository, faults, 'checkout', '-q', branch === 'main' ? 'other' : 'main')) switches++;
      const { text, isError } = await reader.call(tool, { action: 'list', query: 'base' });
      if (isError || !text.includes('base')) empty.push(text);
      await delay(40);
    }
    await writers.stop();
    tryGit(repository, faults, 'commit', '-qam', 'last');
    commits.push(repository.git('rev-parse', 'main'), repository.git('rev-parse', 'other'));
    expect({ faults, empty, refused: writers.faults }).toEqual({ faults: [], empty: [], refused: [] });

    const titles = new Map<string, Set<string>>();
    for (const commit of new Set(commits))
      titles.set(commit, new Set(titlesIn(blobOf(repository, `${commit}:.tracker/data.db`), folder)));
    titles.set('work tree', new Set(titlesIn(blobOf(repository, 'HEAD:.tracker/data.db'), folder)));
    const all = new Set([...titles.values()].flatMap((set) => [...set]));
    const lost = writers.acknowledged.filter(({ args }) => !all.has(args.title as string));
    expect(lost).toEqual([]);
    expect(writers.acknowledged.length).toBeGreaterThan(10);
    expect(switches).toBeGreaterThan(0);
    // On the right branch: what is in both was there when they parted.
    const [main, other] = ['main', 'other'].map((name) => titles.get(repository.git('rev-parse', name))!);
    expect([...main!].filter((title) => other!.has(title))).toEqual(['base']);
  },
  seconds * 2_000 + 20_000,
);

test('git stash and reset beneath live writers leave a whole file', async () => {
  const repository = await withTracker();
  const writers = await startWriters(repository, 2);
  const reader = await startClient({ cwd: repository.root });
  const faults: string[] = [];
  const empty: string[] = [];
  for (const until = Date.now() + seconds * 600; Date.now() < until; ) {
    tryGit(repository, faults, 'stash', '-q');
    const { text, isError } = await reader.call(tool, { action: 'list', query: 'base' });
    if (isError || !text.includes('base')) empty.push(text);
    if (repository.git('stash', 'list')) tryGit(repository, faults, 'stash', 'drop', '-q');
    tryGit(repository, faults, 'reset', '-q', '--hard');
    await delay(30);
  }
  await writers.stop();
  expect({ faults, empty, refused: writers.faults }).toEqual({ faults: [], empty: [], refused: [] });
  expectWhole(dataOf(repository.root));
  expect(strangersIn(repository.root)).toEqual([]);
});

test('git sees a change that neither the size nor the second of the file would have told', async () => {
  const repository = await withTracker();
  const client = await startClient({ cwd: repository.root });
  const key = keyIn((await client.call(tool, { action: 'create', title: 'racy' })).text)!;
  for (let round = 0; round < 12; round++) {
    repository.git('add', '.tracker/data.db');
    const size = statSync(dataOf(repository.root)).size;
    const priority = round % 2 ? 'high' : 'low';
    expect((await client.call(tool, { action: 'update', id: key, priority })).isError).toBe(false);
    if (statSync(dataOf(repository.root)).size === size)
      expect(repository.git('diff', '--name-only')).toBe('.tracker/data.db');
  }
});

/** A lock file of git's, for a while. */
function holdLock(repository: TestRepository, content: string, forMs: number): void {
  const lock = join(repository.root, '.git', 'index.lock');
  writeFileSync(lock, content);
  const timer = setTimeout(() => rmSync(lock, { force: true }), forMs);
  onTestFinished(() => clearTimeout(timer));
}

test('a write waits while git works, and is in the file when it is answered', async () => {
  const repository = await withTracker();
  const client = await startClient({ cwd: repository.root });
  await client.call(tool, { action: 'create', title: 'before' });
  holdLock(repository, '', 3_000);
  const start = performance.now();
  expect((await client.call(tool, { action: 'list' })).text).toContain('before');
  expect(performance.now() - start).toBeLessThan(1_000);
  expect((await client.call(tool, { action: 'create', title: 'during' })).isError).toBe(false);
  const waited = performance.now() - start;
  expect(waited).toBeGreaterThan(2_900);
  expect(waited).toBeLessThan(4_500);
  expect(factsOf(dataOf(repository.root)).tickets.map((ticket) => ticket.title)).toContain('during');
});

test("a commit's editor holds up one write for a moment, and what is written meanwhile is not in the commit", async () => {
  const repository = await withTracker();
  const client = await startClient({ cwd: repository.root });
  await client.call(tool, { action: 'create', title: 'before' });
  const hook = repository.write('.git/hooks/pre-commit', '#!/bin/sh\nsleep 5\n');
  chmodSync(hook, 0o755);
  const { spawn } = await import('node:child_process');
  const commit = spawn('git', ['commit', '-qam', 'slow'], { cwd: repository.root, stdio: 'ignore' });
  const done = new Promise((resolve) => commit.on('exit', resolve));
  while (!existsSync(join(repository.root, '.git', 'index.lock'))) await delay(5);
  while (statSync(join(repository.root, '.git', 'index.lock'), { throwIfNoEntry: false })?.size === 0) await delay(5);
  const start = performance.now();
  expect((await client.call(tool, { action: 'create', title: 'first' })).isError).toBe(false);
  const first = performance.now() - start;
  expect((await client.call(tool, { action: 'create', title: 'second' })).isError).toBe(false);
  expect(first).toBeLessThan(3_500);
  expect(performance.now() - start - first).toBeLessThan(1_000);
  expect(await done).toBe(0);
  const titles = (bytes: Buffer | string) => factsOf(bytes).tickets.map((ticket) => ticket.title);
  expect(titles(dataOf(repository.root))).toEqual(['base', 'before', 'first', 'second']);
  expect(titles(blobOf(repository, 'HEAD:.tracker/data.db'))).toEqual(['base', 'before']);
  expect(repository.git('diff', '--name-only')).toBe('.tracker/data.db');
});

test('a lock that a dead git left holds up a process once, and is left to its owner', async () => {
  const repository = await withTracker();
  const client = await startClient({ cwd: repository.root });
  const lock = repository.write('.git/index.lock', 'left');
  const start = performance.now();
  for (const title of ['one', 'two', 'three'])
    expect((await client.call(tool, { action: 'create', title })).isError).toBe(false);
  const waited = performance.now() - start;
  expect(waited).toBeGreaterThan(1_900);
  expect(waited).toBeLessThan(3_900);
  expect(existsSync(lock)).toBe(true);
});

test('a tracked file that is not in the work tree is named, and no empty one takes its place', async () => {
  const repository = await withTracker();
  const client = await startClient({ cwd: repository.root });
  rmSync(dataOf(repository.root));
  for (const args of [{ action: 'list' }, { action: 'create', title: 'into nothing' }]) {
    const { text, isError } = await client.call(tool, args);
    expect(isError).toBe(true);
    expect(text).toContain('error database: .tracker/data.db is in git, but not in the work tree.');
  }
  expect(existsSync(dataOf(repository.root))).toBe(false);
  repository.git('restore', '.tracker/data.db');
  expect((await client.call(tool, { action: 'list' })).text).toContain('base');
});
