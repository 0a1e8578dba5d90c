import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  closeSync,
  copyFileSync,
  existsSync,
  fstatSync,
  openSync,
  readFileSync,
  renameSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { startClient } from '../../support/client.ts';
import { startFaulty } from '../../support/fault-points.ts';
import { dataOf, expectWhole, factsOf } from '../../support/file-facts.ts';
import { keyIn } from '../../support/fleet.ts';
import { openTracker } from '../../support/in-process.ts';
import { until } from '../../support/until.ts';
import { isolatedEnv, makeDirectory, makeRepository, type TestRepository } from '../../support/workspace.ts';

const tool = 'ticket';
const titles = (root: string): string[] => factsOf(dataOf(root)).tickets.map((ticket) => ticket.title);

/** A committed ticket; its key. */
async function withTicket(repository: TestRepository): Promise<string> {
  const { call, workspace } = openTracker(repository.root);
  const key = keyIn(await call(tool, { action: 'create', title: 'base', priority: 'low' }))!;
  repository.git('add', '--all');
  repository.git('commit', '--quiet', '--message', 'tickets');
  repository.git('branch', 'other');
  workspace.close();
  return key;
}

test('a write while a slow add hashes other files is seen by git, which then refuses to check out over it', async () => {
  const repository = makeRepository();
  const { root, git } = repository;
  const key = await withTicket(repository);
  const { call } = await startClient({ cwd: root });
  const update = async (priority: string) =>
    expect(await call(tool, { action: 'update', id: key, priority })).toMatchObject({ isError: false });
  await update('high');
  git('commit', '--quiet', '--all', '--message', 'high');
  const objects = join(root, '.git/objects');
  let sameSize = 0;
  for (let round = 0; round < 3; round++) {
    await update(round % 2 ? 'urgent' : 'medium');
    const size = statSync(dataOf(root)).size;
    // git goes by names: the database is hashed first, and the index is written when the large file has been.
    repository.write('large.bin', Buffer.alloc(60_000_000, `${round}`));
    const blob = git('hash-object', '.tracker/data.db');
    const add = spawn('git', ['add', '--all'], { cwd: root, env: isolatedEnv() });
    const done = once(add, 'exit');
    await until('git has hashed it', () => existsSync(join(objects, blob.slice(0, 2), blob.slice(2))));
    const answer = update(round % 2 ? 'low' : 'none');
    expect(await done).toEqual([0, null]);
    await answer;
    if (statSync(dataOf(root)).size === size) sameSize++;
    expect(git('diff', '--name-only')).toBe('.tracker/data.db');
    expect(() => git('checkout', '--quiet', 'other')).toThrow(/would be overwritten/);
    git('reset', '--quiet', '--', 'large.bin');
    git('commit', '--quiet', '--all', '--message', 'next');
  }
  expect(sameSize).toBeGreaterThan(0);
  expectWhole(dataOf(root));
});

test('a hundred writes within seconds have a second each, and git sees the last of any two', async () => {
  const repository = makeRepository();
  const { root, git } = repository;
  const key = await withTicket(repository);
  const { call } = openTracker(root);
  const seconds: bigint[] = [];
  for (let write = 0; write < 100; write++) {
    await call(tool, { action: 'update', id: key, priority: write % 2 ? 'low' : 'high' });
    const { mtimeNs } = statSync(dataOf(root), { bigint: true });
    expect(mtimeNs % 1_000_000_000n).toBe(0n);
    seconds.push(mtimeNs / 1_000_000_000n);
    if (write % 10 !== 0) continue;
    expect(git('diff', '--name-only')).toBe('.tracker/data.db');
    git('add', '.tracker/data.db');
    expect(git('diff', '--name-only')).toBe('');
  }
  expect(seconds.every((second, i) => i === 0 || second > seconds[i - 1]!)).toBe(true);
  expect(new Set(seconds).size).toBe(100);
  expectWhole(dataOf(root));
});

