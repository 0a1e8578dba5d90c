import { appendFileSync, existsSync, readdirSync, readlinkSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, onTestFinished, test } from 'vitest';
import { pinVersions } from '../../../src/home/file/pinned.ts';
import { listAllEvents } from '../../../src/store/read/events.ts';
import type { Db } from '../../../src/store/schema/connect.ts';
import { openTracker } from '../../support/in-process.ts';
import { versionOf } from '../../support/versions.ts';
import { makeDirectory, makeRepository } from '../../support/workspace.ts';

/** A file, the versions of it that are read, and the means to put another in its place. */
function makeVersions(title?: string, check?: () => Promise<boolean>) {
  const root = makeDirectory();
  const path = join(root, 'data.db');
  const replace = (by: string) => {
    writeFileSync(join(root, 'draft'), versionOf(by));
    renameSync(join(root, 'draft'), path);
  };
  if (title) replace(title);
  const versions = pinVersions(path, check ?? (async () => !existsSync(path)));
  onTestFinished(() => versions.close());
  return { path, replace, versions };
}

const titlesOf = (db: Db): string[] =>
  listAllEvents(db).flatMap((event) => (event.kind === 'create' ? [event.payload.title] : []));

/** How many files of this process are open under this name, or were until another took it. */
const countOpen = (path: string): number =>
  readdirSync('/proc/self/fd').filter((name) => {
    try {
      return readlinkSync(`/proc/self/fd/${name}`).replace(/ \(deleted\)$/, '') === path;
    } catch {
      return false;
    }
  }).length;

describe('a reader', () => {
  test('has one state to its end and is run once, whatever takes its place, and the next has the new one', async () => {
    const { replace, versions } = makeVersions('one');
    const seen: string[][] = [];
    await versions.read(async (db) => {
      seen.push(titlesOf(db));
      replace('two');
      await versions.read(async (newer) => seen.push(titlesOf(newer)));
      seen.push(titlesOf(db));
    });
    expect(seen).toEqual([['one'], ['two'], ['one']]);
  });

  test('is run again where what it reads is written in place', async () => {
    const { path, versions } = makeVersions('one');
    let runs = 0;
    const answer = await versions.read(async (db) => {
      if (++runs < 3) appendFileSync(path, Buffer.alloc(512));
      if (runs === 2) throw new Error('It shows as damage.');
      return titlesOf(db);
    });
    expect([answer, runs]).toEqual([['one'], 3]);
    await expect(versions.read(() => Promise.reject(new Error('It is at rest.')))).rejects.toThrow('at rest');
  });

  test('is answered at last from what is never at rest', async () => {
    const { path, versions } = makeVersions('one');
    let runs = 0;
    const answer = await versions.read(async (db) => {
      runs++;
      appendFileSync(path, Buffer.alloc(512));
      return titlesOf(db);
    });
    expect([answer, runs]).toEqual([['one'], 21]);
  });

  test('shares what the first has opened, and what stops one stops no other', async () => {
    let opened = 0;
    const { versions } = makeVersions('one', async () => {
      opened++;
      await nextTurn();
      return false;
    });
    const reads = [1, 2, 3, 4].map((at) =>
      versions.read(async (db) => {
        await nextTurn();
        if (at === 2) throw new Error('only this one');
        return titlesOf(db);
      }),
    );
    const settled = await Promise.allSettled(reads);
    expect([opened, settled.map(({ status }) => status)]).toEqual([
      1,
      ['fulfilled', 'rejected', 'fulfilled', 'fulfilled'],
    ]);
  });

  test('asks again for what could not be opened', async () => {
    let refused = true;
    const { versions } = makeVersions('one', async () => {
      if (refused) throw new Error('not yet');
      return false;
    });
    const both = await Promise.allSettled([versions.read(async () => 1), versions.read(async () => 2)]);
    expect(both.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    refused = false;
    expect(await versions.read(async (db) => titlesOf(db))).toEqual(['one']);
  });

  test('finds no tracker where none is, and the one that is made then', async () => {
    const { replace, versions } = makeVersions();
    expect(await versions.read(async (db) => titlesOf(db))).toEqual([]);
    replace('one');
    expect(await versions.read(async (db) => titlesOf(db))).toEqual(['one']);
  });

  test('is never told of none by a file that git takes away for a moment, before it has asked and after', async () => {
    let looks = 0;
    const { path, replace, versions } = makeVersions(undefined, async () => {
      looks++;
      // It comes back while git is asked, and is gone again once git has been.
      if (looks === 1) {
        replace('one');
        rmSync(path);
      } else replace('two');
      return false;
    });
    expect(await versions.read(async (db) => titlesOf(db))).toEqual(['two']);
    expect(looks).toBe(2);
  });

  test('may come after the end, and opens it anew', async () => {
    const { versions } = makeVersions('one');
    await versions.read(async (db) => {
      versions.close();
      expect(titlesOf(db)).toEqual(['one']);
    });
    expect(await versions.read(async (db) => titlesOf(db))).toEqual(['one']);
  });
});

describe.skipIf(process.platform !== 'linux')('20 callers of one process, 25 calls each', () => {
  test('are all answered, each read is run once, and no version stays open', async () => {
    const { root } = makeRepository();
    const { call, workspace } = openTracker(root);
    const keys = await Promise.all([1, 2, 3].map((at) => call('ticket', { action: 'create', title: `Ticket ${at}` })));
    const key = /[A-Z]+-\d+/.exec(keys[0]!)![0];
    const { read } = workspace.home;
    let asked = 0;
    let runs = 0;
    const counted: typeof read = (work) => {
      asked++;
      return read((state) => {
        runs++;
        return work(state);
      });
    };
    Object.assign(workspace.home, { read: counted });
    const calls: [string, Record<string, unknown>][] = [
      ['ticket', { action: 'create', title: 'Made by one of many' }],
      ['search', { query: 'ticket' }],
      ['board', { action: 'kanban' }],
      ['ticket', { action: 'list' }],
      ['ticket', { action: 'get', id: key }],
    ];
    const open: number[] = [];
    const caller = async (from: number) => {
      for (let at = 0; at < 25; at++) {
        const [tool, args] = calls[(from + at) % calls.length]!;
        await call(tool, args);
      }
      open.push(countOpen(join(root, '.tracker/data.db')));
    };
    await Promise.all(Array.from({ length: 20 }, (_, from) => caller(from)));
    expect(await call('ticket', { action: 'list', limit: 1 })).toContain('1 of 103');
    expect([asked >= 400, runs === asked]).toEqual([true, true]);
    expect(Math.max(...open)).toBeLessThan(20);
    // The version that the next reader would share: SQLite's descriptor and ours.
    expect(countOpen(join(root, '.tracker/data.db'))).toBe(2);
  });
});
