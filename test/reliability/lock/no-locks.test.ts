import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { runTracker } from '../../cli/run-tracker.ts';
import { makeDirectory, makeRepository } from '../../support/workspace.ts';

/** Answers each request for a lock by `returns`, as a disk does that keeps no locks, or refuses them. */
const source = `
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdlib.h>
static int answer(const char *name, int descriptor, int command, void *argument) {
  if (command == F_SETLK || command == F_SETLKW || command == F_OFD_SETLK) {
    if (getenv("REFUSE_LOCKS") == 0) return 0;
    errno = ENOLCK;
    return -1;
  }
  int (*real)(int, int, ...) = dlsym(RTLD_NEXT, name);
  return real(descriptor, command, argument);
}
#define PASS(name) int name(int descriptor, int command, ...) { \\
  va_list rest; va_start(rest, command); void *argument = va_arg(rest, void *); va_end(rest); \\
  return answer(#name, descriptor, command, argument); }
PASS(fcntl)
PASS(fcntl64)
`;

const hasCompiler = (() => {
  try {
    execFileSync('gcc', ['--version'], { stdio: 'ignore' });
    return process.platform === 'linux';
  } catch {
    return false;
  }
})();

let library = '';

beforeAll(() => {
  if (!hasCompiler) return;
  library = join(makeDirectory(), 'nolock.so');
  execFileSync('gcc', ['-shared', '-fPIC', '-x', 'c', '-', '-o', library, '-ldl'], { input: source });
});

async function makeTracked() {
  const { root } = makeRepository();
  expect(await runTracker({ cwd: root }, 'create', 'kept')).toMatchObject({ code: 0 });
  return (env: Record<string, string>, ...args: string[]) =>
    runTracker({ cwd: root, env: { LD_PRELOAD: library, ...env } }, ...args);
}

test.runIf(hasCompiler)(
  'where locks keep nobody out the first write says so, and writes nothing; reads go on',
  async () => {
    const run = await makeTracked();
    expect(await run({}, 'create', 'lost')).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^error database: The disk of .*\.tracker\/local\/lock does not lock/),
    });
    expect((await run({}, 'list')).stdout).toMatch(/kept/);
    expect((await run({}, 'list')).stdout).not.toMatch(/lost/);
  },
);

test.runIf(hasCompiler)('where locks are refused a write says so at once, and reads go on', async () => {
  const run = await makeTracked();
  const env = { REFUSE_LOCKS: '1' };
  expect(await run(env, 'create', 'lost')).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/^error database: The disk of .*\.tracker\/local\/lock refuses locks\./),
  });
  for (const command of [['list'], ['search', 'kept'], ['ready'], ['board', 'me']])
    expect(await run(env, ...command)).toMatchObject({ code: 0, stderr: '' });
  const { stdout } = await run(env, 'doctor');
  expect(stdout).toMatch(/^ok +1 ticket is what 2 events say$/m);
  expect(stdout).toMatch(/^error +The disk of .* refuses locks$/m);
  expect(stdout).toMatch(/^1 error,/m);
});

test('what git tracks in .tracker/local is refused with the command that ends it', async () => {
  const { root, git } = makeRepository();
  expect(await runTracker({ cwd: root }, 'create', 'one')).toMatchObject({ code: 0 });
  mkdirSync(join(root, '.tracker/local'), { recursive: true });
  writeFileSync(join(root, '.tracker/local/other'), '');
  for (const version of ['2', '4']) {
    git('config', 'index.version', version);
    git('add', '--force', '.tracker');
    git('update-index', '--index-version', version);
    const refused = await runTracker({ cwd: root }, 'create', 'two');
    expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining('git rm -r --cached .tracker/local') });
    expect((await runTracker({ cwd: root }, 'list')).stdout).toContain('one');
    git('rm', '-r', '--cached', '--quiet', '.tracker/local');
    expect(await runTracker({ cwd: root }, 'create', `after ${version}`)).toMatchObject({ code: 0 });
  }
});
