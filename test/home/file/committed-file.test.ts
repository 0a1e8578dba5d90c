import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, onTestFinished, test } from 'vitest';
import { repositoryOf } from '../../../src/git/ask/repository.ts';
import { openStore } from '../../../src/home/file/committed-file.ts';
import { listAllEvents } from '../../../src/store/read/events.ts';
import type { Db } from '../../../src/store/schema/connect.ts';
import { findMeta } from '../../../src/store/schema/meta.ts';
import { currentVersion, foldVersion } from '../../../src/store/schema/migrate.ts';
import { tickets } from '../../../src/store/schema/schema.ts';
import { expectWhole } from '../../support/file-facts.ts';
import { recordTitle, titlesIn, versionOf } from '../../support/versions.ts';
import { makeDirectory } from '../../support/workspace.ts';

/** A folder without git, whose tracker has this version of the file. */
function makeStore(content?: Buffer | string) {
  const root = makeDirectory();
  const location = { root };
  const path = join(root, '.tracker/data.db');
  if (content !== undefined) {
    mkdirSync(join(root, '.tracker'));
    writeFileSync(path, content);
  }
  const store = openStore(location, repositoryOf(root));
  onTestFinished(() => store.close());
  return {
    ...{ root, path, store },
    /** Puts another version in place, as git and other processes do. */
    replace(bytes: Buffer) {
      writeFileSync(join(root, 'draft'), bytes);
      renameSync(join(root, 'draft'), path);
    },
    change(sql: string) {
      const database = new Database(path);
      database.exec(sql);
      database.close();
    },
    titles: () => store.read(async (db) => titlesOf(db)),
    save: (title: string) => store.write(async (db) => ({ value: recordTitle(db, title), changed: true })),
  };
}

const titlesOf = (db: Db): string[] =>
  listAllEvents(db).flatMap((event) => (event.kind === 'create' ? [event.payload.title] : []));

describe('a read', () => {
  test('of what has to be folded first folds it once for a version, whatever lies beside it', async () => {
    for (const beside of [undefined, '-journal', '-wal']) {
      const { store, path, change, replace, titles } = makeStore(versionOf('one'));
      change("update meta set value = '0' where name = 'fold'");
      if (beside) writeFileSync(path + beside, '');
      const handle = () => store.read(async (db) => db);
      const first = await handle();
      expect([await titles(), await handle()]).toEqual([['one'], first]);
      if (beside) {
        writeFileSync(path + beside, 'more');
        expect(await handle()).not.toBe(first);
        rmSync(path + beside);
      }
      replace(versionOf('two'));
      expect(await titles()).toEqual(['two']);
    }
  });

  test('makes nothing where there is no tracker, and finds it empty', async () => {
    const { root, titles } = makeStore();
    expect([await titles(), readdirSync(root)]).toEqual([[], []]);
  });

  test('answers from the version that is there, by one handle as long as it stays', async () => {
    const { store, replace, titles } = makeStore(versionOf('one'));
    const handle = () => store.read(async (db) => db);
    expect(await titles()).toEqual(['one']);
    expect(await handle()).toBe(await handle());
    const before = await handle();
    replace(versionOf('of git'));
    expect([await titles(), (await handle()) === before]).toEqual([['of git'], false]);
    store.close();
    expect(await titles()).toEqual(['of git']);
  });

  test('sees what an older fold wrote as this one does, and leaves the file as it is', async () => {
    const { store, path, change } = makeStore(versionOf('one'));
    change("update meta set value = '0' where name = 'fold'; update tickets set title = 'as it was folded then'");
    const before = readFileSync(path);
    const shown = await store.read(async (db) => db.select().from(tickets).all());
    expect(shown.map(({ title }) => title)).toEqual(['one']);
    expect(readFileSync(path)).toEqual(before);
  });

  test('sees what lies in a log of another program, also when only that grows', async () => {
    const { path, titles } = makeStore(versionOf('one'));
    const viewer = new Database(path);
    onTestFinished(() => void viewer.close());
    viewer.pragma('journal_mode = WAL');
    viewer.pragma('wal_autocheckpoint = 0');
    expect(await titles()).toEqual(['one']);
    viewer.exec(`update events set payload = replace(payload, '"one"', '"in the log"')`);
    expect(await titles()).toEqual(['in the log']);
  });

  test.each([
    ['no database', 'version https://git-lfs.github.com/spec/v1\n', '.tracker/data.db is not a SQLite database.'],
    ['damaged', versionOf('one').fill(7, 100, 12_288), '.tracker/data.db is damaged.'],
  ])('says that the file is %s', async (_, content, message) => {
    const { titles } = makeStore(content);
    await expect(titles()).rejects.toMatchObject({ code: 'database', message });
  });
});

describe('a write', () => {
  test('makes the tracker, and nothing else that git would carry', async () => {
    const { root, path, save, titles } = makeStore();
    await save('one');
    expect([titlesIn(path), await titles()]).toEqual([['one'], ['one']]);
    expect(readdirSync(join(root, '.tracker')).sort()).toEqual(['data.db', 'local']);
    expectWhole(path);
  });

  test('waits for those before it, also for one that fails, and reads go on', async () => {
    const { store, save, titles } = makeStore();
    await save('one');
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const order: string[] = [];
    const first = store.write(async () => {
      await held;
      order.push('first');
      throw new Error('refused');
    });
    const second = save('two').then(() => order.push('second'));
    expect(await titles()).toEqual(['one']);
    release();
    await expect(first).rejects.toThrow('refused');
    await second;
    expect([order, await titles()]).toEqual([
      ['first', 'second'],
      ['one', 'two'],
    ]);
  });

  test('that changes nothing leaves the very file', async () => {
    const { store, path } = makeStore(versionOf('one'));
    const before = readFileSync(path);
    expect(await store.write(async () => ({ value: 5, changed: false }))).toBe(5);
    expect(readFileSync(path)).toEqual(before);
  });

  test('upon tables of another fold stores those of this one, and says so in the file', async () => {
    for (const fold of [foldVersion - 1, foldVersion + 1]) {
      const { store, path, change } = makeStore(versionOf('one'));
      change(`update meta set value = '${fold}' where name = 'fold'`);
      if (fold < foldVersion) change("update tickets set title = 'as it was folded then'");
      await store.write(async () => ({ value: undefined, changed: true }));
      expectWhole(path);
      expect(await store.read(async (db) => findMeta(db, 'fold'))).toBe(String(foldVersion));
    }
  });

  test('goes on after the store was closed', async () => {
    const { store, save, path } = makeStore();
    await save('one');
    store.close();
    await save('two');
    expect(titlesIn(path)).toEqual(['one', 'two']);
  });

  test('that cannot find a place for its side files says so, and is done when there is one', async () => {
    const { root, path, save } = makeStore(versionOf('one'));
    writeFileSync(join(root, '.tracker/local'), 'a file');
    await expect(save('two')).rejects.toMatchObject({ code: 'database' });
    rmSync(join(root, '.tracker/local'));
    await save('two');
    expect([titlesIn(path), existsSync(join(root, '.tracker/local/lock'))]).toEqual([['one', 'two'], true]);
  });

  test('leaves a file of a newer major version as it is', async () => {
    const newer = versionOf('one');
    newer.writeUInt32BE(2_000, 60);
    const { path, save } = makeStore(newer);
    await expect(save('two')).rejects.toMatchObject({ code: 'database', message: /has format 2/ });
    expect([readFileSync(path).equals(newer), currentVersion() < 2_000]).toEqual([true, true]);
  });
});
