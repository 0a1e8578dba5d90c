import { appendFileSync, copyFileSync, existsSync, mkdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { inject } from 'vitest';
import { copyFolder } from './copy-folder.ts';
import type { TestRepository } from './workspace.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** A repository in which the built program has run `init --key PAY`, once for all files of tests. */
    setUpRepository: string;
  }
}

/**
 * What `tracker init --key PAY` does in a repository, or `tracker init` in a clone of one that has a tracker, by copying:
 * a process of the program, and seven of git, for each of some hundred tests take longer than what they test.
 */
export function setUpTracker(repository: TestRepository): void {
  const made = inject('setUpRepository');
  const { root } = repository;
  if (!existsSync(join(root, '.tracker'))) copyFolder(join(made, '.tracker'), join(root, '.tracker'));
  if (!existsSync(join(root, '.gitattributes')))
    copyFileSync(join(made, '.gitattributes'), join(root, '.gitattributes'));
  const commonDir = commonDirOf(repository);
  mkdirSync(join(commonDir, 'tracker'), { recursive: true });
  copyFileSync(join(made, '.git/tracker/run'), join(commonDir, 'tracker/run'));
  // Another branch of it has been set up before.
  if (existsSync(join(commonDir, 'tracker/program'))) return;
  copyFolder(join(made, '.git/tracker/program'), join(commonDir, 'tracker/program'));
  const config = readFileSync(join(made, '.git/config'), 'utf8');
  appendFileSync(join(commonDir, 'config'), config.slice(config.indexOf('[merge "tracker"]')));
}

function commonDirOf({ root, git }: TestRepository): string {
  const own = join(root, '.git');
  if (statSync(own, { throwIfNoEntry: false })?.isDirectory()) return own;
  return git('rev-parse', '--path-format=absolute', '--git-common-dir');
}
