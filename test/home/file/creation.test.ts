import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { runTracker } from '../../cli/run-tracker.ts';
import { dataOf } from '../../support/file-facts.ts';
import { makeDirectory, makeRepository, type TestRepository } from '../../support/workspace.ts';

let repository: TestRepository;
const run = (cwd: string, ...args: string[]) => runTracker({ cwd }, ...args);

beforeEach(async () => {
  repository = makeRepository();
  await run(repository.root, 'create', 'Kept');
  repository.git('add', '--all');
  repository.git('commit', '--quiet', '-m', 'Tickets');
});

test('a work tree without a checkout has the database of HEAD, which is not made anew', async () => {
  const tree = join(makeDirectory(), 'tree');
  repository.git('worktree', 'add', '--quiet', '--no-checkout', tree);
  for (const words of [['list'], ['create', 'New']]) {
    const { code, stderr } = await run(tree, ...words);
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: expect.stringMatching(/is in HEAD, but neither.*\n.*git checkout HEAD --/),
    });
  }
  repository.git('-C', tree, 'checkout', 'HEAD', '--', '.tracker/data.db');
  expect((await run(tree, 'list')).stdout).toContain('Kept');
});

test('a sparse checkout that leaves it out, and a file that was deleted, are said as that', async () => {
  rmSync(dataOf(repository.root));
  expect((await run(repository.root, 'list')).stderr).toMatch(/in git, but not in the work tree\.\n.*git restore/);
  repository.git('rm', '--quiet', '--cached', '-r', '.tracker');
  repository.git('commit', '--quiet', '-m', 'Without');
  expect((await run(repository.root, 'list')).stderr).toContain('alice: Without) took it out of git.');
});
