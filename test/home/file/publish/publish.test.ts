import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import { TrackerError } from '../../../../src/domain/errors.ts';
import { publish } from '../../../../src/home/file/publish/publish.ts';
import type { Target } from '../../../../src/home/file/publish/target.ts';
import type { Working } from '../../../../src/home/file/publish/working.ts';
import { refold } from '../../../../src/store/apply/refold.ts';
import { connect } from '../../../../src/store/schema/connect.ts';
import { findStamp } from '../../../../src/store/stamp.ts';
import { expectWhole } from '../../../support/file-facts.ts';
import { openTarget } from '../../../support/target.ts';
import { recordTitle, titlesIn, versionOf } from '../../../support/versions.ts';
import { makeDirectory } from '../../../support/workspace.ts';

/** A folder that stands for a repository in which git does nothing, with this version of the file. */
function makeTarget(content?: Buffer, steps: Record<number, () => void> = {}): Target {
  const target = openTarget({ root: makeDirectory() }, steps);
  mkdirSync(dirname(target.path), { recursive: true });
  if (content) writeFileSync(target.path, content);
  return target;
}

/** Puts another version in place, as git and other processes do. */
function replace({ path, side }: Target, content: Buffer): void {
  writeFileSync(join(side, 'draft'), content);
  renameSync(join(side, 'draft'), path);
}

/** Work that records a ticket; each run of it is counted, and `step` is what happens meanwhile. */
function working(title: string, step: (run: number, working: Working) => void = () => undefined) {
  const runs = { count: 0 };
  const work = async (on: Working) => {
    if (on.created || on.stale) refold(connect(on.sqlite));
    recordTitle(connect(on.sqlite), title);
    step(++runs.count, on);
    return { value: runs.count, changed: true };
  };
  return { runs, work };
}

const leftIn = ({ side }: Target): string[] => readdirSync(side).filter((name) => name.includes('.tmp'));
const failing = (code: string) => Object.assign(new Error(`${code}: made by a test`), { code });

describe('a write', () => {
  test('is in the file when it is answered, the first one too, and leaves no lock and no temps', async () => {
    const target = makeTarget();
    expect(await publish(target, working('one').work)).toBe(1);
    expect(await publish(target, working('two').work)).toBe(1);
    expect(titlesIn(target.path)).toEqual(['one', 'two']);
    expectWhole(target.path);
    expect([leftIn(target), target.lock.isHeld()]).toEqual([[], false]);
  });

  test('that changes nothing, or is refused, leaves the file, the spare and the lock as they were', async () => {
    const target = makeTarget(versionOf('one'));
    const before = findStamp(target.path)!;
    const spare = join(target.side, 'spare.tmp');
    writeFileSync(spare, versionOf('one'));
    target.spare.giveBack({ path: spare, source: before, left: undefined });
    const { work } = working('two');
    expect(await publish(target, async (on) => ({ ...(await work(on)), changed: false }))).toBe(1);
    const refusal = new TrackerError('conflict', 'No.', 'Do not.');
    const refused = working('two', () => {
      throw refusal;
    });
    await expect(publish(target, refused.work)).rejects.toBe(refusal);
    expect([refused.runs.count, findStamp(target.path), target.lock.isHeld()]).toEqual([1, before, false]);
    expect(target.spare.take()).toMatchObject({ path: spare });
    expect(titlesIn(spare)).toEqual(['one']);
  });

  test('that fails otherwise gives up the spare: nobody knows what is in it', async () => {
    const target = makeTarget(versionOf('one'));
    const spare = join(target.side, 'spare.tmp');
    writeFileSync(spare, versionOf('one'));
    target.spare.giveBack({ path: spare, source: findStamp(target.path)!, left: undefined });
    const { work } = working('two', () => {
      throw failing('SQLITE_IOERR');
    });
    await expect(publish(target, work)).rejects.toMatchObject({ code: 'SQLITE_IOERR' });
    expect([target.spare.take(), leftIn(target), target.lock.isHeld()]).toEqual([undefined, [], false]);
  });
});

