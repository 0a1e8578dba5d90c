import { closeSync, copyFileSync, openSync, readdirSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import { indexFileName } from '../../src/store/fulltext/index-file.ts';
import { runTracker } from '../cli/run-tracker.ts';
import { startClient } from '../support/client.ts';
import { makeDirectory, makeRepository } from '../support/workspace.ts';

const endless = 'with recursive n(x) as (select 1 union all select x + 1 from n)';

/** Without git, so that the side files lie in the folder that an archive brings along; used once. */
async function withSideFiles(): Promise<string> {
  const { root } = makeRepository();
  rmSync(join(root, '.git'), { recursive: true });
  const client = await startClient({ cwd: root });
  await client.call('ticket', { action: 'create', title: 'kept' });
  await client.call('ticket', { action: 'claim' });
  await client.call('search', { query: 'kept' });
  await client.close();
  return root;
}

function change(path: string, sql: string): void {
  const database = new Database(path);
  database.exec(sql);
  database.close();
}

describe('a side file that holds what would run is replaced, and nothing of it runs', () => {
  test.each([
    ['leases.db', `drop table leases; create view leases as ${endless} select x ticket, x session, 1 confirmed from n`],
    ['leases.db', 'create trigger t before insert on leases begin select raise(ignore); end'],
    [indexFileName('index.db'), `drop table meta; create view meta as ${endless} select x name, x value from n`],
    [indexFileName('index.db'), 'create trigger t after insert on docs begin delete from docs; end'],
  ])('%s: %s', async (name, sql) => {
    const root = await withSideFiles();
    const path = join(root, '.tracker/local', name);
    change(path, sql);
    for (const command of [['search', 'kept'], ['list']])
      expect(await runTracker({ cwd: root }, ...command)).toMatchObject({
        code: 0,
        stdout: expect.stringContaining('kept'),
      });
    expect((await runTracker({ cwd: root }, 'board', 'me')).code).toBe(0);
    expect((await runTracker({ cwd: root }, 'create', 'another kept one')).code).toBe(0);
    expect((await runTracker({ cwd: root }, 'search', 'another')).stdout).toContain('another kept one');
    const database = new Database(path, { readonly: true });
    const objects = database.prepare("select name from sqlite_schema where type in ('view', 'trigger')").all();
    database.close();
    expect(objects).toEqual([]);
  });
});

test('leases that are damaged, wherever it is, cost the leases and no call', async () => {
  const root = await withSideFiles();
  const path = join(root, '.tracker/local/leases.db');
  const whole = join(makeDirectory(), 'leases.db');
  copyFileSync(path, whole);
  const client = await startClient({ cwd: root });
  const database = new Database(whole, { readonly: true });
  const size = (database.pragma('page_count', { simple: true }) as number) * 4096;
  database.close();
  for (let at = 16; at < size; at += 331) {
    copyFileSync(whole, path);
    const file = openSync(path, 'r+');
    writeSync(file, Buffer.from([0xff, 0x00, 0xff]), 0, 3, at);
    closeSync(file);
    for (const [tool, args] of [
      ['board', { action: 'me' }],
      ['ticket', { action: 'list', query: 'is:claimed' }],
    ] as const) {
      const { text, isError } = await client.call(tool, args);
      expect({ at, text, isError }).toMatchObject({ isError: false });
    }
  }
  expect(readdirSync(join(root, '.tracker/local'))).toContain('leases.db');
});
