import { statSync } from 'node:fs';
import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { dataOf, expectWhole } from '../../support/file-facts.ts';
import { writeTeamHistory } from '../../support/team-history.ts';
import { makeRepository, type TestRepository } from '../../support/workspace.ts';

const megabyte = 1_000_000;

function countObjects({ git }: TestRepository): Record<string, number> {
  const lines = git('count-objects', '-v').split('\n');
  return Object.fromEntries(lines.map((line) => [line.split(': ')[0]!, Number(line.split(': ')[1])]));
}

/** What a full-text index would be found by: its virtual table, or the tables that it lies in. */
function listIndexTables(root: string): string[] {
  const database = new Database(dataOf(root), { readonly: true });
  try {
    return database
      .prepare("select name from sqlite_schema where name like '%fts%' or sql like '%virtual%'")
      .pluck()
      .all() as string[];
  } finally {
    database.close();
  }
}

test('500 tickets with 2,000 edits in 200 commits take less than 2 MB, and less than 2.5 MB in git after a gc', async () => {
  const repository = makeRepository();
  await writeTeamHistory(repository, { tickets: 500, commits: 200, editsEach: 10 });
  const loose = countObjects(repository);
  repository.git('gc', '--quiet');
  const packed = countObjects(repository);
  const file = statSync(dataOf(repository.root)).size / megabyte;
  const pack = (packed['size-pack']! * 1024) / megabyte;
  const { events, tickets } = expectWhole(dataOf(repository.root));
  const figures = `${tickets} tickets, ${events} events: file ${file.toFixed(2)} MB, loose ${((loose.size! * 1024) / megabyte).toFixed(1)} MB, pack ${pack.toFixed(2)} MB`;
  expect(tickets, figures).toBe(500);
  // An edit that changes nothing, such as a label that is there, is no event.
  expect(events, figures).toBeGreaterThan(2_400);
  expect(Number(repository.git('rev-list', '--count', 'HEAD')), figures).toBe(201);
  expect(packed.count, figures).toBe(0);
  expect(file, figures).toBeLessThan(2);
  expect(pack, figures).toBeLessThan(2.5);
  expect(listIndexTables(repository.root), figures).toEqual([]);
});
