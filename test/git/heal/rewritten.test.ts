import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { repositoryOf } from '../../../src/git/ask/repository.ts';
import { findRewritten } from '../../../src/git/heal/rewritten.ts';
import { dataOf } from '../../support/file-facts.ts';
import { openTracker } from '../../support/in-process.ts';
import { makeRepository } from '../../support/workspace.ts';

/** A tracker with a ticket and a comment, committed. */
async function makeCommitted() {
  const repository = makeRepository();
  const { call } = openTracker(repository.root);
  const key = /[A-Z]+-\d{6}/.exec(await call('ticket', { action: 'create', title: 'One' }))![0];
  await call('ticket', { action: 'comment', id: key, message: 'First' });
  const commit = () => {
    repository.git('add', '--all');
    repository.git('commit', '--quiet', '--message', 'Work');
  };
  commit();
  const source = { root: repository.root, repository: repositoryOf(repository.root) };
  const find = (limit = 100) => findRewritten(source, readFileSync(dataOf(repository.root)), limit);
  const change = (sql: string) => {
    const database = new Database(dataOf(repository.root));
    database.exec(sql);
    database.close();
  };
  return { repository, key, call, commit, find, change };
}

test('nothing is found where events have only become more', async () => {
  const { call, key, commit, find } = await makeCommitted();
  await call('ticket', { action: 'comment', id: key, message: 'Second' });
  commit();
  await call('ticket', { action: 'comment', id: key, message: 'Not committed' });
  expect(await find()).toEqual([]);
});

test.each([
  ['payload', `update events set payload = json_set(payload, '$.body', 'Other') where kind = 'comment'`],
  ['time', `update events set time = time + 1 where kind = 'comment'`],
  ['author', `update actors set name = 'mallory'`],
])('another %s is found, against the first commit that has the event', async (_, sql) => {
  const { change, commit, find } = await makeCommitted();
  change(sql);
  expect((await find()).map(({ kind }) => kind)).toContain('comment');
  commit();
  const found = await find();
  expect(found.find(({ kind }) => kind === 'comment')).toMatchObject({ redaction: undefined });
  // Before the oldest of the versions that are looked at nothing is known.
  expect(await find(1)).toEqual([]);
});

test('a payload that is only written otherwise is the same', async () => {
  const { change, find } = await makeCommitted();
  change(`update events set payload = replace(payload, '{"', '{ "')`);
  expect(await find()).toEqual([]);
});

test('a row that is no event says nothing, and stands in nobody’s way', async () => {
  const { change, commit, find } = await makeCommitted();
  change(`update events set id = 7 where kind = 'comment'; update events set parents = 8 where kind = 'create'`);
  expect(await find()).toEqual([]);
  commit();
  expect(await find()).toEqual([]);
});

test('a version that cannot be read, and one that git lacks, say nothing', async () => {
  const { repository, commit, find, change } = await makeCommitted();
  const whole = readFileSync(dataOf(repository.root));
  writeFileSync(dataOf(repository.root), 'garbage');
  commit();
  writeFileSync(dataOf(repository.root), whole);
  commit();
  change(`update events set payload = json_set(payload, '$.body', 'Other') where kind = 'comment'`);
  expect(await find()).toHaveLength(1);
  execFileSync('rm', ['-rf', `${repository.root}/.git/refs/heads`]);
  expect(await find()).toEqual([]);
});
