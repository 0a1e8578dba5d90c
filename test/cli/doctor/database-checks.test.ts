import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { integrity } from '../../../src/cli/doctor/database-checks.ts';
import { applyAll } from '../../../src/cli/init/change.ts';
import { dataOf, expectWhole } from '../../support/file-facts.ts';
import { openTracker } from '../../support/in-process.ts';
import { makeRepository } from '../../support/workspace.ts';
import { openContext } from '../context.ts';

async function makeTracked(): Promise<string> {
  const { root } = makeRepository();
  await openTracker(root).call('ticket', { action: 'create', title: 'First' });
  return root;
}

const check = (root: string) => integrity.run(openContext({ cwd: root }).context);

test('the tables of a file are counted where they are what the events say', async () => {
  const root = await makeTracked();
  expect(await check(root)).toEqual([{ level: 'ok', message: '1 ticket is what 2 events say' }]);
});

test('before the first write there is nothing to say, and nothing is made', async () => {
  const { root } = makeRepository();
  expect(await check(root)).toEqual([]);
  expect(existsSync(join(root, '.tracker'))).toBe(false);
});

test('tables that are not what the events say are an error, and are computed anew', async () => {
  const root = await makeTracked();
  const sqlite = new Database(dataOf(root));
  sqlite.prepare("update tickets set title = 'Forged'").run();
  sqlite.close();
  const [found] = await check(root);
  expect(found).toMatchObject({
    level: 'error',
    message: 'tables are not what the events say: tickets has 1 rows too many and 1 too few',
    advice: 'Another program has written to the file. tracker doctor --fix',
  });
  await applyAll(found!.mend!);
  expectWhole(dataOf(root));
  expect((await check(root))[0]?.level).toBe('ok');
});

test('what another program has left beside the file could count: it is not read as it lies', async () => {
  const root = await makeTracked();
  writeFileSync(`${dataOf(root)}-journal`, 'x'.repeat(512));
  expect(await check(root)).toEqual([]);
});
