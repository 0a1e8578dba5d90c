import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { startClient, type TestClient } from '../../support/client.ts';
import { dataOf, expectWhole, factsOf, strangersIn } from '../../support/file-facts.ts';
import { canMount, makeSmallDisk, mountOver } from '../../support/mounts.ts';
import { makeDirectory, makeRepository, type TestRepository } from '../../support/workspace.ts';

const tool = 'ticket';
const titles = (root: string): string[] => factsOf(dataOf(root)).tickets.map((ticket) => ticket.title);

async function withTicket(repository = makeRepository()): Promise<TestRepository & { client: TestClient }> {
  const client = await startClient({ cwd: repository.root });
  expect((await client.call(tool, { action: 'create', title: 'kept' })).isError).toBe(false);
  return { ...repository, client };
}

/** A repository on a disk of its own. */
function repositoryOn(disk: string): TestRepository {
  const made = makeRepository();
  const root = join(disk, 'payments');
  cpSync(made.root, root, { recursive: true });
  const inRoot = (args: string[]) => ['-C', root, ...args];
  return {
    ...made,
    root,
    git: (...args) => made.git(...inRoot(args)),
    read: (path) => readFileSync(join(root, path), 'utf8'),
  };
}

async function expectRefused(client: TestClient, message: RegExp | string, args: object = {}): Promise<void> {
  const { text, isError } = await client.call(tool, { action: 'create', title: 'refused', ...args });
  expect({ text, isError }).toMatchObject({ isError: true, text: expect.stringMatching(/^error database: /) });
  expect(text).toMatch(message);
}

test.runIf(canMount)(
  'a full disk refuses writes with a word about it, keeps the file, serves reads and goes on afterwards',
  async () => {
    const repository = repositoryOn(makeSmallDisk(3_000));
    const { client, root } = await withTicket(repository);
    const before = readFileSync(dataOf(root));
    const filler = join(root, 'filler');
    expect(() => {
      for (;;) appendFileSync(filler, Buffer.alloc(4096));
    }).toThrow('ENOSPC');
    // More than the copy that was made ready has room for.
    await expectRefused(client, 'The disk is full.', { description: 'long '.repeat(50_000) });
    expect((await client.call(tool, { action: 'list' })).text).toContain('kept');
    expect((await client.call('board', { action: 'me' })).isError).toBe(false);
    expect(readFileSync(dataOf(root)).equals(before)).toBe(true);
    expect(strangersIn(root)).toEqual([]);
    const fresh = await startClient({ cwd: root });
    expect((await fresh.call('search', { query: 'kept' })).text).toContain('kept');
    await expectRefused(fresh, 'The disk is full.', { description: 'long '.repeat(50_000) });
    rmSync(filler);
    expect((await client.call(tool, { action: 'create', title: 'after' })).isError).toBe(false);
    expect(titles(root)).toEqual(['kept', 'after']);
    expectWhole(dataOf(root));
  },
);

test.runIf(existsSync('/usr/bin/prlimit'))(
  'a limit on the size of files refuses writes, keeps the file and the process',
  async () => {
    const { client, root } = await withTicket();
    const before = readFileSync(dataOf(root));
    const limit = (bytes: string) => execFileSync('prlimit', ['--pid', `${client.pid}`, `--fsize=${bytes}`]);
    // Less than a page that any write changes, whether it begins with a copy of the file or has one ready.
    limit('8192:unlimited');
    await expectRefused(client, /disk|file system/i);
    expect((await client.call(tool, { action: 'list' })).text).toContain('kept');
    expect(readFileSync(dataOf(root)).equals(before)).toBe(true);
    limit('unlimited:unlimited');
    expect((await client.call(tool, { action: 'create', title: 'after' })).isError).toBe(false);
    expect(titles(root)).toEqual(['kept', 'after']);
  },
);

test.runIf(canMount)('a read-only checkout serves reads and refuses writes', async () => {
  const { client, root } = await withTicket();
  await client.close();
  mountOver(root, { readOnly: true });
  const reader = await startClient({ cwd: root });
  for (const [name, args] of [
    [tool, { action: 'list' }],
    ['search', { query: 'kept' }],
    ['board', { action: 'me' }],
  ] as const)
    expect(await reader.call(name, args)).toMatchObject({
      isError: false,
      text: expect.stringContaining(name === 'board' ? '' : 'kept'),
    });
  await expectRefused(reader, 'The repository cannot be written.');
});

test.runIf(canMount)(
  'a read-only .git leaves the side files to .tracker/local, which git ignores from the start',
  async () => {
    const repository = makeRepository();
    mountOver(join(repository.root, '.git'), { readOnly: true });
    const { client, root } = await withTicket(repository);
    expect(repository.read('.tracker/local/.gitignore')).toBe('*\n');
    expect(strangersIn(root)).toEqual([]);
    expect(readdirSync(join(root, '.tracker', 'local'))).toEqual(expect.arrayContaining(['lock', 'leases.db']));
    expect(repository.git('ls-files', '--others', '--exclude-standard').split('\n').toSorted()).toEqual([
      '.tracker/data.db',
    ]);
    expect((await client.call(tool, { action: 'create', title: 'second' })).isError).toBe(false);
    expect(titles(root)).toEqual(['kept', 'second']);
  },
);

