import { spawnSync } from 'node:child_process';
import { existsSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import {
  configuration,
  databaseFile,
  fileSize,
  sidecars,
  temporaryFiles,
} from '../../../src/cli/doctor/file-checks.ts';
import { applyAll } from '../../../src/cli/init/change.ts';
import { here } from '../../../src/store/process.ts';
import { dataOf } from '../../support/file-facts.ts';
import { openTracker } from '../../support/in-process.ts';
import { makeRepository, type TestRepository } from '../../support/workspace.ts';
import { openContext } from '../context.ts';

async function makeTracked(): Promise<TestRepository> {
  const repository = makeRepository();
  await openTracker(repository.root).call('ticket', { action: 'create', title: 'First' });
  return repository;
}

const contextOf = ({ root }: TestRepository) => openContext({ cwd: root }).context;

describe('the check of the file', () => {
  test('warns before the first write, and then names the format', async () => {
    const repository = makeRepository();
    const context = contextOf(repository);
    expect(await databaseFile.run(context)).toEqual([
      {
        level: 'warn',
        message: 'there is no .tracker/data.db yet',
        advice: 'tracker init, or the first write, makes it.',
      },
    ]);
    expect(existsSync(join(repository.root, '.tracker'))).toBe(false);
    await openTracker(repository.root).call('ticket', { action: 'create', title: 'First' });
    expect(await databaseFile.run(context)).toEqual([
      { level: 'ok', message: expect.stringMatching(/^\.tracker\/data\.db, format \d+$/) },
    ]);
  });

  test('knows a pointer of Git LFS, and a text that only begins like one', async () => {
    const repository = await makeTracked();
    const pointer = 'version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n';
    writeFileSync(dataOf(repository.root), pointer);
    expect(await databaseFile.run(contextOf(repository))).toEqual([
      expect.objectContaining({ level: 'error', message: '.tracker/data.db is a pointer of Git LFS' }),
    ]);
    writeFileSync(dataOf(repository.root), pointer.padEnd(5000, 'x'));
    expect(await databaseFile.run(contextOf(repository))).toMatchObject([
      { level: 'error', message: '.tracker/data.db is not a SQLite database' },
    ]);
  });

  test('says where the file is truncated', async () => {
    const repository = await makeTracked();
    truncateSync(dataOf(repository.root), 5000);
    expect(await databaseFile.run(contextOf(repository))).toMatchObject([
      { level: 'error', message: expect.stringContaining('.tracker/data.db is truncated') },
    ]);
  });

  test('warns of WAL mode, which another program has set', async () => {
    const repository = await makeTracked();
    const sqlite = new Database(dataOf(repository.root));
    sqlite.pragma('journal_mode = wal');
    sqlite.close();
    expect(await databaseFile.run(contextOf(repository))).toEqual([
      expect.objectContaining({ level: 'warn', message: expect.stringContaining('is in WAL mode') }),
    ]);
  });
});

test('the size is worth a warning above 40 MiB, and nothing before', async () => {
  const repository = await makeTracked();
  truncateSync(dataOf(repository.root), 40 * 1024 * 1024);
  expect(await fileSize.run(contextOf(repository))).toEqual([]);
  truncateSync(dataOf(repository.root), 40.5 * 1024 * 1024);
  expect(await fileSize.run(contextOf(repository))).toEqual([
    expect.objectContaining({
      level: 'warn',
      message: '.tracker/data.db has 41 MiB; GitHub refuses files of 100',
    }),
  ]);
  expect(await fileSize.run(contextOf(makeRepository()))).toEqual([]);
});

test("another program's files beside the database are named, and only those", async () => {
  const repository = await makeTracked();
  expect((await sidecars.run(contextOf(repository)))[0]?.level).toBe('ok');
  repository.write('.tracker/data.db-journal', '');
  repository.write('.tracker/data.db-note.txt', '');
  expect(await sidecars.run(contextOf(repository))).toEqual([
    {
      level: 'warn',
      message: 'another program has left data.db-journal beside the database',
      advice: 'Close that program. The next write of tracker puts them aside.',
    },
  ]);
});

test('temps are swept up where their process is gone, and nothing else is', async () => {
  const repository = await makeTracked();
  const { pid } = spawnSync('true');
  const stale = [
    `.git/tracker/data-${pid}.${here()}-copy-0.tmp`,
    `.tracker/local/data-${pid}.${here()}-spare-2.tmp`,
  ].map((path) => repository.write(path, 'left'));
  const kept = [
    `.git/tracker/data-${process.pid}.${here()}-copy-0.tmp`,
    `.tracker/.data.db.tmp-${pid}-1`,
    `.git/tracker/data-${pid}-0.db`,
    `.git/tracker/notes-${pid}-0.tmp`,
  ].map((path) => repository.write(path, 'kept'));
  const [found, ...more] = await temporaryFiles.run(contextOf(repository));
  expect(more).toEqual([]);
  expect(found).toMatchObject({ level: 'warn', message: '2 temporary files of processes that no longer run' });
  expect(found!.mend!.map(({ what }) => what).sort()).toEqual(stale.sort());
  await applyAll(found!.mend!);
  expect([stale, kept].map((files) => files.filter(existsSync).length)).toEqual([0, kept.length]);
  expect(await temporaryFiles.run(contextOf(repository))).toEqual([]);
});

describe('the check of the configuration', () => {
  test('says nothing of one that is not there, and that one is valid', async () => {
    const repository = await makeTracked();
    expect(await configuration.run(contextOf(repository))).toEqual([]);
    repository.write('.tracker/config.json', '{}');
    expect(await configuration.run(contextOf(repository))).toEqual([
      { level: 'ok', message: '.tracker/config.json is valid' },
    ]);
  });

  test('names the place of a fault, with the advice as a text', async () => {
    const repository = await makeTracked();
    repository.write('.tracker/config.json', '{"review": {"bgu": true}}');
    expect(await configuration.run(contextOf(repository))).toEqual([
      {
        level: 'error',
        message: expect.stringMatching(/review\.bgu names "bgu", which is not a type; did you mean "bug"\?$/),
        advice: expect.stringMatching(/ Until then tracker reads but does not write\.$/),
      },
    ]);
  });
});
