import { createHash } from 'node:crypto';
import { closeSync, fstatSync, openSync, readSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { startClient } from '../../support/client.ts';
import { committedTracker } from '../../support/committed-tracker.ts';
import { blobOf, dataOf, expectWhole, factsOf, strangersIn } from '../../support/file-facts.ts';
import { makeFleet } from '../../support/fleet.ts';
import { until } from '../../support/until.ts';
import { makeDirectory, type TestRepository } from '../../support/workspace.ts';

const tool = 'ticket';

/** Writers that go on until told to stop; each writes to the branch that is there at the time, and rests as long as it works. */
async function startWriters(root: string, count: number) {
  const fleet = makeFleet(root);
  let stopped = false;
  const members = await Promise.all(Array.from({ length: count }, () => fleet.start()));
  const loops = members.map(async (member) => {
    for (let step = 0; !stopped; step++) {
      const start = performance.now();
      await member.call(tool, { action: 'create', title: `by ${member.session}.${step}.` });
      await delay(Math.random() * 2 * (performance.now() - start));
    }
  });
  return {
    ...fleet,
    /** Until they have been answered a few times more. */
    async goOn() {
      const before = fleet.acknowledged.length;
      await until('the writers are answered', () => fleet.acknowledged.length >= before + count);
    },
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
  const { root } = await committedTracker();
  const writers = await startWriters(root, 3);
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
  for (; kept.length < 25; await delay(1)) {
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
  expect(kept.filter(({ descriptor, hash: before }) => hash(descriptor) !== before)).toEqual([]);
  expect(kept.every(({ second }) => second % 1_000_000_000n === 0n)).toBe(true);
  expect(kept.every(({ second }, i) => i === 0 || second > kept[i - 1]!.second)).toBe(true);
  expect([...strangers]).toEqual([]);
});

test('git never trips over live writers, and every committed file is whole and keeps what was acknowledged', async () => {
  const repository = await committedTracker();
  const folder = makeDirectory();
  repository.git('branch', 'other');
  const writers = await startWriters(repository.root, 3);
  const reader = await startClient({ cwd: repository.root });
  const faults: string[] = [];
  const empty: string[] = [];
  const commits: string[] = [];
  let cycles = 0;
  let switches = 0;
  for (; cycles < 12 || switches < 4; cycles++) {
    tryGit(repository, faults, 'add', '.tracker/data.db');
    if (tryGit(repository, faults, 'commit', '-qam', `cycle ${cycles}`))
      commits.push(repository.git('rev-parse', 'HEAD'));
    const branch = repository.git('symbolic-ref', '--short', 'HEAD');
    if (tryGit(repository, faults, 'checkout', '-q', branch === 'main' ? 'other' : 'main')) switches++;
    const { text, isError } = await reader.call(tool, { action: 'list', query: 'base' });
    if (isError || !text.includes('base')) empty.push(text);
    await writers.goOn();
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
  // On the right branch: what is in both was there when they parted.
  const [main, other] = ['main', 'other'].map((name) => titles.get(repository.git('rev-parse', name))!);
  expect([...main!].filter((title) => other!.has(title))).toEqual(['base']);
});

test('git stash and reset beneath live writers leave a whole file', async () => {
  const repository = await committedTracker();
  const writers = await startWriters(repository.root, 2);
  const reader = await startClient({ cwd: repository.root });
  const faults: string[] = [];
  const empty: string[] = [];
  for (let round = 0; round < 8; round++) {
    tryGit(repository, faults, 'stash', '-q');
    const { text, isError } = await reader.call(tool, { action: 'list', query: 'base' });
    if (isError || !text.includes('base')) empty.push(text);
    if (repository.git('stash', 'list')) tryGit(repository, faults, 'stash', 'drop', '-q');
    tryGit(repository, faults, 'reset', '-q', '--hard');
    await writers.goOn();
  }
  await writers.stop();
  expect({ faults, empty, refused: writers.faults }).toEqual({ faults: [], empty: [], refused: [] });
  expectWhole(dataOf(repository.root));
  expect(strangersIn(repository.root)).toEqual([]);
});