test.runIf(canMount)('a .tracker that is a mount of its own is written through temps of its own', async () => {
  const { client, root } = await withTicket();
  await client.close();
  mountOver(join(root, '.tracker'));
  const second = await startClient({ cwd: root });
  for (const title of ['one', 'two', 'three']) {
    const { text } = await second.call(tool, { action: 'create', title });
    expect(text).toMatch(/^Created/);
  }
  expect(titles(root)).toEqual(['kept', 'one', 'two', 'three']);
  expect(strangersIn(root)).toEqual([]);
});

test.runIf(canMount)('a work tree on another disk than its .git is written through temps beside the file', async () => {
  const made = makeRepository();
  const git = join(made.root, '.git');
  const root = join(makeSmallDisk(4_000), 'payments');
  mkdirSync(root);
  writeFileSync(join(root, '.git'), `gitdir: ${git}\n`);
  const client = await startClient({ cwd: root });
  for (const title of ['one', 'two'])
    expect((await client.call(tool, { action: 'create', title })).text).toMatch(/^Created/);
  expect(titles(root)).toEqual(['one', 'two']);
  expect(readdirSync(join(git, 'tracker'))).toContain('leases.db');
  expect(readdirSync(join(root, '.tracker', 'local'))).toContain('lock');
});

test('without git in the path, and without a repository, tickets are kept all the same', async () => {
  const { root } = await withTicket();
  const bin = makeDirectory();
  const client = await startClient({ cwd: root, env: { PATH: bin } });
  expect((await client.call(tool, { action: 'create', title: 'no git' })).text).toMatch(/^git could not.*\nCreated/);
  expect((await client.call(tool, { action: 'list' })).text).toContain('no git');
  const bare = makeDirectory();
  const outside = await startClient({ cwd: bare });
  expect((await outside.call(tool, { action: 'create', title: 'no repository' })).text).toMatch(/^Created/);
  expect(titles(bare)).toEqual(['no repository']);
  expect(strangersIn(bare)).toEqual([]);
  expect(readFileSync(join(bare, '.tracker/local/.gitignore'), 'utf8')).toBe('*\n');
});

/** A SQLite file with no mark of ours. */
function foreignFile(path: string): void {
  const database = new Database(path);
  database.exec('create table notes (text)');
  database.close();
}

test.each<[string, (path: string) => void, RegExp]>([
  ['no database', (path) => writeFileSync(path, 'tickets: none\n'.repeat(500)), /is not a SQLite database/],
  ['empty', (path) => writeFileSync(path, ''), /is empty/],
  ['truncated', (path) => writeFileSync(path, readFileSync(path).subarray(0, 40_960)), /is truncated/],
  ['cut off in its header', (path) => writeFileSync(path, readFileSync(path).subarray(0, 50)), /is truncated/],
  [
    'of another program',
    (path) => {
      rmSync(path);
      foreignFile(path);
    },
    /of another program/,
  ],
  [
    'damaged inside',
    (path) => {
      const bytes = readFileSync(path);
      writeFileSync(path, bytes.fill(0xab, 4096, bytes.length));
    },
    /is damaged/,
  ],
  [
    'a directory',
    (path) => {
      rmSync(path);
      mkdirSync(path);
    },
    /is a folder, not a plain file/,
  ],
])('a file that is %s is refused by its name and left as it is', async (_, spoil, message) => {
  const { client, root } = await withTicket();
  const path = dataOf(root);
  spoil(path);
  const bytes = () => (existsSync(path) && !readdirSafe(path) ? readFileSync(path).toString('base64') : 'directory');
  const before = bytes();
  for (const server of [client, await startClient({ cwd: root })]) {
    const [{ text, isError }] = await Promise.all([
      server.call(tool, { action: 'list' }),
      expectRefused(server, message),
    ]);
    expect({ text, isError }).toMatchObject({ isError: true, text: expect.stringMatching(/^error database: /) });
    expect(text).toMatch(message);
  }
  expect(bytes()).toBe(before);
  expect(strangersIn(root)).toEqual([]);
});

function readdirSafe(path: string): string[] | undefined {
  try {
    return readdirSync(path);
  } catch {
    return undefined;
  }
}

test('a symbolic link in place of the file is neither followed nor replaced', async () => {
  const { client, root } = await withTicket();
  await client.close();
  const elsewhere = join(makeDirectory(), 'elsewhere.db');
  renameSync(dataOf(root), elsewhere);
  symlinkSync(elsewhere, dataOf(root));
  const before = readFileSync(elsewhere);
  const server = await startClient({ cwd: root });
  expect((await server.call(tool, { action: 'list' })).text).toMatch(/^error database: .*is a symbolic link/);
  await expectRefused(server, /is a symbolic link/);
  expect(readFileSync(elsewhere).equals(before)).toBe(true);
});
