import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { program } from '../support/client.ts';
import { isolatedEnv, makeDirectory, makeRepository, type TestRepository } from '../support/workspace.ts';
import { runTracker } from './run-tracker.ts';

interface Loaded {
  /** Of dist. */
  files: string[];
  /** Modules of Node. */
  builtins: string[];
}

let repository: TestRepository;
let key: string;
let cache: string;

/** What the program loads for a command. */
async function load(...args: string[]): Promise<Loaded & { stdout: string }> {
  const list = join(makeDirectory(), 'loaded.json');
  const env = {
    XDG_CACHE_HOME: cache,
    LOADED_FILES: list,
    NODE_OPTIONS: `--require ${JSON.stringify(resolve('test/support/loaded-files.cjs'))}`,
  };
  const { code, stdout, stderr } = await runTracker({ cwd: repository.root, env }, ...args);
  expect({ code, stderr }).toMatchObject({ code: 0, stderr: expect.not.stringContaining('rror') });
  return { ...(JSON.parse(readFileSync(list, 'utf8')) as Loaded), stdout };
}

const reads = (): [name: string, ...words: string[]][] => [
  ['board'],
  ['list'],
  ['ready'],
  ['search', 'signing'],
  ['show', key],
];

/** The commits lie some time back, as most do. */
function settle(): void {
  const past = new Date(Date.now() - 60_000);
  for (const name of ['HEAD', 'logs/HEAD', 'refs/heads/main', 'packed-refs']) {
    const path = join(repository.root, '.git', name);
    if (existsSync(path)) utimesSync(path, past, past);
  }
}

beforeAll(async () => {
  repository = makeRepository();
  cache = makeDirectory();
  const { root, git } = repository;
  const made = await runTracker(
    { cwd: root },
    ...['create', 'Rotate the signing key', '-b', '# Why\n\n- [ ] It is **old**'],
  );
  key = /[A-Z]+-\d+/.exec(made.stdout)?.[0] ?? '';
  git('add', '--all');
  git('commit', '--quiet', '--message', `${key}: begin`);
  settle();
  // Looks at what git has done, and keeps what git has answered.
  for (const read of reads()) await load(...read);
});

describe('a read on the command line', () => {
  it('starts no git, and loads one file of the program and no package', async () => {
    for (const read of reads()) {
      const { files, builtins, stdout } = await load(...read);
      expect(stdout).toContain('Rotate the signing key');
      expect({ read, files }).toEqual({ read, files: ['tracker.js', 'command-line.js'] });
      expect(builtins).toContain('zlib');
      for (const name of ['child_process', 'fs/promises', 'readline', 'readline/promises', 'perf_hooks'])
        expect(builtins, `${read[0]} loads ${name}`).not.toContain(name);
      if (read[0] !== 'show') expect(builtins).not.toContain('crypto');
    }
  });

  it('keeps the code that it has run apart from that of others', () => {
    const [folder = ''] = readdirSync(cache).filter((name) => name.startsWith('tracker-mcp-'));
    const kept = readdirSync(join(cache, folder)).map((name) => name.replace(/-v\d.*$/, ''));
    const own = reads().map(([name]) => `command-line-${name}`);
    // The first one has looked after what git had done.
    expect(kept.sort()).toEqual([...own, 'command-line-rest'].sort());
  });

  it('tells what git has done since all the same', async () => {
    const { root, git } = repository;
    git('commit', '--quiet', '--allow-empty', '--message', `${key}: go on`);
    const shown = await load('show', key);
    expect(shown.builtins).toContain('child_process');
    expect(shown.stdout).toContain('go on');
    git('reset', '--quiet', '--hard', 'HEAD~1');
    expect((await runTracker({ cwd: root }, 'show', key)).stdout).not.toContain('go on');
  });
});

it('what few commands need is in a file of its own, and works from there', async () => {
  for (const words of [['help', 'queries'], ['templates'], ['doctor'], ['history', key], ['log']]) {
    const { files, stdout } = await load(...words);
    expect({ words, files }).toEqual({
      words,
      files: expect.arrayContaining(['command-line.js', 'command-line-rest.js']),
    });
    expect(stdout).not.toBe('');
  }
});

it('is refused where it is of another build, which has taken its place meanwhile', async () => {
  const home = makeDirectory();
  cpSync(dirname(dirname(program)), home, { recursive: true, verbatimSymlinks: true });
  const rest = join(home, 'dist/command-line-rest.js');
  const text = readFileSync(rest, 'utf8');
  writeFileSync(rest, text.replace(/(build\d*=")[0-9a-f]{32}"/g, `$1${'f'.repeat(32)}"`));
  expect(readFileSync(rest, 'utf8')).not.toBe(text);
  const options = { cwd: repository.root, env: isolatedEnv(), encoding: 'utf8' } as const;
  const run = (...words: string[]) => spawnSync(process.execPath, [join(home, 'bin/tracker.js'), ...words], options);
  expect(run('list')).toMatchObject({ status: 0 });
  expect(run('help', 'queries')).toMatchObject({ status: 1, stderr: expect.stringContaining('another build') });
});

it('code of a command that was refused is not kept', async () => {
  const env = { XDG_CACHE_HOME: makeDirectory() };
  expect(await runTracker({ cwd: repository.root, env }, 'show', `${key}0`)).toMatchObject({ code: 1 });
  expect(readdirSync(env.XDG_CACHE_HOME)).toEqual([]);
});