describe('a write is done again', () => {
  test('upon the version that took the place of its own meanwhile', async () => {
    const target = makeTarget(versionOf('one'));
    const { work, runs } = working('two', (run) => run === 1 && replace(target, versionOf('of git')));
    expect(await publish(target, work)).toBe(2);
    expect([runs.count, titlesIn(target.path)]).toEqual([2, ['of git', 'two']]);
  });

  test('where it failed as the file went away, but not for ever', async () => {
    const target = makeTarget(versionOf('one'));
    const { work } = working('two', (run) => {
      if (run > 1) return;
      replace(target, versionOf('of git'));
      throw failing('SQLITE_CORRUPT');
    });
    expect(await publish(target, work)).toBe(2);
    expect(titlesIn(target.path)).toEqual(['of git', 'two']);
    const versions = [versionOf('one'), versionOf('of git')];
    const never = working('three', (run) => {
      replace(target, versions[run % 2]!);
      throw failing('SQLITE_CORRUPT');
    });
    await expect(publish(target, never.work)).rejects.toMatchObject({
      code: 'busy',
      message: 'git keeps replacing .tracker/data.db.',
    });
    expect([never.runs.count, target.lock.isHeld()]).toEqual([50, false]);
  });

  test('where somebody has deleted its copy, or the whole side folder with the lock in it', async () => {
    const target = makeTarget(versionOf('one'));
    const { work } = working('two', (run) => {
      if (run === 1) for (const name of leftIn(target)) rmSync(join(target.side, name));
      if (run === 2) rmSync(target.side, { recursive: true });
    });
    expect(await publish(target, work)).toBe(3);
    expect(titlesIn(target.path)).toEqual(['one', 'two']);
  });

  test('in another side folder where a temp cannot be renamed out of this one, if there is another', async () => {
    const target = makeTarget(versionOf('one'));
    const { work } = working('two', (run) => {
      if (run === 1) throw failing('EXDEV');
    });
    await expect(publish(target, work)).rejects.toMatchObject({ code: 'EXDEV' });
    const other = join(target.side, '../other');
    const moving = {
      ...target,
      moveSide() {
        moving.side = other;
        return true;
      },
    };
    const again = working('two', (run, { sqlite }) => {
      if (run === 1) throw failing('EXDEV');
      expect(dirname(sqlite.name)).toBe(other);
    });
    expect(await publish(moving, again.work)).toBe(2);
    expect(titlesIn(target.path)).toEqual(['one', 'two']);
  });

  test('but not once its version was in place, whatever goes wrong then', async () => {
    const target = makeTarget(versionOf('one'), {
      2() {
        throw failing('EIO');
      },
    });
    const { work, runs } = working('two');
    await expect(publish(target, work)).rejects.toMatchObject({ code: 'EIO' });
    expect([runs.count, titlesIn(target.path), target.lock.isHeld()]).toEqual([1, ['one', 'two'], false]);
  });
});

describe('what is no database of ours', () => {
  test.each<[string, (path: string) => void]>([
    ['a symbolic link', (path) => symlinkSync('elsewhere.db', path)],
    ['a folder', (path) => mkdirSync(path)],
  ])('is refused and left: %s', async (what, make) => {
    const target = makeTarget();
    writeFileSync(join(dirname(target.path), 'elsewhere.db'), versionOf('one'));
    make(target.path);
    await expect(publish(target, working('two').work)).rejects.toMatchObject({
      code: 'database',
      message: `.tracker/data.db is ${what}, not a plain file.`,
    });
    expect(titlesIn(join(dirname(target.path), 'elsewhere.db'))).toEqual(['one']);
  });

  test('is not made anew where git has it', async () => {
    const refusal = new TrackerError('database', 'It is in git.', 'Restore it.');
    const target = { ...makeTarget(), checkMayCreate: () => Promise.reject(refusal) };
    await expect(publish(target, working('one').work)).rejects.toBe(refusal);
    expect(existsSync(target.path)).toBe(false);
  });
});

describe('what another program has left beside the file', () => {
  const filesIn = (folder: string): string[] =>
    existsSync(folder) ? (readdirSync(folder, { recursive: true }) as string[]).filter((name) => /db/.test(name)) : [];

  test('is put aside where it belongs to another version', async () => {
    const target = makeTarget(versionOf('one'));
    writeFileSync(`${target.path}-journal`, 'a journal');
    const old = new Date(Date.now() - 60_000);
    utimesSync(`${target.path}-journal`, old, old);
    writeFileSync(`${target.path}-wal`, 'a log');
    await publish(target, working('two').work);
    expect(filesIn(dirname(target.path))).toEqual(['data.db']);
    const aside = filesIn(join(target.side, 'aside'));
    expect(aside.map((name) => name.split('/')[1]).sort()).toEqual(['data.db-journal', 'data.db-wal']);
    expect([filesIn(join(target.side, 'backup')), titlesIn(target.path)]).toEqual([[], ['one', 'two']]);
  });

  test('is part of it in write-ahead format, and kept with it before that is changed', async () => {
    const target = makeTarget(versionOf('one'));
    const viewer = new Database(target.path);
    viewer.pragma('journal_mode = WAL');
    viewer.pragma('wal_autocheckpoint = 0');
    viewer.transaction(() => recordTitle(connect(viewer), 'in the log'))();
    const [before, log] = [readFileSync(target.path), readFileSync(`${target.path}-wal`)];
    await publish(target, working('two').work);
    viewer.close();
    expect(titlesIn(target.path)).toEqual(['in the log', 'one', 'two']);
    expect(readFileSync(target.path).subarray(18, 20)).toEqual(Buffer.from([1, 1]));
    const backup = join(target.side, 'backup');
    expect(filesIn(backup).map((name) => readFileSync(join(backup, name)))).toEqual([before, log]);
  });
});
