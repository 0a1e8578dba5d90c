import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { runTracker } from '../../cli/run-tracker.ts';
import { writeTeamHistory } from '../../support/team-history.ts';
import { isolatedEnv, makeRepository } from '../../support/workspace.ts';

test('git log -p reads 200 versions, one of them damaged, and the second time from its cache', async () => {
  const repository = makeRepository();
  await runTracker({ cwd: repository.root }, 'init', '--key', 'PAY');
  const { busy } = await writeTeamHistory(repository, { tickets: 20, commits: 100, editsEach: 2 });
  repository.commit('Damaged', '.tracker/data.db', 'no database');
  repository.git('checkout', '--quiet', 'HEAD~1', '--', '.tracker/data.db');
  repository.git('commit', '--quiet', '--message', 'Restored');
  await writeTeamHistory(repository, { tickets: 20, commits: 98, editsEach: 2 });
  const log = () => {
    const start = performance.now();
    const { status, stdout, stderr } = spawnSync('git', ['log', '-p', '--format=commit %s', '--', '.tracker/data.db'], {
      cwd: repository.root,
      env: isolatedEnv(),
      encoding: 'utf8',
      maxBuffer: 2 ** 28,
    });
    return { status, stdout, stderr, ms: performance.now() - start };
  };
  const first = log();
  expect(first).toMatchObject({ status: 0, stderr: '' });
  expect(first.stdout.match(/^commit /gm)).toHaveLength(202);
  expect(first.stdout).toContain('+unreadable: .tracker/data.db is not a SQLite database.');
  expect(first.stdout).toContain('-unreadable: ');
  expect(first.stdout).toMatch(new RegExp(`^@@ .* @@ ${busy} `, 'm'));
  const second = log();
  expect(second.stdout).toBe(first.stdout);
  // Without the cache the program is started for each version again.
  expect(second.ms).toBeLessThan(first.ms / 4);
});
