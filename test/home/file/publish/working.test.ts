import {
  closeSync,
  existsSync,
  fstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, onTestFinished, test } from 'vitest';
import { TrackerError } from '../../../../src/domain/errors.ts';
import { openSpare } from '../../../../src/home/file/publish/spare.ts';
import {
  type Base,
  makeDurable,
  openWorking,
  removeCopy,
  runIn,
  type WorkingCopy,
} from '../../../../src/home/file/publish/working.ts';
import { completeHeader, sidecarsOf } from '../../../../src/home/file/versions.ts';
import { connect } from '../../../../src/store/schema/connect.ts';
import { currentVersion } from '../../../../src/store/schema/migrate.ts';
import { findStamp } from '../../../../src/store/stamp.ts';
import { recordTitle, titlesIn, versionOf } from '../../../support/versions.ts';
import { makeDirectory } from '../../../support/workspace.ts';

/** A place with a file of this content. */
function makePlace(content?: Buffer | string) {
  const folder = makeDirectory();
  const path = join(folder, 'data.db');
  const side = join(folder, 'side');
  mkdirSync(side);
  if (content !== undefined) writeFileSync(path, content);
  const spare = openSpare(path, join(side, 'data-spare'));
  onTestFinished(() => spare.close());
  return {
    ...{ path, spare, temps: () => readdirSync(side) },
    /** Has a spare of this content be there, made of the version that `source` is of. */
    keepSpare(content: Buffer, source = findStamp(path)!): string {
      const copy = join(side, 'spare');
      writeFileSync(copy, content);
      spare.giveBack({ path: copy, source, left: undefined });
      return copy;
    },
    open(base?: Base): WorkingCopy {
      const opened = openWorking({ path, side, spare }, base);
      onTestFinished(() => void opened.working.sqlite.close());
      return opened;
    },
  };
}

async function baseOf(path: string): Promise<Base> {
  return { stamp: findStamp(path)!, header: (await completeHeader(path))!, sidecars: sidecarsOf(path), log: undefined };
}

const save = ({ working: { sqlite } }: WorkingCopy, title: string) =>
  runIn(sqlite, async () => {
    recordTitle(connect(sqlite), title);
    return { changed: true };
  });

describe('the copy that a write works on', () => {
  test('is a new database where there is no file', async () => {
    const { open, temps } = makePlace();
    const opened = open();
    expect(opened.spare).toBeUndefined();
    expect(opened.working).toMatchObject({ created: true, stale: false });
    expect(temps()).toEqual([expect.stringMatching(/^data-.*-copy-[0-9a-f]{12}\.tmp$/)]);
    expect(opened.working.sqlite.pragma('user_version', { simple: true })).toBe(currentVersion());
    expect(opened.working.sqlite.inTransaction).toBe(true);
  });

  test('is one of the file, which stays as it was', async () => {
    const before = versionOf('one');
    const { path, open, temps } = makePlace(before);
    const opened = open(await baseOf(path));
    expect(opened.spare).toBeUndefined();
    expect(opened.working).toMatchObject({ created: false, stale: false });
    await save(opened, 'two');
    expect(titlesIn(opened.path)).toEqual(['one', 'two']);
    expect(readFileSync(path)).toEqual(before);
    expect(temps()).toHaveLength(1);
    removeCopy(opened.path);
    expect(temps()).toEqual([]);
  });

  test('is brought to the schema of this program, and known to be stale where an older fold wrote the tables', async () => {
    const { path, open } = makePlace(versionOf('one'));
    const database = new Database(path);
    database.exec("update meta set value = '0' where name = 'fold'");
    database.close();
    expect(open(await baseOf(path)).working).toMatchObject({ created: false, stale: true });
  });

  test('leaves nothing behind where the file is damaged', async () => {
    const content = versionOf('one');
    const { path, open, temps } = makePlace(content.fill(7, 100, 12_288));
    const base = await baseOf(path);
    expect(() => open(base)).toThrow(/malformed/);
    expect(temps()).toEqual([]);
  });
});

