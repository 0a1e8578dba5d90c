import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { startClient } from '../support/client.ts';
import { isolatedEnv, makeDirectory, makeRepository } from '../support/workspace.ts';
import { runTracker } from './run-tracker.ts';

/** One session: a start, a call, the end. */
async function runSession(root: string, env: Record<string, string>): Promise<string> {
  const client = await startClient({ cwd: root, env });
  const { text } = await client.call('ticket', { action: 'list' });
  await client.close();
  expect(client.stderr()).toBe('');
  return text;
}

/** The files of code that were kept, Node's own aside. */
const listKept = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /^tracker-mcp-[^/\\]+[/\\]/.test(name))
    .map((name) => join(folder, name));

describe('compiled code', () => {
  it.runIf(process.platform === 'linux')(
    'is not kept below /proc, where no folder can be made, and nobody waits for that',
    async () => {
      const { root } = makeRepository();
      for (const folder of ['/proc/here', '/proc/self/here'])
        expect(await runTracker({ cwd: root, env: { XDG_CACHE_HOME: folder } }, 'list')).toMatchObject({ code: 0 });
    },
  );

  it('is kept by the first session, and used and left alone by the next', async () => {
    const { root } = makeRepository();
    const folder = makeDirectory();
    const first = await runSession(root, { NODE_COMPILE_CACHE: folder });
    const kept = listKept(folder);
    expect(kept).toHaveLength(1);
    expect(statSync(kept[0]!).size).toBeGreaterThan(100_000);
    const before = statSync(kept[0]!, { bigint: true });
    expect(await runSession(root, { NODE_COMPILE_CACHE: folder })).toBe(first);
    expect(listKept(folder)).toEqual(kept);
    expect(statSync(kept[0]!, { bigint: true })).toMatchObject({ ino: before.ino, mtimeNs: before.mtimeNs });
  });

  it.each([
    ['another build', (bytes: Buffer) => Buffer.from(bytes).fill('x', 0, 32)],
    ['a file that was cut off', (bytes: Buffer) => bytes.subarray(0, 40)],
    ['a file that is garbled', (bytes: Buffer) => Buffer.from(bytes).fill('garbled ', 32)],
    ['one with a bit turned', (bytes: Buffer) => Buffer.from(bytes).fill(bytes[5000]! ^ 1, 5000, 5001)],
    ['an empty file', () => Buffer.alloc(0)],
  ])('of %s is not used, and is replaced', async (_, spoil) => {
    const { root } = makeRepository();
    const folder = makeDirectory();
    const first = await runSession(root, { NODE_COMPILE_CACHE: folder });
    const [path] = listKept(folder);
    const whole = readFileSync(path!);
    writeFileSync(path!, spoil(whole));
    expect(await runSession(root, { NODE_COMPILE_CACHE: folder })).toBe(first);
    expect(readFileSync(path!).subarray(0, 32)).toEqual(whole.subarray(0, 32));
    expect(statSync(path!).size).toBeGreaterThan(100_000);
  });

  it('that a process ended with before it had run for a second is done without, and made anew', async () => {
    const { root } = makeRepository();
    const folder = makeDirectory();
    const first = await runSession(root, { NODE_COMPILE_CACHE: folder });
    const [path] = listKept(folder);
    const { mtimeNs } = statSync(path!, { bigint: true });
    // As it is left behind: of a process that runs no more.
    const { pid } = spawnSync(process.execPath, ['-e', '']);
    writeFileSync(`${path}.${pid}.tried`, '');
    expect(await runSession(root, { NODE_COMPILE_CACHE: folder })).toBe(first);
    expect(listKept(folder)).toEqual([path]);
    // Its number may be that of the file before.
    expect(statSync(path!, { bigint: true }).mtimeNs).not.toBe(mtimeNs);
  });

  it.each([
    ['writable by others', (path: string) => chmodSync(path, 0o666)],
    ['in a folder that others can write', (path: string) => chmodSync(dirname(path), 0o777)],
    [
      'a link',
      (path: string) => {
        renameSync(path, `${path}.elsewhere`);
        symlinkSync(`${path}.elsewhere`, path);
      },
    ],
  ])('that is %s is not believed', async (_, expose) => {
    const { root } = makeRepository();
    const folder = makeDirectory();
    const first = await runSession(root, { NODE_COMPILE_CACHE: folder });
    const [path] = listKept(folder);
    expose(path!);
    const { mtimeNs } = lstatSync(path!, { bigint: true });
    expect(await runSession(root, { NODE_COMPILE_CACHE: folder })).toBe(first);
    // Kept anew, which shows that it was not used.
    expect(lstatSync(path!, { bigint: true }).mtimeNs).not.toBe(mtimeNs);
  });

  it('is not looked for in what is checked out', async () => {
    const { root } = makeRepository();
    await runSession(root, { NODE_COMPILE_CACHE: '.cache', XDG_CACHE_HOME: '.cache' });
    expect(existsSync(join(root, '.cache', 'tracker-mcp'))).toBe(false);
    expect(
      readdirSync(root)
        .filter((name) => name === '.cache')
        .flatMap((name) => listKept(join(root, name))),
    ).toEqual([]);
  });

  it('is done without where it cannot be kept', async () => {
    const { root } = makeRepository();
    const folder = join(makeDirectory(), 'file');
    writeFileSync(folder, '');
    expect(await runSession(root, { NODE_COMPILE_CACHE: folder })).toBe(await runSession(root, {}));
  });

  it('is not kept where Node is told to keep none', async () => {
    const { root } = makeRepository();
    const folder = makeDirectory();
    await runSession(root, { NODE_COMPILE_CACHE: folder, NODE_DISABLE_COMPILE_CACHE: '1' });
    expect(listKept(folder)).toEqual([]);
  });

  it('is kept for the command line, too, in a folder that only its user can read', async () => {
    const { root } = makeRepository();
    const folder = makeDirectory();
    mkdirSync(join(folder, 'cache'));
    const run = () => runTracker({ cwd: root, env: { XDG_CACHE_HOME: join(folder, 'cache') } }, 'list');
    const first = await run();
    const [path] = listKept(join(folder, 'cache'));
    expect(path).toContain('command-line');
    expect(statSync(join(path!, '..')).mode & 0o777).toBe(0o700);
    expect(await run()).toEqual(first);
  });
});

it('says that native code for another platform, or half of it, is to be installed anew', async () => {
  const home = makeDirectory();
  const { root } = makeRepository();
  for (const name of ['bin', 'dist', 'package.json']) cpSync(name, join(home, name), { recursive: true });
  mkdirSync(join(home, 'prebuilds'));
  const name = `${process.platform}-${process.arch}.node`;
  writeFileSync(join(home, 'prebuilds', name), 'half');
  const child = spawnSync(process.execPath, [join(home, 'bin/tracker.js'), 'list'], {
    ...{ cwd: root, encoding: 'utf8', env: isolatedEnv({ XDG_CACHE_HOME: home }) },
  });
  expect({ code: child.status, said: child.stderr }).toEqual({
    ...{
      code: 1,
      said: expect.stringMatching(/^error database: The native code of SQLite cannot be loaded: .*\n.*npm ci/),
    },
  });
  expect(child.stderr).not.toContain('defect');
});
