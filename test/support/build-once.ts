import { execFileSync } from 'node:child_process';
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { TestProject } from 'vitest/node';

const { refresh }: { refresh(): void } = createRequire(import.meta.url)('../../scripts/checkout.cjs');

declare module 'vitest' {
  interface ProvidedContext {
    /** Why the program could not be built; tests that start it fail with this. */
    buildError: string | undefined;
  }
}

let folder: string | undefined;

/** Builds the program before the first test, where a source is newer than it, and sets a repository up by it. */
export default function buildOnce(project: TestProject): () => void {
  try {
    refresh();
    folder ??= makeSetUpRepository();
    project.provide('buildError', undefined);
    project.provide('setUpRepository', join(folder, 'payments'));
  } catch (error) {
    project.provide('buildError', error instanceof Error ? error.message : String(error));
  }
  return () => {
    if (folder !== undefined) rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
    folder = undefined;
  };
}

function makeSetUpRepository(): string {
  const made = realpathSync(mkdtempSync(join(tmpdir(), 'tracker-set-up-')));
  const root = join(made, 'payments');
  const env = { ...process.env, HOME: made, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' };
  const run = (...command: [string, ...string[]]) =>
    execFileSync(command[0], command.slice(1), { cwd: root, env, stdio: 'pipe' });
  execFileSync('git', ['init', '--quiet', '--initial-branch=main', root], { env });
  run('git', 'config', 'user.name', 'alice');
  run(process.execPath, resolve('bin/tracker.js'), 'init', '--key', 'PAY');
  // The lock and what else belongs to one work tree.
  rmSync(join(root, '.tracker/local'), { recursive: true, force: true });
  return made;
}
