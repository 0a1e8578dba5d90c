import { execFileSync } from 'node:child_process';
import { chmodSync, chownSync, existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { startClient } from '../support/client.ts';
import { dataOf } from '../support/file-facts.ts';
import { isolatedEnv, makeDirectory, makeHub, makeRepository } from '../support/workspace.ts';
import { runTracker } from './run-tracker.ts';

describe('in the home folder', () => {
  test('a tracker is neither made nor said to be empty unasked; init asks for one', async () => {
    const home = makeDirectory();
    const env = { HOME: home };
    const client = await startClient({ cwd: home, env });
    for (const args of [{ action: 'create', title: 'One' }, { action: 'list' }]) {
      const { text } = await client.call('ticket', args);
      expect(text).toMatch(
        /^error invalid_input: There is no tracker in .*home folder.*\n.*TRACKER_ROOT.*tracker init/,
      );
    }
    expect(existsSync(join(home, '.tracker'))).toBe(false);
    expect((await runTracker({ cwd: home, env }, 'create', 'One')).code).toBe(1);
    expect((await runTracker({ cwd: home, env }, 'init', '--yes')).code).toBe(0);
    expect((await client.call('ticket', { action: 'create', title: 'One' })).text).toMatch(/^Created /);
  });

  test('a folder below it is a place, and the first ticket says which', async () => {
    const home = makeDirectory();
    const folder = join(home, 'notes');
    mkdirSync(folder);
    const client = await startClient({ cwd: folder, env: { HOME: home } });
    const made = `Made a new tracker in ${folder}/.tracker.`;
    const create = async () => (await client.call('ticket', { action: 'create', title: 'One' })).text;
    expect(await create()).toContain(`\n${made}`);
    expect(await create()).not.toContain('Made a new');
  });
});

test('at the top of the file system no tracker is made unasked', async () => {
  const { code, stderr } = await runTracker({ cwd: '/' }, 'create', 'One');
  expect({ code, stderr }).toEqual({
    code: 1,
    stderr: expect.stringMatching(/There is no tracker in \/, and in the top folder/),
  });
  expect(existsSync('/.tracker')).toBe(false);
});

test('a bare repository is refused with words, asked or not, by name or by pointer', async () => {
  const { root } = makeHub();
  for (const words of [['create', 'One'], ['list'], ['init', '--yes']]) {
    const { code, stderr } = await runTracker({ cwd: root }, ...words);
    expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining('belongs to a bare repository') });
  }
  const folder = join(makeDirectory(), 'project');
  execFileSync('git', ['init', '--quiet', '--bare', join(folder, '.bare')], { env: isolatedEnv() });
  execFileSync('sh', ['-c', `echo 'gitdir: ./.bare' >'${folder}/.git'`]);
  for (const words of [
    ['create', 'One'],
    ['init', '--yes'],
  ]) {
    const { code, stderr } = await runTracker({ cwd: folder }, ...words);
    expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining('belongs to a bare repository') });
  }
  expect([existsSync(join(root, '.tracker')), existsSync(dataOf(folder))]).toEqual([false, false]);
});

