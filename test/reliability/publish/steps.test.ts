import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type FaultyServer, startFaulty } from '../../support/fault-points.ts';
import { blobOf, dataOf, expectWhole, factsOf, strangersIn, tempsOf } from '../../support/file-facts.ts';
import { twoBranches } from '../../support/two-branches.ts';
import { makeRepository, type TestRepository } from '../../support/workspace.ts';

const tool = 'ticket';
const titles = (file: string | Buffer): string[] => factsOf(file).tickets.map((ticket) => ticket.title);
const create = ({ client }: FaultyServer, title: string) => client.call(tool, { action: 'create', title });

/** Every call by which a write changes something on disk, or ends or begins a transaction. */
const steps =
  '^(exec|linkSync|copyFileSync|copyFile|renameSync|fsyncSync|futimesSync|writeFileSync|appendFileSync|rmSync .*tmp$)';

/** A server whose next write has a spare to begin with, or copies the file, as the first write of a process does. */
async function startWriter(root: string, hasSpare: boolean): Promise<FaultyServer> {
  const server = await startFaulty(root);
  if (hasSpare) await makeSpare(server);
  return server;
}

async function makeSpare(server: FaultyServer): Promise<void> {
  await create(server, 'warm');
  await server.spareMade();
}

async function countSteps(root: string, hasSpare: boolean): Promise<number> {
  const server = await startWriter(root, hasSpare);
  const calls = await server.trace(() => create(server, 'traced'));
  await server.client.close();
  return calls.filter((line) => new RegExp(steps).test(line)).length;
}

test.each([
  ['copies the file', false],
  ['has a spare', true],
])(
  'a server that is killed at any step of a write that %s leaves the old or the new version, and what was answered is in it',
  async (_, hasSpare) => {
    const { server: first, ...repository } = await withTicket();
    const { root, git } = repository;
    await first.client.close();
    const count = await countSteps(root, hasSpare);
    expect(count).toBeGreaterThan(10);
    let deaths = 0;
    const outcomes = new Set<boolean>();
    for (let nth = 1; nth <= count; nth++) {
      const server = await startWriter(root, hasSpare);
      const kept = titles(dataOf(root));
      server.arm({ at: steps, nth, before: 'kill' });
      const title = `killed at ${nth}`;
      const answer = await create(server, title).catch(() => undefined);
      if (answer === undefined) deaths++;
      else await server.client.close();
      expectWhole(dataOf(root));
      const after = titles(dataOf(root));
      const isThere = after.includes(title);
      outcomes.add(isThere);
      expect(after).toEqual(isThere ? [...kept, title] : kept);
      if (answer) expect(isThere).toBe(true);
      expect(strangersIn(root)).toEqual([]);
      // Before any other server starts.
      git('add', '--all');
      expect(titles(blobOf(repository, ':.tracker/data.db'))).toEqual(after);
    }
    expect(deaths).toBeGreaterThan(10);
    expect([...outcomes].toSorted()).toEqual([false, true]);
    const last = await startFaulty(root);
    expect(await create(last, 'after all')).toMatchObject({ isError: false });
    const dead = tempsOf(root).filter(
      (name) => name.startsWith('data-') && !name.startsWith(`data-${last.client.pid}.`),
    );
    expect(dead).toEqual([]);
  },
);

async function withTicket(): Promise<TestRepository & { server: FaultyServer }> {
  const repository = makeRepository();
  const server = await startFaulty(repository.root);
  expect(await create(server, 'first')).toMatchObject({ isError: false });
  return { ...repository, server };
}

/** A spare that somebody has touched is not used: the write copies the file. */
function spoilSpare(root: string): void {
  const [spare] = tempsOf(root).filter((name) => name.includes('-spare'));
  writeFileSync(join(root, '.git/tracker', spare!), 'no spare');
}

