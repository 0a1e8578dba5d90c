import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runCommand } from '../../cli/context.ts';
import { canMount, mountOver } from '../../support/mounts.ts';
import { cloneRepository, makeRepository, type TestRepository } from '../../support/workspace.ts';

const run = (repository: TestRepository, ...args: string[]) => runCommand({ cwd: repository.root }, ...args);

const commitAll = ({ git }: TestRepository) => {
  git('add', '--all');
  git('commit', '--quiet', '--message', 'Tickets');
};

/** `main` has merged `topic` without its ticket. */
async function mergeWithout(repository: TestRepository): Promise<void> {
  await run(repository, 'create', 'Start');
  commitAll(repository);
  repository.git('switch', '--quiet', '--create', 'topic');
  await run(repository, 'create', 'On topic');
  commitAll(repository);
  repository.git('switch', '--quiet', 'main');
  repository.commit('code');
  repository.git('merge', '--quiet', '--no-edit', '--strategy', 'ours', 'topic');
}

/** And a later commit has it again. */
async function makeHealed(): Promise<TestRepository> {
  const repository = makeRepository();
  await mergeWithout(repository);
  expect((await run(repository, 'list')).stderr).toContain('Healed');
  expect((await run(repository, 'list')).stdout).toContain('On topic');
  commitAll(repository);
  return repository;
}

test('a merge that has been healed since is nothing to write for', async () => {
  const clone = cloneRepository(await makeHealed());
  expect(await run(clone, 'list')).toMatchObject({ code: 0, stderr: '', stdout: expect.stringContaining('On topic') });
  expect(existsSync(join(clone.root, '.tracker/local/lock'))).toBe(false);
});

test.runIf(canMount)('a checkout that cannot be written to is read without a word about healing', async () => {
  const clone = cloneRepository(await makeHealed());
  mountOver(clone.root, { readOnly: true });
  for (let call = 0; call < 2; call++)
    expect(await run(clone, 'list')).toMatchObject({
      code: 0,
      stderr: '',
      stdout: expect.stringContaining('On topic'),
    });
});

test('a merge is checked in a partial clone too, which has the versions fetched that it lacks', async () => {
  const repository = makeRepository();
  repository.git('config', 'uploadpack.allowFilter', 'true');
  await mergeWithout(repository);
  const clone = cloneRepository(repository, { options: ['--filter=blob:none'] });
  expect(await run(clone, 'merge', '--check')).toMatchObject({
    code: 1,
    stdout: expect.stringContaining('dropped 1 event'),
  });
});
