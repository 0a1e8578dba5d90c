import { spawnSync } from 'node:child_process';
import { chmodSync } from 'node:fs';
import { expect, test } from 'vitest';
import { dataOf } from '../../support/file-facts.ts';
import { openTracker } from '../../support/in-process.ts';
import { titlesIn } from '../../support/versions.ts';
import { isolatedEnv, makeRepository, type TestRepository } from '../../support/workspace.ts';
import { runCommand } from '../context.ts';

const run = ({ root }: TestRepository, ...words: string[]) => runCommand({ cwd: root }, ...words);
const filterOf = ({ git }: TestRepository): string => git('check-attr', 'filter', '--', '.tracker/data.db');

test('a rule of Git LFS that would catch the database is answered by our line', async () => {
  const repository = makeRepository();
  repository.write('.gitattributes', '*.db filter=lfs diff=lfs merge=lfs -text\n');
  const { stdout } = await run(repository, 'init', '--yes');
  expect(stdout).toMatch(/^change {5}\.gitattributes +takes the database out of Git LFS$/m);
  expect(filterOf(repository)).toBe('.tracker/data.db: filter: unset');
  expect((await run(repository, 'init')).stdout).toContain('nothing to write');
});

test('one that comes later is named by doctor, which mends it', async () => {
  const repository = makeRepository();
  await run(repository, 'init', '--yes');
  repository.write('.gitattributes', `${repository.read('.gitattributes')}*.db filter=lfs\n`);
  const { stdout } = await run(repository, 'doctor', '--fix');
  expect(stdout).toMatch(/Mended: \.gitattributes\./);
  expect(filterOf(repository)).toBe('.tracker/data.db: filter: unset');
});

test('one in a file that counts more is named with that file, and the advice works', async () => {
  const repository = makeRepository();
  await run(repository, 'init', '--yes');
  repository.write('.tracker/.gitattributes', '*.db filter=lfs\n');
  await run(repository, 'doctor', '--fix');
  const { stdout } = await run(repository, 'doctor');
  expect(stdout).toContain('warn   Git LFS would put a pointer in the place of the database\n');
  const [, line, file] = /a line "(.+)" at the end of (\S+), which counts more/.exec(stdout) ?? [];
  expect(file).toBe(`${repository.root}/.tracker/.gitattributes`);
  repository.write('.tracker/.gitattributes', `*.db filter=lfs\n${line}\n`);
  expect((await run(repository, 'doctor')).stdout).not.toContain('Git LFS');
});

test.each([
  // As git-crypt's: a mark, and letters that nobody reads.
  [
    'git-crypt',
    "printf '\\000GITCRYPT\\000'; ",
    'tail -c +11 | ',
    '\0GITCRYPT\0',
    /^warning: git-crypt encrypts the database: .*"-filter"/,
  ],
  // As transcrypt's and others': some other mark.
  ['crypt', "printf 'Salted__'; ", 'tail -c +9 | ', 'Salted__', /^warning: .*\bcrypt\b/],
])(
  'a filter that encrypts, %s, is named by init and doctor, and what it left unmerged is healed',
  async (filter, mark, unmark, start, warning) => {
    const repository = makeRepository();
    const { root, git, write } = repository;
    const turn = "LC_ALL=C tr 'a-zA-Z' 'n-za-mN-ZA-M'";
    for (const [name, script] of [
      ['clean', `${mark}${turn}`],
      ['smudge', `${unmark}${turn}`],
    ] as const) {
      const path = write(`.git/${name}.sh`, `#!/bin/sh\n${script}\n`);
      chmodSync(path, 0o755);
      git('config', `filter.${filter}.${name}`, path);
    }
    git('config', `filter.${filter}.required`, 'true');
    write('.gitattributes', `*.db filter=${filter} diff=${filter}\n`);
    expect((await run(repository, 'init', '--yes')).stderr).toMatch(warning);
    expect((await run(repository, 'doctor')).stdout).toMatch(new RegExp(`^warn   .*${filter}\\b`, 'm'));
    const commit = async (title: string) => {
      await openTracker(root).call('ticket', { action: 'create', title });
      git('add', '--all');
      git('commit', '--quiet', '-m', title);
    };
    await commit('Base');
    expect(git('cat-file', 'blob', ':.tracker/data.db').slice(0, start.length)).toBe(start);
    git('switch', '--quiet', '--create', 'topic');
    await commit('Theirs');
    git('switch', '--quiet', 'main');
    await commit('Ours');
    const merge = spawnSync('git', ['merge', 'topic'], { cwd: root, env: isolatedEnv(), encoding: 'utf8' });
    expect(merge).toMatchObject({ status: 1, stdout: expect.stringContaining('CONFLICT') });
    expect(merge.stderr).toMatch(
      new RegExp(
        `the filter ${filter} makes it.*\n.*\`tracker list\`.*\`git add .tracker/data.db\`.*-filter.*plain text`,
      ),
    );
    expect(merge.stderr).not.toContain('doctor');
    expect((await run(repository, 'list')).stderr).toMatch(/^Healed \.tracker\/data\.db, which git had left unmerged/);
    expect(titlesIn(dataOf(root))).toEqual(['Base', 'Ours', 'Theirs']);
    git('add', '.tracker/data.db');
    git('commit', '--quiet', '--no-edit');
    expect((await run(repository, 'list')).stderr).toBe('');
  },
);
