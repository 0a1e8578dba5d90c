import { execFileSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { TestProject } from 'vitest/node';
import { browserPath } from './browser-path.ts';

const { refresh }: { refresh(): void } = createRequire(import.meta.url)('../../scripts/checkout.cjs');

declare module 'vitest' {
  interface ProvidedContext {
    /** Why the program could not be built; tests that start it fail with this. */
    buildError: string | undefined;
    /** The path of `bin/tracker.js`, where the program lies as in its package. */
    program: string;
  }
}

interface Made {
  folder: string;
  error: string | undefined;
}

let made: Made | undefined;

/** Builds the program before the first test, where a source is newer than it, and sets a repository up by it. */
export default function buildOnce(project: TestProject): () => void {
  const provide = ({ folder, error }: Made) => {
    project.provide('buildError', error);
    project.provide('program', programIn(folder));
    project.provide('setUpRepository', join(folder, 'payments'));
    project.provide('emptyRepositories', { plain: join(folder, 'empty'), bare: join(folder, 'empty.git') });
  };
  if (!made && browserPath === undefined)
    console.error(
      'No chromium was found: the tests in a browser are left out. Debian: apt install chromium; else set CHROMIUM.',
    );
  made ??= make();
  provide(made);
  // While it watches, a source has changed.
  project.onTestsRerun(() => {
    remove();
    made = make();
    provide(made);
  });
  return remove;
}

function remove(): void {
  if (made) rmSync(made.folder, { recursive: true, force: true, maxRetries: 3 });
  made = undefined;
}

function make(): Made {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'tracker-set-up-')));
  // Some tests start the program as another user.
  chmodSync(folder, 0o755);
  makeEmptyRepositories(folder);
  try {
    refresh();
    placePackage(folder);
    makeSetUpRepository(folder);
    return { folder, error: undefined };
  } catch (error) {
    return { folder, error: error instanceof Error ? error.message : String(error) };
  }
}

const programIn = (folder: string): string => join(folder, 'tracker-mcp/bin/tracker.js');

/** As it is installed: in a checkout each start goes through all sources first, to see whether one is newer than the program. */
function placePackage(folder: string): void {
  const root = join(folder, 'tracker-mcp');
  for (const name of ['bin', 'dist', 'drizzle', 'package.json'])
    cpSync(resolve(name), join(root, name), { recursive: true, preserveTimestamps: true });
  symlinkSync(resolve('node_modules/better-sqlite3/prebuilds'), join(root, 'prebuilds'));
}

const envIn = (folder: string) => ({
  ...process.env,
  HOME: folder,
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_NOSYSTEM: '1',
});

/** Without the dozen sample hooks that git puts into each. */
function makeEmptyRepositories(folder: string): void {
  const template = join(folder, 'template');
  for (const name of ['hooks', 'info']) mkdirSync(join(template, name), { recursive: true });
  const init = ['init', '--quiet', '--initial-branch=main', `--template=${template}`];
  execFileSync('git', [...init, join(folder, 'empty')], { env: envIn(folder) });
  execFileSync('git', [...init, '--bare', join(folder, 'empty.git')], { env: envIn(folder) });
}

function makeSetUpRepository(folder: string): void {
  const root = join(folder, 'payments');
  const run = (...command: [string, ...string[]]) =>
    execFileSync(command[0], command.slice(1), { cwd: root, env: envIn(folder), stdio: 'pipe' });
  cpSync(join(folder, 'empty'), root, { recursive: true });
  run('git', 'config', 'user.name', 'alice');
  run(process.execPath, programIn(folder), 'init', '--key', 'PAY');
  // The lock and what else belongs to one work tree.
  rmSync(join(root, '.tracker/local'), { recursive: true, force: true });
}
