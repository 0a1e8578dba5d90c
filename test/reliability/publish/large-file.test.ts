import { existsSync, readdirSync, readFileSync, readlinkSync, statSync } from 'node:fs';
import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { startClient } from '../../support/client.ts';
import { blobOf, dataOf, expectWhole, factsOf, strangersIn } from '../../support/file-facts.ts';
import { keyIn, makeFleet } from '../../support/fleet.ts';
import { openTracker } from '../../support/in-process.ts';
import { spareOf } from '../../support/spare.ts';
import { until } from '../../support/until.ts';
import { makeRepository, type TestRepository } from '../../support/workspace.ts';

const tool = 'ticket';

/** A committed file of at least so many bytes. */
async function makeLarge(bytes: number): Promise<TestRepository> {
  const repository = makeRepository();
  const { call, workspace } = openTracker(repository.root);
  const description = 'A description of some length. '.repeat(80);
  for (let round = 0; !existsSync(dataOf(repository.root)) || statSync(dataOf(repository.root)).size < bytes; round++) {
    const items = Array.from({ length: 100 }, (_, i) => ({ title: `Old ${round}.${i}`, description }));
    await call(tool, { action: 'create', items });
  }
  workspace.close();
  repository.git('add', '--all');
  repository.git('commit', '--quiet', '--message', 'large');
  return repository;
}

/** Damage that a version shows, without computing all its tables anew: SQLite's own check, and tables that contradict each other. */
function faultsIn(bytes: Buffer): string[] {
  const database = new Database(bytes);
  try {
    const check = database.pragma('integrity_check', { simple: true });
    const count = (sql: string) => database.prepare(sql).pluck().get();
    const pairs = [
      [count("select count(*) from events where kind = 'create'"), count('select count(*) from tickets')],
      [count("select count(*) from events where kind = 'comment'"), count('select count(*) from comments')],
    ];
    return [
      ...(check === 'ok' ? [] : [String(check)]),
      ...pairs.filter(([events, rows]) => events !== rows).map((pair) => pair.join(' ≠ ')),
    ];
  } finally {
    database.close();
  }
}

test('fifty answered writes of an open server are in what git adds, with nothing beside it and no old version held open', async () => {
  const repository = makeRepository();
  const { root, git } = repository;
  const client = await startClient({ cwd: root });
  const titles = Array.from({ length: 50 }, (_, i) => `write ${i}`);
  for (const title of titles) await client.call(tool, { action: 'create', title });
  expect(strangersIn(root)).toEqual([]);
  git('add', '--all');
  expect(git('status', '--porcelain')).toBe('A  .tracker/data.db');
  const blob = blobOf(repository, ':.tracker/data.db');
  expect(factsOf(blob).tickets.map(({ title }) => title)).toEqual(titles);
  expect(faultsIn(blob)).toEqual([]);
  if (!existsSync(`/proc/${client.pid}/fd`)) return;
  // At most the version that is there now, for the next read: by SQLite, and to see whether somebody writes into it.
  await until('no other version is open', () => openVersions(client.pid).every((target) => target === dataOf(root)));
  expect(openVersions(client.pid).length).toBeLessThan(3);
});

function openVersions(pid: number): string[] {
  return readdirSync(`/proc/${pid}/fd`).flatMap((name) => {
    try {
      const target = readlinkSync(`/proc/${pid}/fd/${name}`);
      return target.includes('.tracker/data.db') ? [target] : [];
    } catch {
      return [];
    }
  });
}

