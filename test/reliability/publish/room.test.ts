import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { runTracker } from '../../cli/run-tracker.ts';
import { dataOf, expectWhole, factsOf } from '../../support/file-facts.ts';
import { openTracker } from '../../support/in-process.ts';
import { makeDirectory, makeRepository } from '../../support/workspace.ts';

/** Keeps every version that stands at a path for longer than some milliseconds, in order. */
function keepVersions(path: string): Buffer[] {
  const versions: Buffer[] = [];
  let last: bigint | undefined;
  const look = () => {
    const stat = statSync(path, { bigint: true, throwIfNoEntry: false });
    if (!stat || stat.mtimeNs === last) return;
    last = stat.mtimeNs;
    versions.push(readFileSync(path));
  };
  const timer = setInterval(look, 2);
  onTestFinished(() => clearInterval(timer));
  return versions;
}

const pause = () => new Promise((resolve) => setTimeout(resolve, 10));

test('what git reads of a version by the size of the one before is a whole version', async () => {
  const { root } = makeRepository();
  const { call } = openTracker(root);
  const versions = keepVersions(dataOf(root));
  const create = async (fields: Record<string, unknown>) => {
    await call('ticket', { action: 'create', ...fields });
    await pause();
  };
  await create({ title: 'First' });
  for (let n = 0; n < 40; n++) await create({ title: `Small ${n}`, description: 'x'.repeat(n * 300) });
  await create({ title: 'Large', description: 'A line of some length.\n'.repeat(9_000) });
  await create({
    items: Array.from({ length: 100 }, (_, n) => ({ title: `Of a batch ${n}`, description: 'y'.repeat(2_000) })),
  });
  await create({ title: 'Last' });

  const sizes = new Set(versions.map(({ length }) => length));
  expect(sizes.size).toBeGreaterThan(4);
  const read = join(makeDirectory(), 'read.db');
  let known = 0;
  for (const [index, version] of versions.entries()) {
    writeFileSync(read, version.subarray(0, versions[index - 1]?.length));
    expectWhole(read);
    const { events } = factsOf(read);
    expect(events.length).toBeGreaterThanOrEqual(known);
    known = events.length;
  }
  expect(known).toBe(factsOf(dataOf(root)).events.length);
});

test('a merged file has room too, so that the first write after it is stored whole', async () => {
  const repository = makeRepository();
  const { root, git } = repository;
  await runTracker({ cwd: root }, 'init');
  const commit = async (title: string) => {
    expect(await runTracker({ cwd: root }, 'create', title)).toMatchObject({ code: 0 });
    git('add', '--all');
    git('commit', '--quiet', '--message', title);
  };
  await commit('Common');
  git('switch', '--quiet', '--create', 'topic');
  await commit('On topic');
  git('switch', '--quiet', 'main');
  await commit('On main');
  git('merge', '--quiet', '--no-edit', 'topic');
  const merged = statSync(dataOf(root)).size;
  await runTracker({ cwd: root }, 'create', 'After the merge');
  const read = join(makeDirectory(), 'read.db');
  writeFileSync(read, readFileSync(dataOf(root)).subarray(0, merged));
  expectWhole(read);
  expect(factsOf(read).events).toHaveLength(factsOf(dataOf(root)).events.length);
});
