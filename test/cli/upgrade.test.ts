import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { dataOf, expectWhole } from '../support/file-facts.ts';
import { nextVersion } from '../support/next-version.ts';
import { isolatedEnv, makeRepository } from '../support/workspace.ts';
import { runTracker } from './run-tracker.ts';

async function makeTracked(): Promise<string> {
  const { root } = makeRepository();
  await runTracker({ cwd: root }, 'create', 'kept');
  return root;
}

function inFile<T>(root: string, work: (database: Database.Database) => T): T {
  const database = new Database(dataOf(root));
  try {
    return work(database);
  } finally {
    database.close();
  }
}

const versionOf = (root: string) => inFile(root, (file) => file.pragma('user_version', { simple: true }) as number);

test('upgrade brings a file of an older minor version to the format of the program, and keeps it as it was', async () => {
  const root = await makeTracked();
  const before = readFileSync(dataOf(root));
  const version = versionOf(root);
  const next = nextVersion();
  const upgrade = (...args: string[]) =>
    execFileSync(process.execPath, [next, 'upgrade', ...args], { cwd: root, env: isolatedEnv(), encoding: 'utf8' });
  const text = upgrade();
  expect(text).toContain(`Upgraded .tracker/data.db: from format ${version} to ${version + 1}.`);
  const backup = /As it was: (.+)$/m.exec(text)?.[1];
  expect(readFileSync(backup!).equals(before)).toBe(true);
  expect(versionOf(root)).toBe(version + 1);
  const added = inFile(root, (file) =>
    file.prepare("select count(*) from sqlite_schema where name = 'tickets_points'").pluck().get(),
  );
  expect(added).toBe(1);
  expectWhole(dataOf(root));
  const after = readFileSync(dataOf(root));
  expect(JSON.parse(upgrade('--json'))).toEqual({ from: version + 1, to: version + 1, changed: false });
  expect(readFileSync(dataOf(root)).equals(after)).toBe(true);
  // The program of now leaves the newer minor version as it is.
  const { stdout, code } = await runTracker({ cwd: root }, 'upgrade');
  expect(code).toBe(0);
  expect(stdout).toContain(`has format ${version + 1}. This program's is ${version}`);
  expect(readFileSync(dataOf(root)).equals(after)).toBe(true);
});

test('upgrade says that a file is of this format, and changes nothing', async () => {
  const root = await makeTracked();
  const before = readFileSync(dataOf(root));
  const { stdout, code } = await runTracker({ cwd: root }, 'upgrade');
  expect({ code, stdout }).toEqual({
    code: 0,
    stdout: `.tracker/data.db has format ${versionOf(root)}, which is this program's: nothing to do.\n`,
  });
  expect(readFileSync(dataOf(root)).equals(before)).toBe(true);
});

test('upgrade computes the tables anew that an older fold wrote', async () => {
  const root = await makeTracked();
  inFile(root, (file) =>
    file.exec("update meta set value = '0' where name = 'fold'; update tickets set title = 'as it was folded then'"),
  );
  expect((await runTracker({ cwd: root }, 'upgrade')).stdout).toContain('its tables are computed anew');
  expect(inFile(root, (file) => file.prepare('select title from tickets').pluck().all())).toEqual(['kept']);
  expectWhole(dataOf(root));
});

test('upgrade refuses a file of a newer major version and names that version, and where there is none', async () => {
  const root = await makeTracked();
  inFile(root, (file) => file.pragma('user_version = 2001'));
  const before = readFileSync(dataOf(root));
  const refused = await runTracker({ cwd: root }, 'upgrade');
  expect(refused).toMatchObject({ code: 1, stdout: '' });
  expect(refused.stderr).toContain('error database: .tracker/data.db has format 2; this program reads up to 1.');
  expect(readFileSync(dataOf(root)).equals(before)).toBe(true);
  const empty = await runTracker({ cwd: makeRepository().root }, 'upgrade');
  expect(empty).toMatchObject({ code: 1, stdout: '' });
  expect(empty.stderr).toContain('error not_found: There is no .tracker/data.db yet.');
});