describe('the place that is named', () => {
  test('is the one of --root, before TRACKER_ROOT, before the working directory', async () => {
    const [cwd, named, other] = [
      makeRepository(),
      makeRepository({ name: 'named' }),
      makeRepository({ name: 'other' }),
    ];
    const run = (env: Record<string, string>, ...args: string[]) => runTracker({ cwd: cwd.root, env }, ...args);
    const first = await run({ TRACKER_ROOT: other.root }, '--root', named.root, 'create', 'One');
    expect(first.stderr).toContain(`Made a new tracker in ${named.root}/.tracker.`);
    expect((await run({ TRACKER_ROOT: other.root }, 'list', '--root', named.root)).stdout).toContain('One');
    expect((await run({ TRACKER_ROOT: named.root }, 'list')).stdout).toContain('One');
    expect((await run({}, `--root=${named.root}`, 'list')).stdout).toContain('One');
    expect((await run({}, 'list')).stdout).not.toContain('One');
    expect(existsSync(join(other.root, '.tracker')) || existsSync(join(cwd.root, '.tracker'))).toBe(false);
  });

  test('is said where it does not exist', async () => {
    const { root } = makeRepository();
    const missing = join(root, 'missing');
    const run = (env: Record<string, string>, ...args: string[]) => runTracker({ cwd: root, env }, ...args);
    expect((await run({}, '--root', missing, 'list')).stderr).toContain('error not_found: --root is ');
    expect((await run({ TRACKER_ROOT: missing }, 'list')).stderr).toContain('error not_found: TRACKER_ROOT is ');
    expect(await run({}, '--root')).toMatchObject({ code: 2, stderr: expect.stringContaining('--root PATH') });
  });

  test('is the server’s too', async () => {
    const [cwd, named] = [makeRepository(), makeRepository({ name: 'named' })];
    for (const options of [{ args: ['--root', named.root] }, { env: { TRACKER_ROOT: named.root } }]) {
      const client = await startClient({ cwd: cwd.root, ...options });
      await client.call('ticket', { action: 'create', title: 'One' });
    }
    expect(existsSync(join(cwd.root, '.tracker'))).toBe(false);
    expect((await runTracker({ cwd: named.root }, 'list')).stdout).toMatch(/One.*\n.*One/);
  });
});

describe('while a server runs', () => {
  test('a work tree that goes away is said as that, before and after its first ticket', async () => {
    const { root } = makeRepository();
    const client = await startClient({ cwd: root });
    await client.call('ticket', { action: 'create', title: 'One' });
    renameSync(root, `${root}-moved`);
    for (const args of [{ action: 'list' }, { action: 'create', title: 'Two' }]) {
      const { text } = await client.call('ticket', args);
      expect(text).toMatch(new RegExp(`^error database: The work tree ${root} is gone\\.\\n.*git worktree list`));
    }
    renameSync(`${root}-moved`, root);
    expect((await client.call('ticket', { action: 'list' })).text).toContain('One');
  });

  test('a folder below the root may go', async () => {
    const { root, write } = makeRepository();
    write('packages/a/x', '');
    const client = await startClient({ cwd: join(root, 'packages/a') });
    await client.call('ticket', { action: 'create', title: 'One' });
    rmSync(join(root, 'packages'), { recursive: true });
    expect((await client.call('ticket', { action: 'list' })).text).toContain('One');
    expect((await client.call('ticket', { action: 'create', title: 'Two' })).text).toMatch(/^Created /);
  });
});

test.skipIf(process.getuid?.() !== 0)('a .tracker that this user may not enter is said as that', async () => {
  const { root } = makeRepository();
  await runTracker({ cwd: root }, 'create', 'One');
  chmodSync(join(root, '.tracker'), 0o700);
  for (const path of [root, join(root, '..')]) chmodSync(path, 0o777);
  chownSync(root, 4711, 4711);
  const home = makeDirectory();
  chownSync(home, 4711, 4711);
  const env = { ...isolatedEnv({ HOME: home, XDG_CACHE_HOME: home }), GIT_CONFIG_GLOBAL: '/dev/null' };
  for (const words of [['list'], ['create', 'Two']]) {
    const said = asUser(4711, { cwd: root, env }, ...words);
    expect(said).toMatch(/^error database: \/.*\.tracker may not be entered by this user\.\n.*chmod/);
  }
});

function asUser(uid: number, { cwd, env }: { cwd: string; env: Record<string, string> }, ...words: string[]): string {
  const script = `process.setgid(${uid}); process.setuid(${uid}); process.argv.splice(1, 1);`;
  const program = join(import.meta.dirname, '../../bin/tracker.js');
  const code = `${script} process.argv.splice(1, 0, ${JSON.stringify(program)}); require(${JSON.stringify(program)})`;
  try {
    return String(execFileSync(process.execPath, ['-e', code, '-', ...words], { cwd, env, stdio: 'pipe' }));
  } catch (error) {
    return String((error as { stderr: Buffer }).stderr);
  }
}
