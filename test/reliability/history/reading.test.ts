import { expect, test } from 'vitest';
import { runTracker } from '../../cli/run-tracker.ts';
import { writeTeamHistory } from '../../support/team-history.ts';
import { makeRepository } from '../../support/workspace.ts';

test('tracker log -p reads a hundred versions, one of them damaged, each with what it changed', async () => {
  const repository = makeRepository();
  await runTracker({ cwd: repository.root }, 'init', '--key', 'PAY');
  const { busy } = await writeTeamHistory(repository, { tickets: 20, commits: 50, editsEach: 2 });
  repository.commit('Damaged', '.tracker/data.db', 'no database');
  repository.git('checkout', '--quiet', 'HEAD~1', '--', '.tracker/data.db');
  repository.git('commit', '--quiet', '--message', 'Restored');
  await writeTeamHistory(repository, { tickets: 20, commits: 48, editsEach: 2 });
  const log = await runTracker({ cwd: repository.root }, 'log', '-p', '--format=commit %s');
  expect(log).toMatchObject({ code: 0, stderr: '' });
  expect(log.stdout.match(/^commit /gm)).toHaveLength(102);
  expect(log.stdout.match(/^tickets in /gm)).toHaveLength(102);
  expect(log.stdout).toContain('+unreadable: .tracker/data.db is not a SQLite database (');
  expect(log.stdout).toContain('-unreadable: ');
  expect(log.stdout).toMatch(new RegExp(`^${busy} `, 'm'));
});
