import { closeSync, existsSync, mkdirSync, openSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { type Placing, putBack, putInPlace } from '../../../../src/home/file/publish/place.ts';
import type { Target } from '../../../../src/home/file/publish/target.ts';
import { makeDurable } from '../../../../src/home/file/publish/working.ts';
import { completeHeader } from '../../../../src/home/file/versions.ts';
import { findStamp } from '../../../../src/store/stamp.ts';
import { dataOf } from '../../../support/file-facts.ts';
import { openTarget } from '../../../support/target.ts';
import { versionOf } from '../../../support/versions.ts';
import { makeDirectory, makeRepository, type TestRepository } from '../../../support/workspace.ts';

const [older, ours, gits] = [versionOf('older'), versionOf('older', 'ours'), versionOf('of git')];

/** Where a version may be put in place: the file is `older`, the lock held, `ours` made beside it. */
async function makePlacing(root = makeDirectory(), steps: Record<number, () => void> = {}) {
  const target = openTarget({ root }, steps);
  await target.lock.acquire(5_000);
  mkdirSync(dirname(target.path), { recursive: true });
  writeFileSync(target.path, older);
  const copy = join(target.side, 'copy.tmp');
  writeFileSync(copy, ours);
  const base = { stamp: findStamp(target.path)!, header: (await completeHeader(target.path))!, sidecars: [] };
  const [own, pin] = [makeDurable(copy, base.stamp), openSync(target.path, 'r')];
  onTestFinished(() => {
    for (const descriptor of [own, pin]) closeSync(descriptor);
  });
  const start: Placing['start'] = { base: { ...base, log: undefined }, gitsLock: undefined, renamed: false };
  return { target, placing: { copy, own, pin, start } };
}

const temps = ({ side }: Target): string[] => readdirSync(side).filter((name) => name.includes('-index-'));

describe('a version', () => {
  test('takes the place of the one that it was made from, and of none', async () => {
    const { target, placing } = await makePlacing();
    expect(await putInPlace(target, placing)).toBe(true);
    expect([readFileSync(target.path), existsSync(placing.copy)]).toEqual([ours, false]);
    expect([placing.start.renamed, temps(target)]).toEqual([true, []]);

    rmSync(dirname(target.path), { recursive: true });
    writeFileSync(placing.copy, ours);
    const own = openSync(placing.copy, 'r');
    const start = { base: undefined, gitsLock: undefined, renamed: false };
    expect(await putInPlace(target, { copy: placing.copy, own, pin: undefined, start })).toBe(true);
    closeSync(own);
    expect(readFileSync(target.path)).toEqual(ours);
  });

  test.each<[string, (target: Target, start: Placing['start']) => void]>([
    ['the file is another one by now', ({ path }) => writeFileSync(path, gits)],
    ['the file is gone', ({ path }) => rmSync(path)],
    ['there is a file where there was none', (_, start) => (start.base = undefined)],
    ['git has taken its lock', ({ side }) => writeFileSync(join(side, '../index.lock'), '')],
    ['git has another lock than the one that outlived the wait', (_, start) => (start.gitsLock = start.base!.stamp)],
    ['somebody has deleted the lock', ({ side }) => rmSync(join(side, 'lock.db'))],
    ['another program has written to its log', (_, start) => (start.base!.log = start.base!.stamp)],
  ])('does not where %s', async (_, spoil) => {
    const { target, placing } = await makePlacing();
    spoil(target, placing.start);
    const before = findStamp(target.path);
    expect(await putInPlace(target, placing)).toBe(false);
    expect(findStamp(target.path)).toEqual(before);
    expect([placing.start.renamed, existsSync(placing.copy), temps(target)]).toEqual([false, true, []]);
  });
});

describe('a version that git has not seen when it replaced the file', () => {
  /** git's index has `older`, and git takes `step` between our last look and the rename, or right after it. */
  async function placeAfter(look: 1 | 2, step: (repository: TestRepository) => void, isLocked = false) {
    const repository = makeRepository();
    repository.write('.tracker/data.db', older);
    repository.git('add', '--all');
    const made = await makePlacing(repository.root, { [look]: () => step(repository) });
    const lock = join(repository.root, '.git/index.lock');
    if (isLocked) writeFileSync(lock, 'an index');
    made.placing.start.gitsLock = findStamp(lock);
    const placing = putInPlace(made.target, made.placing);
    rmSync(lock, { force: true });
    const isPlaced = await placing;
    return { ...made, isPlaced, file: readFileSync(made.target.path) };
  }

  /** git never writes into a file that is there. */
  const checkOut = ({ root, write, git }: TestRepository) => {
    rmSync(dataOf(root));
    write('.tracker/data.db', gits);
    git('add', '--all');
  };

  test("gives git's file its place back, in a second of its own", async () => {
    const { isPlaced, file, placing, target } = await placeAfter(1, checkOut);
    expect([isPlaced, placing.start.renamed]).toEqual([false, true]);
    expect(file).toEqual(gits);
    expect(findStamp(target.path)!.modified % 1_000_000_000n).toBe(0n);
    expect(readdirSync(target.side).filter((name) => /gits|index/.test(name))).toEqual([]);
  });

  test('keeps its place where git has only added another file, or this very one', async () => {
    const { isPlaced, file } = await placeAfter(1, ({ write, git }) => {
      write('code.ts', '');
      git('add', 'code.ts');
    });
    expect([isPlaced, file.equals(ours)]).toEqual([true, true]);
    const added = await placeAfter(2, ({ git }) => void git('add', '--all'));
    expect([added.isPlaced, added.file.equals(ours)]).toEqual([true, true]);
  });

  test('is done with where git has stored it before it replaced it, and to be made again where not', async () => {
    const stored = await placeAfter(2, (repository) => {
      repository.git('hash-object', '-w', '.tracker/data.db');
      checkOut(repository);
    });
    expect([stored.isPlaced, stored.file.equals(gits)]).toEqual([true, true]);
    const lost = await placeAfter(2, checkOut);
    expect([lost.isPlaced, lost.file.equals(gits)]).toEqual([false, true]);
  });

  test("keeps its place beneath a commit's editor, whose index may name any version of before", async () => {
    const { isPlaced, file } = await placeAfter(
      1,
      ({ root, write, git }) => {
        rmSync(join(root, '.git/index.lock'));
        write('../gits.db', gits);
        const blob = git('hash-object', '-w', '../gits.db');
        git('update-index', '--cacheinfo', `100644,${blob},.tracker/data.db`);
      },
      true,
    );
    expect([isPlaced, file.equals(ours)]).toEqual([true, true]);
  });
});

describe("git's file", () => {
  test('is put where ours stands, and nowhere else', async () => {
    const { target, placing } = await makePlacing();
    putBack(target, gits, placing.own);
    expect(readFileSync(target.path)).toEqual(older);
    const before = findStamp(target.path)!;
    putBack(target, gits, placing.pin!);
    expect(readFileSync(target.path)).toEqual(gits);
    expect(findStamp(target.path)!.modified / 1_000_000_000n).toBeGreaterThan(before.modified / 1_000_000_000n);
    expect(readdirSync(target.side).filter((name) => name.includes('gits'))).toEqual([]);
  });
});