test('a file that takes the number, the size and the time of the one before is another one all the same', async () => {
  const repository = makeRepository();
  const { root } = repository;
  const key = await withTicket(repository);
  const path = dataOf(root);
  const twin = join(makeDirectory(), 'twin.db');
  copyFileSync(path, twin);
  const { call } = openTracker(root);
  await call(tool, { action: 'update', id: key, priority: 'high' });
  const server = await startClient({ cwd: root });
  expect((await server.call(tool, { action: 'get', id: key })).text).toContain('high');
  const { ino, mtime, size } = statSync(path);
  expect(statSync(twin).size).toBe(size);
  // The server reads with a descriptor of its own, so that only another path can bring the number back: as if it were free.
  const bytes = readFileSync(twin);
  writeFileSync(path, bytes);
  utimesSync(path, mtime, mtime);
  expect(statSync(path)).toMatchObject({ ino, size, mtime });
  expect((await server.call(tool, { action: 'get', id: key })).text).not.toContain('high');
  expect(await server.call(tool, { action: 'create', title: 'after' })).toMatchObject({ isError: false });
  expect(titles(root)).toEqual(['base', 'after']);
});

test('versions that git and the server replace in turn, whose inode numbers come around, are told apart', async () => {
  const repository = makeRepository();
  const { root, git } = repository;
  await withTicket(repository);
  const { call } = await startClient({ cwd: root });
  for (let round = 0; round < 24; round++) {
    const branch = round % 2 ? 'main' : 'other';
    git('checkout', '--quiet', branch);
    const before = titles(root);
    const title = `${branch} ${round}`;
    expect((await call(tool, { action: 'list', limit: 100 })).text).not.toContain(
      branch === 'main' ? 'other ' : 'main ',
    );
    expect(await call(tool, { action: 'create', title })).toMatchObject({ isError: false });
    expect(titles(root)).toEqual([...before, title]);
    git('commit', '--quiet', '--all', '--message', title);
  }
  expect(titles(root).filter((title) => title.startsWith('other'))).toEqual([]);
});

test('a file that is written over in place, by cp for one, is noticed, complete or not', async () => {
  const repository = makeRepository();
  const { root } = repository;
  await withTicket(repository);
  const path = dataOf(root);
  const copy = join(makeDirectory(), 'copy.db');
  const { client: server, calls } = await startFaulty(root);
  await server.call(tool, { action: 'create', title: 'second' });
  copyFileSync(path, copy);
  await server.call(tool, { action: 'create', title: 'third' });
  const inode = statSync(path).ino;
  copyFileSync(copy, path);
  expect(statSync(path).ino).toBe(inode);
  expect((await server.call(tool, { action: 'list' })).text).not.toContain('third');
  expect(await server.call(tool, { action: 'create', title: 'fourth' })).toMatchObject({ isError: false });
  expect(titles(root)).toEqual(['base', 'second', 'fourth']);

  // Half of it, and the rest a moment later, while both are asked for.
  const whole = readFileSync(copy);
  const descriptor = openSync(path, 'r+');
  onTestFinished(() => closeSync(descriptor));
  const own = fstatSync(descriptor).ino;
  writeFileSync(path, whole.subarray(0, 40_960));
  const looks = () => calls().filter((line) => line === `openSync ${path}`).length;
  const before = looks();
  const answers = Promise.all([
    server.call(tool, { action: 'list' }),
    server.call(tool, { action: 'create', title: 'fifth' }),
  ]);
  await until('both wait for the rest', () => looks() > before + 6);
  writeFileSync(path, whole);
  expect(statSync(path).ino).toBe(own);
  const [list, created] = await answers;
  expect(list.text).toContain('second');
  expect(created).toMatchObject({ isError: false });
  expect(titles(root)).toEqual(['base', 'second', 'fifth']);
  expectWhole(path);
});

test('a replacement that comes while a write is at work is written upon, not over', async () => {
  const repository = makeRepository();
  const { root } = repository;
  await withTicket(repository);
  const path = dataOf(root);
  const copy = join(makeDirectory(), 'copy.db');
  const server = await startFaulty(root);
  const create = (title: string) => server.client.call(tool, { action: 'create', title });
  await create('in the copy');
  copyFileSync(path, copy);
  await create('not in the copy');
  const draft = join(root, '.tracker/draft');
  const begin = '^exec BEGIN IMMEDIATE$';
  const begun = () => server.calls().filter((line) => new RegExp(begin).test(line)).length;
  const before = begun();
  server.arm({ at: begin, nth: 1, before: 'pause' });
  const answer = create('written meanwhile');
  await server.paused();
  copyFileSync(copy, draft);
  renameSync(draft, path);
  server.resume();
  expect(await answer).toMatchObject({ isError: false });
  expect(begun() - before).toBe(2);
  expect(titles(root)).toEqual(['base', 'in the copy', 'written meanwhile']);
  expectWhole(path);
});
