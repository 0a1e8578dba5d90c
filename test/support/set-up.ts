import { appendFileSync, cpSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { inject } from 'vitest';
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
  const copy = (name: string, folder: string, from = made) =>
    cpSync(join(from, name), join(folder, name), { recursive: true, preserveTimestamps: true });
  for (const name of ['.tracker', '.gitattributes'])
    if (!existsSync(join(repository.root, name))) copy(name, repository.root);
  const commonDir = repository.git('rev-parse', '--path-format=absolute', '--git-common-dir');
  for (const name of ['program', 'run']) copy(name, join(commonDir, 'tracker'), join(made, '.git/tracker'));
  const config = readFileSync(join(made, '.git/config'), 'utf8');
  appendFileSync(join(commonDir, 'config'), config.slice(config.indexOf('[merge "tracker"]')));
}
