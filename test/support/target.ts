import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { repositoryOf } from '../../src/git/ask/repository.ts';
import { watchGit } from '../../src/home/file/publish/git-watch.ts';
import { openLock } from '../../src/home/file/publish/lock.ts';
import { openSpare } from '../../src/home/file/publish/spare.ts';
import type { Target } from '../../src/home/file/publish/target.ts';
import { dataOf } from './file-facts.ts';
import type { TestRepository } from './workspace.ts';

/**
 * What a version is published with, as the store opens it, closed with the test. `steps` are what git does at a look at its
 * `index.lock`, right after that: the last look before the rename is 1, the first after it 2.
 */
export function openTarget({ root }: Pick<TestRepository, 'root'>, steps: Record<number, () => void> = {}): Target {
  const side = join(root, '.git', 'tracker');
  mkdirSync(side, { recursive: true });
  const git = watchGit({ gitDir: join(root, '.git'), side, repository: repositoryOf(root) });
  const lock = openLock(join(side, 'lock.db'));
  const spare = openSpare(dataOf(root), side);
  onTestFinished(() => {
    lock.close();
    spare.close();
  });
  let looks = 0;
  return {
    path: dataOf(root),
    side,
    lock,
    spare,
    checkMayCreate: async () => true,
    moveSide: () => false,
    git: {
      ...git,
      lock() {
        const seen = git.lock();
        steps[++looks]?.();
        return looks === 2 ? git.lock() : seen;
      },
    },
  };
}