test('an error of the disk at any step of a write is said, loses nothing, and is over when the disk works again', async () => {
  const { root, server } = await withTicket();
  const codes = ['EIO', 'ENOSPC', 'EROFS'] as const;
  const refusals = new Set<string>();
  for (const hasSpare of [true, false])
    for (let nth = 1; nth <= 16; nth++) {
      await makeSpare(server);
      if (!hasSpare) spoilSpare(root);
      const before = titles(dataOf(root));
      server.arm({ at: steps, nth, before: codes[nth % codes.length]! });
      const title = `failed at ${nth}`;
      const { text, isError } = await create(server, title);
      server.disarm();
      expectWhole(dataOf(root));
      const after = titles(dataOf(root));
      if (isError) {
        expect(text).toMatch(/^error database: (The disk|The repository|The file system)/);
        refusals.add(text.split('\n')[0]!);
        // Only the sync of the folder comes after the rename: the write is there then, but not promised.
        expect([before, [...before, title]]).toContainEqual(after);
      } else expect(after).toEqual([...before, title]);
      expect(strangersIn(root)).toEqual([]);
    }
  expect(refusals.size).toBeGreaterThan(2);
  expect(await create(server, 'after all')).toMatchObject({ isError: false });
  expectWhole(dataOf(root));
});

const rename = '^renameSync .*/\\.tracker/data\\.db$';

test('a branch that git checks out between the last look and the rename gets the write, and the one that was left does not', async () => {
  const { root, git } = await twoBranches();
  const server = await startFaulty(root);
  server.arm({ at: rename, nth: 1, before: 'pause' });
  const answer = create(server, 'new');
  await server.paused();
  git('checkout', '--quiet', 'main');
  server.resume();
  expect(await answer).toMatchObject({ isError: false });
  expect(titles(dataOf(root))).toEqual(['base', 'on main', 'new']);
  git('stash', '--quiet');
  git('checkout', '--quiet', 'other');
  expect(titles(dataOf(root))).toEqual(['base', 'on other']);
});

test("where the process is killed right after that rename, the next one puts git's file back before it writes", async () => {
  const { root, git } = await twoBranches();
  const server = await startFaulty(root);
  server.arm({ at: rename, nth: 1, before: 'pause', after: 'kill' });
  const answer = create(server, 'not answered').catch(() => undefined);
  await server.paused();
  git('checkout', '--quiet', 'main');
  server.resume();
  expect(await answer).toBeUndefined();
  expect(titles(dataOf(root))).toEqual(['base', 'on other', 'not answered']);
  const next = await startFaulty(root);
  expect(await create(next, 'new')).toMatchObject({ isError: false });
  expect(titles(dataOf(root))).toEqual(['base', 'on main', 'new']);
  const [aside] = readdirSync(join(root, '.git/tracker/aside'));
  expect(titles(join(root, '.git/tracker/aside', aside!, 'data.db'))).toEqual(['base', 'on other', 'not answered']);
});

test.each<[string, (repository: TestRepository) => void]>([
  ['nothing', () => undefined],
  ['an add', ({ git }) => git('add', '--all')],
  ['a commit', ({ git }) => git('commit', '--quiet', '--all', '--message', 'with it')],
  ['a reset of the index to an older commit', ({ git }) => git('reset', '--quiet', 'HEAD~1')],
  ['a removal from the index', ({ git }) => git('rm', '--quiet', '--cached', '.tracker/data.db')],
])('a process that was killed right after the rename, and %s, leave the file as it is', async (_, step) => {
  const repository = await twoBranches();
  const server = await startFaulty(repository.root);
  server.arm({ at: rename, nth: 1, after: 'kill' });
  expect(await create(server, 'not answered').catch(() => undefined)).toBeUndefined();
  step(repository);
  const next = await startFaulty(repository.root);
  expect(await create(next, 'new')).toMatchObject({ isError: false });
  expect(titles(dataOf(repository.root))).toEqual(['base', 'on other', 'not answered', 'new']);
  expect(existsSync(join(repository.root, '.git/tracker/aside'))).toBe(false);
});
