import { copyFileSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import { openLock } from '../../../../src/home/file/publish/lock.ts';
import { settleUnfinished } from '../../../../src/home/file/publish/unfinished.ts';
import { here } from '../../../../src/store/process.ts';
import { findStamp } from '../../../../src/store/stamp.ts';
import { openTarget } from '../../../support/target.ts';
import { titlesIn, versionOf } from '../../../support/versions.ts';
import { makeRepository, type TestRepository } from '../../../support/workspace.ts';

const gone = 2 ** 30;
const gits = versionOf('of git');

let repository: TestRepository;
/** git's index as it was when the process that died put its version in place. */
let heldIndex: Buffer;

beforeAll(() => {
  repository = makeRepository();
  repository.write('.tracker/data.db', versionOf('before'));
  repository.git('add', '--all');
  heldIndex = readFileSync(join(repository.root, '.git/index'));
  repository.write('.tracker/data.db', gits);
  repository.git('add', '--all');
});

beforeEach(() => rmSync(join(repository.root, '.git/tracker'), { recursive: true, force: true }));

/** The file is `ours`, and a process that put that there is gone; git had put its own there in between. */
function makeUnfinished({ ours = versionOf('before', 'not answered'), pid = gone, version = '' } = {}) {
  const target = openTarget(repository);
  writeFileSync(target.path, ours);
  const { inode, modified } = findStamp(target.path)!;
  const name = `data-${pid}.${here()}-index-${version || `${inode}-${modified / 1_000_000_000n}`}-0123456789ab.tmp`;
  writeFileSync(join(target.side, name), heldIndex);
  const aside = join(target.side, 'aside');
  return {
    target,
    titles: () => titlesIn(target.path),
    temps: () => readdirSync(target.side).filter((one) => one.includes('.tmp')),
    aside: () => (existsSync(aside) ? readdirSync(aside).map((time) => titlesIn(join(aside, time, 'data.db'))) : []),
    name,
  };
}

test("what a process that died had put over git's file makes room for that again, and is kept aside", async () => {
  const { target, titles, aside, temps } = makeUnfinished();
  await settleUnfinished(target);
  expect([titles(), aside()]).toEqual([['of git'], [['before', 'not answered']]]);
  expect([temps(), target.lock.isHeld()]).toEqual([[], false]);
});

test.each<[string, Parameters<typeof makeUnfinished>[0]]>([
  ["it was written upon git's, which somebody has added or reset to", { ours: versionOf('of git', 'answered') }],
  ['another version has taken its place since', { version: '12-34' }],
])('it stays where %s', async (_, how) => {
  const { target, titles, aside, temps } = makeUnfinished(how);
  const before = titles();
  await settleUnfinished(target);
  expect([titles(), aside(), temps()]).toEqual([before, [], []]);
});

test('it stays while the process is alive, who will see to it, and nobody waits for the lock', async () => {
  const { target, titles, aside, temps, name } = makeUnfinished({ pid: process.ppid });
  const other = openLock(join(target.side, 'lock.db'));
  onTestFinished(() => other.close());
  await other.acquire(0);
  await settleUnfinished(target);
  expect([titles(), aside(), temps()]).toEqual([['before', 'not answered'], [], [name]]);
});

test('it stays where git had put none of its own there', async () => {
  const { target, titles, aside, name } = makeUnfinished();
  copyFileSync(join(repository.root, '.git/index'), join(target.side, name));
  await settleUnfinished(target);
  expect([titles(), aside()]).toEqual([['before', 'not answered'], []]);
});

test('it stays beneath a lock of git that nobody takes away', async () => {
  const { target, titles, aside } = makeUnfinished();
  const lock = join(repository.root, '.git/index.lock');
  writeFileSync(lock, 'an index');
  let now = 0;
  const clock = vi.spyOn(performance, 'now').mockImplementation(() => (now += 1_000));
  onTestFinished(() => {
    rmSync(lock);
    clock.mockRestore();
  });
  await settleUnfinished(target);
  expect([titles(), aside(), target.lock.isHeld()]).toEqual([['before', 'not answered'], [], false]);
});