test('git add never trips over writers of a large file, and each version that it takes is whole', async () => {
  const repository = await makeLarge(2_000_000);
  const { root, git } = repository;
  const fleet = makeFleet(root);
  const members = [await fleet.start(), await fleet.start()];
  let stopped = false;
  const loops = members.map(async (member) => {
    for (let step = 0; !stopped; step++) {
      const key = keyIn(await member.call(tool, { action: 'create', title: `by ${member.session}.${step}` }));
      await member.call(tool, { action: 'comment', id: key, message: `said ${step}` });
    }
  });
  const blobs = new Set<string>();
  while (blobs.size < 12) {
    const answered = fleet.acknowledged.length;
    git('add', '.tracker/data.db');
    blobs.add(git('rev-parse', ':.tracker/data.db'));
    await until('more is written', () => fleet.acknowledged.length > answered);
  }
  stopped = true;
  await Promise.all(loops);
  expect(fleet.faults).toEqual([]);
  for (const blob of blobs) expect({ blob, faults: faultsIn(blobOf(repository, blob)) }).toEqual({ blob, faults: [] });
  expectWhole(dataOf(root));
  const titles = new Set(factsOf(dataOf(root)).tickets.map(({ title }) => title));
  const lost = fleet.acknowledged.filter(({ args }) => args.action === 'create' && !titles.has(args.title as string));
  expect(lost).toEqual([]);
});

test('reads while git checks out one branch after the other answer one of them, exactly', async () => {
  const repository = await makeLarge(2_000_000);
  const { root, git } = repository;
  const writer = openTracker(root);
  git('branch', 'other');
  await writer.call(tool, { action: 'create', title: 'on main', labels: ['branch'] });
  git('commit', '--quiet', '--all', '--message', 'on main');
  git('checkout', '--quiet', 'other');
  await writer.call(tool, { action: 'create', title: 'on other', labels: ['branch'] });
  git('commit', '--quiet', '--all', '--message', 'on other');
  writer.workspace.close();
  const reader = await startClient({ cwd: root });
  const ask = async () => {
    const { text } = await reader.call(tool, { action: 'list', query: 'label:branch' });
    // The first line may say that the branch is another than at the last call.
    return text
      .split('\n')
      .filter((line) => !line.startsWith('Now in'))
      .join('\n');
  };
  const exact = [await ask()];
  git('checkout', '--quiet', 'main');
  exact.push(await ask());
  expect(exact).toEqual([expect.stringContaining('on other'), expect.stringContaining('on main')]);
  const seen = new Map<string, number>();
  let stopped = false;
  const reading = (async () => {
    while (!stopped) {
      const answer = await ask();
      seen.set(answer, (seen.get(answer) ?? 0) + 1);
    }
  })();
  const answers = () => [...seen.values()].reduce((sum, count) => sum + count, 0);
  for (let round = 0; round < 24 || seen.size < 2; round++) {
    const before = answers();
    git('checkout', '--quiet', round % 2 ? 'main' : 'other');
    // At other moments of a read each time: in the middle of it, and some way behind.
    if (round % 3 === 0) await until('more is read', () => answers() > before);
  }
  stopped = true;
  await reading;
  expect([...seen.keys()].filter((answer) => !exact.includes(answer))).toEqual([]);
});

/** Bytes that this process has had written, copies of files among them. */
const bytesWritten = (): number => Number(/^wchar: (\d+)$/m.exec(readFileSync('/proc/self/io', 'utf8'))![1]);

test.runIf(existsSync('/proc/self/io'))(
  'a write of a large file writes a tenth of it before its answer, and one copy of it after that',
  async () => {
    const { root } = await makeLarge(2_000_000);
    const { call } = openTracker(root);
    const create = (title: string) => call(tool, { action: 'create', title });
    await create('first');
    for (let round = 0; round < 5; round++) {
      await spareOf(root);
      const start = bytesWritten();
      await create(`write ${round}`);
      const answered = bytesWritten();
      await spareOf(root);
      const { size } = statSync(dataOf(root));
      expect(answered - start).toBeLessThan(size / 10);
      expect(bytesWritten() - answered).toBeGreaterThanOrEqual(size);
      expect(bytesWritten() - answered).toBeLessThan(size * 1.1);
    }
  },
);
