import { execFileSync } from 'node:child_process';
import { chmodSync, chownSync, existsSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { lock, sideFiles } from '../../../src/cli/doctor/lock-checks.ts';
import { program } from '../../support/client.ts';
import { lockOf } from '../../support/file-facts.ts';
import { openTracker } from '../../support/in-process.ts';
import { asUser, canMount, hasUsers, mountOver } from '../../support/mounts.ts';
import { isolatedEnv, makeRepository, type TestRepository } from '../../support/workspace.ts';
import { openContext } from '../context.ts';

async function makeTracked(): Promise<TestRepository> {
  const repository = makeRepository();
  await openTracker(repository.root).call('ticket', { action: 'create', title: 'First' });
  return repository;
}

const contextOf = ({ root }: TestRepository) => openContext({ cwd: root }).context;

test('the lock is tried where there is a tracker, and nothing is made where there is none', async () => {
  const empty = makeRepository();
  expect(await lock.run(contextOf(empty))).toEqual([]);
  expect(existsSync(lockOf(empty.root))).toBe(false);
  const repository = await makeTracked();
  expect(await lock.run(contextOf(repository))).toEqual([
    { level: 'ok', message: 'the lock keeps other processes out' },
  ]);
  expect(await sideFiles.run(contextOf(repository))).toEqual([]);
});

test('what is wrong with the lock is an error, with what to do', async () => {
  const repository = await makeTracked();
  repository.write('.tracker/local/other', '');
  repository.git('add', '--force', '.tracker/local/other');
  expect(await lock.run(contextOf(repository))).toEqual([
    {
      level: 'error',
      message: expect.stringContaining('git tracks files in .tracker/local'),
      advice: expect.stringContaining('git rm -r --cached .tracker/local'),
    },
  ]);
});

test.runIf(canMount)('a file system that is read-only is a warning: no write can succeed', async () => {
  const repository = await makeTracked();
  mountOver(repository.root, { readOnly: true });
  expect(await lock.run(contextOf(repository))).toEqual([
    expect.objectContaining({ level: 'warn', message: expect.stringContaining('(EROFS)') }),
  ]);
});

test.runIf(hasUsers)(
  'files beside the database that another user has made are named, and who can mend it',
  async () => {
    const repository = await makeTracked();
    const { root } = repository;
    for (const path of [dirname(root), root, join(root, '.git')]) chmodSync(path, 0o755);
    const leases = join(root, '.git/tracker/leases.db');
    const [command = '', ...args] = [...asUser(12_345), process.execPath, program, 'doctor', '--json'];
    const env = isolatedEnv({ HOME: root, XDG_CACHE_HOME: root, GIT_CONFIG_GLOBAL: '/dev/null' });
    const doctor = () => {
      try {
        return execFileSync(command, args, { cwd: root, env, encoding: 'utf8', stdio: 'pipe' });
      } catch (error) {
        return String((error as { stdout: unknown }).stdout);
      }
    };
    const findings = () => JSON.parse(doctor()).findings as { check: string; level: string; message: string }[];
    const of = (check: string) => findings().filter((finding) => finding.check === check);
    expect(of('lock')).toMatchObject([{ level: 'error', message: expect.stringContaining('(EACCES)') }]);
    expect(of('side files')).toMatchObject([
      { level: 'warn', message: expect.stringMatching(/\.git\/tracker\/leases\.db.*of user 0/) },
    ]);
    for (const path of [join(root, '.tracker'), join(root, '.tracker/local')]) chownSync(path, 12_345, 12_345);
    expect(of('lock')).toMatchObject([{ level: 'error', message: expect.stringContaining('.tracker/local/') }]);
    expect(statSync(leases).uid).toBe(0);
  },
);