describe('the spare', () => {
  test('is worked on where it is of this version', async () => {
    const content = versionOf('one');
    const { path, keepSpare, open } = makePlace(content);
    const spare = keepSpare(content);
    const opened = open(await baseOf(path));
    expect(opened.path).toBe(spare);
    expect(opened.spare).toMatchObject({ path: spare, source: findStamp(path) });
  });

  test('is brought up to what others have written since', async () => {
    const { path, keepSpare, open } = makePlace(versionOf('one'));
    const [source, content] = [findStamp(path)!, readFileSync(path)];
    const others = open(await baseOf(path));
    await save(others, 'two');
    renameSync(others.path, path);
    const spare = keepSpare(content, source);
    const opened = open(await baseOf(path));
    expect(opened.path).toBe(spare);
    await save(opened, 'three');
    expect(titlesIn(spare)).toEqual(['one', 'three', 'two']);
  });

  test.each([
    ['of another line of versions', versionOf('two')],
    ['of a later version, which git has left', versionOf('one', 'two')],
    ['spoilt', Buffer.alloc(8_192, 'x')],
  ])('is deleted where it is %s, and the file copied', async (_, content) => {
    const { path, keepSpare, open, temps } = makePlace(versionOf('one'));
    keepSpare(content, { ...findStamp(path)!, inode: 0n });
    const opened = open(await baseOf(path));
    expect(opened.spare).toBeUndefined();
    expect(temps()).not.toContain('spare');
    await save(opened, 'three');
    expect(titlesIn(opened.path)).toEqual(['one', 'three']);
  });

  test('is left where it is while another program has something beside the file', async () => {
    const content = versionOf('one');
    const { path, keepSpare, spare, open } = makePlace(content);
    const kept = keepSpare(content);
    writeFileSync(`${path}-journal`, 'x');
    expect(open(await baseOf(path)).spare).toBeUndefined();
    expect(spare.take()).toMatchObject({ path: kept });
  });
});

describe('a transaction', () => {
  test('of work that changes nothing, or is refused, leaves the copy as it was, and always ends', async () => {
    const { path, open } = makePlace(versionOf('one'));
    const base = await baseOf(path);
    const tried = open(base);
    expect(
      await runIn(tried.working.sqlite, async () => {
        recordTitle(connect(tried.working.sqlite), 'two');
        return { changed: false, value: 5 };
      }),
    ).toEqual({ changed: false, value: 5 });
    const refused = open(base);
    const refusal = new TrackerError('conflict', 'No.', 'Do not.');
    await expect(
      runIn(refused.working.sqlite, async () => {
        recordTitle(connect(refused.working.sqlite), 'two');
        throw refusal;
      }),
    ).rejects.toBe(refusal);
    for (const { path: copy, working } of [tried, refused]) {
      expect([titlesIn(copy), working.sqlite.open]).toEqual([['one'], false]);
      expect(existsSync(`${copy}-journal`)).toBe(false);
    }
  });
});

describe('a version that is made durable', () => {
  const second = (stamp: { modified: bigint }) => Number(stamp.modified / 1_000_000_000n);

  test('has the size that it is given, and a whole second that no version before it had', () => {
    const { path } = makePlace('x'.repeat(100));
    const start = Math.floor(Date.now() / 1000);
    closeSync(makeDurable(path, undefined));
    const first = findStamp(path)!;
    expect([first.size, first.modified % 1_000_000_000n]).toEqual([100n, 0n]);
    expect(second(first)).toBeGreaterThanOrEqual(start);
    // Of a machine whose clock is ahead.
    const before = { ...first, modified: first.modified + 3_600_000_000_500n };
    const descriptor = makeDurable(path, before, 4_096);
    expect([fstatSync(descriptor).size, fstatSync(descriptor).mtimeMs / 1000]).toEqual([4_096, second(before) + 1]);
    closeSync(descriptor);
    expect(readFileSync(path, 'latin1')).toBe('x'.repeat(100) + '\0'.repeat(3_996));
    closeSync(makeDurable(path, { ...first, modified: 0n }));
    expect(statSync(path).mtimeMs / 1000).toBeLessThanOrEqual(Date.now() / 1000);
  });
});
