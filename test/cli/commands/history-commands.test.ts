import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { program } from '../../support/client.ts';
import {
  cloneRepository,
  isolatedEnv,
  makeDirectory,
  makeRepository,
  type TestRepository,
} from '../../support/workspace.ts';
import { runTracker } from '../run-tracker.ts';

let repository: TestRepository;
const tracker = (root: string, ...args: string[]) => runTracker({ cwd: root }, ...args);

/** Three commits, two of which are about tickets, and a change that is in none. */
beforeAll(async () => {
  repository = makeRepository();
  const create = (title: string) => tracker(repository.root, 'create', title);
  const commit = (message: string) => {
    repository.git('add', '--all');
    repository.git('commit', '--quiet', '--message', message);
  };
  await create('First');
  commit('One');
  repository.commit('Code');
  await create('Second');
  commit('Two');
  await create('Third');
});

const titlesIn = (text: string): string[] =>
  [...text.matchAll(/^[+-]\w+-\d{6} (.*)$/gm)].map(([, title]) => title ?? '');

describe('tracker diff and tracker log, in a clone that nobody has set up', () => {
  test.each<[string[], string[]]>([
    [['diff'], ['Third']],
    [['diff', 'HEAD'], ['Third']],
    [
      ['diff', 'HEAD~2'],
      ['Second', 'Third'],
    ],
    [['diff', 'HEAD~2', 'HEAD'], ['Second']],
    [['diff', 'HEAD~2..HEAD'], ['Second']],
    [['diff', '-R', 'HEAD~2..HEAD'], ['Second']],
    [['diff', '--cached'], []],
    [
      ['log', '-p'],
      ['Second', 'First'],
    ],
    [['log', '-p', '-1'], ['Second']],
  ])('%j', async (args, titles) => {
    const { code, stdout, stderr } = await tracker(repository.root, ...args);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(titlesIn(stdout)).toEqual(titles);
  });

  test('are about tickets alone, and take git’s options', async () => {
    expect((await tracker(repository.root, 'log', '--format=%s')).stdout).toBe('Two\nOne\n');
    expect((await tracker(repository.root, 'log', '--oneline', '--stat', '-1')).stdout).toContain(
      '.tracker/data.db | Bin',
    );
  });

  test('write nothing that git does not, and read no attributes', async () => {
    const clone = cloneRepository(repository);
    clone.commit('Attributes', '.gitattributes', '*.db binary\n');
    expect(titlesIn((await tracker(clone.root, 'log', '-p')).stdout)).toEqual(['Second', 'First']);
    expect(clone.git('config', '--local', '--list')).not.toMatch(/^(?:diff|merge)\./m);
    expect(existsSync(join(clone.root, '.git/tracker'))).toBe(false);
    expect(clone.git('status', '--porcelain')).toBe('');
  });

  test('show what this program makes of tickets also where git is set up for another', async () => {
    const clone = cloneRepository(repository);
    await tracker(clone.root, 'init');
    clone.write('.git/tracker/run', '#!/bin/sh\necho another; exit 0\n');
    chmodSync(join(clone.root, '.git/tracker/run'), 0o755);
    expect(titlesIn((await tracker(clone.root, 'log', '-p')).stdout)).toEqual(['Second', 'First']);
  });

  test('say what is wrong as git does, and that paths are for git', async () => {
    expect(await tracker(repository.root, 'diff', 'nonsense')).toMatchObject({
      code: 128,
      stderr: expect.stringContaining("bad revision 'nonsense'"),
    });
    expect(await tracker(repository.root, 'log', '--', 'README.md')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('tracker log shows the tickets; git log takes paths.'),
    });
    expect(await tracker(makeDirectory(), 'log')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('This is no git repository.'),
    });
    expect((await tracker(repository.root, 'log', '--help')).stdout).toContain('tracker log [-p] [git log options]');
  });

  test('are paged and coloured as git is configured to, on a terminal', async () => {
    const script = join(makeDirectory(), 'pager');
    writeFileSync(script, '#!/bin/sh\nsed "s/^/paged /"\n', { mode: 0o755 });
    const command = `${process.execPath} ${program} diff`;
    const shown = execFileSync('script', ['--quiet', '--command', command, '/dev/null'], {
      cwd: repository.root,
      env: isolatedEnv({ GIT_PAGER: script, TERM: 'xterm' }),
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    expect(shown).toContain('paged \x1b[1mtickets in .tracker/data.db\x1b[m');
    expect(shown).toContain('paged \x1b[32m+  status backlog\x1b[m');
  });
});
