import { spawnSync } from 'node:child_process';
import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { runTracker } from '../cli/run-tracker.ts';
import { dataOf } from '../support/file-facts.ts';
import { setUpTracker } from '../support/set-up.ts';
import { isolatedEnv, makeRepository } from '../support/workspace.ts';

/** Main and a branch from it, which has rewritten Ada's comment under its old name and time; both have gone on. */
async function withForgery() {
  const repository = makeRepository();
  const run = (...args: string[]) => runTracker({ cwd: repository.root, env: { TRACKER_ACTOR: 'ada' } }, ...args);
  setUpTracker(repository);
  const key = /PAY-\d{6}/.exec((await run('create', 'Pay out')).stdout)![0];
  await run('comment', key, 'Never pay Mallory');
  const commit = (message: string) => {
    repository.git('add', '--all');
    repository.git('commit', '--quiet', '--message', message);
  };
  commit('Tickets');
  repository.git('switch', '--quiet', '--create', 'forged');
  const database = new Database(dataOf(repository.root));
  const { id } = database.prepare("select lower(substr(hex(id), -6)) id from events where kind = 'comment'").get() as {
    id: string;
  };
  database.exec("update events set payload = json_set(payload, '$.body', 'Always pay Mallory') where kind = 'comment'");
  database.close();
  await run('create', 'Of the branch');
  commit('Forged');
  repository.git('switch', '--quiet', 'main');
  await run('create', 'Of main');
  commit('Work');
  const merge = () =>
    spawnSync('git', ['merge', '--no-edit', 'forged'], { cwd: repository.root, env: isolatedEnv(), encoding: 'utf8' });
  return { repository, run, key, id, commit, merge };
}

test('an event that a branch has rewritten is named by the merge, by merge --check and by doctor', async () => {
  const { run, key, merge } = await withForgery();
  const said = new RegExp(`${key} comment \\w{6} is not what it was where it came first: somebody has rewritten it`);
  expect((await run('merge', '--check')).code).toBe(0);
  const { status, stderr } = merge();
  expect({ status, stderr }).toEqual({ status: 0, stderr: expect.stringMatching(said) });
  expect(await run('merge', '--check')).toMatchObject({ code: 1, stdout: expect.stringMatching(said) });
  expect((await run('doctor')).stdout).toMatch(said);
});

test('a redaction is named with who and why, and is no fault', async () => {
  const { run, key, merge, repository, commit } = await withForgery();
  repository.git('reset', '--quiet', '--hard', 'HEAD');
  const event = /\b([0-9a-z]{6})\b.*commented|commented.*\b([0-9a-z]{6})\b/.exec((await run('history', key)).stdout);
  const id = event?.[1] ?? event?.[2] ?? '';
  repository.git('branch', '--quiet', '--force', 'forged', 'HEAD~1');
  repository.git('switch', '--quiet', 'forged');
  expect((await run('redact', id, '--reason', 'A name')).code).toBe(0);
  await run('create', 'Of the branch');
  commit('Redacted');
  repository.git('switch', '--quiet', 'main');
  const said = new RegExp(`${key} comment ${id} was redacted by ada: A name`);
  expect(merge().stderr).toMatch(said);
  const checked = await run('merge', '--check');
  expect(checked).toMatchObject({ code: 0, stdout: expect.stringMatching(said) });
  expect(checked.stdout).toMatch(/^Complete/);
  expect((await run('doctor')).stdout).toMatch(said);
});
