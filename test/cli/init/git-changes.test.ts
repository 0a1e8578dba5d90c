import { existsSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { applyAll } from '../../../src/cli/init/change.ts';
import { findIgnoreProblem, planAttributes, planDrivers, planIgnoreRules } from '../../../src/cli/init/git-changes.ts';
import { locate } from '../../../src/git/ask/repository.ts';
import { attributesLine, driverSettings } from '../../../src/git/drivers/setup.ts';
import { program } from '../../support/client.ts';
import { makeDirectory, makeRepository } from '../../support/workspace.ts';

const thisOne = { node: process.execPath, script: program, version: '1.2.3', build: '' };

describe('the drivers', () => {
  test('are a file that can be started and a setting each, made once', async () => {
    const { root, git } = makeRepository();
    const plan = await planDrivers(locate(root), thisOne);
    const settings = driverSettings();
    expect(plan.map(({ what, state }) => `${state} ${what}`)).toEqual([
      'create .git/tracker/program',
      'create .git/tracker/run',
      ...settings.map(({ name }) => `create git config ${name}`),
    ]);
    // Git's own folder is nothing to share.
    expect(plan.map(({ file }) => file)).toEqual(plan.map(() => undefined));
    await applyAll(plan);
    expect(statSync(join(root, '.git/tracker/run')).mode & 0o111).toBe(0o111);
    for (const { name, value } of settings) expect(git('config', '--local', name)).toBe(value);
    for (const { state } of await planDrivers(locate(root), thisOne)) expect(state).toBe('keep');
  });

  test('are changed where a setting has another value, or several', async () => {
    const { root, git } = makeRepository();
    await applyAll(await planDrivers(locate(root), thisOne));
    const [first, second] = driverSettings();
    git('config', '--local', first!.name, 'other');
    git('config', '--local', '--add', second!.name, second!.value);
    const pending = (await planDrivers(locate(root), thisOne)).filter(({ state }) => state !== 'keep');
    expect(pending.map(({ what, state }) => `${state} ${what}`)).toEqual([
      `change git config ${first!.name}`,
      `change git config ${second!.name}`,
    ]);
    await applyAll(pending);
    expect(git('config', '--local', '--get-all', second!.name)).toBe(second!.value);
  });

  test('are those of the clone in a linked work tree, configured once', async () => {
    const repository = makeRepository();
    repository.commit('First');
    repository.git('worktree', 'add', '--quiet', '../tree');
    const tree = join(dirname(repository.root), 'tree');
    await applyAll(await planDrivers(locate(tree), thisOne));
    expect(existsSync(join(repository.root, '.git/tracker/run'))).toBe(true);
    for (const { state } of await planDrivers(locate(repository.root), thisOne)) expect(state).toBe('keep');
  });

  test('are none outside git', async () => {
    expect(await planDrivers(locate(makeDirectory()), thisOne)).toEqual([]);
  });

  test('cannot be set while git is busy with its configuration, and say so', async () => {
    const { root, write } = makeRepository();
    const [, , setting] = await planDrivers(locate(root), thisOne);
    write('.git/config.lock', '');
    await expect(setting!.apply()).rejects.toMatchObject({
      code: 'internal',
      message: expect.stringMatching(/^git would not set \S+: .*lock/s),
      hint: ['Run the command again when git is done.'],
    });
  });
});

test('the lines for git go behind those that are there', async () => {
  const { root, write, read } = makeRepository();
  write('.gitattributes', '*.png binary\n');
  write('.tracker/.gitignore', '# ours\n');
  const location = locate(root);
  await applyAll([await planAttributes(location), await planIgnoreRules(location)]);
  expect(read('.gitattributes')).toBe(`*.png binary\n${attributesLine}\n`);
  expect(read('.tracker/.gitignore')).toMatch(/^# ours\n.+/s);
  for (const plan of [planAttributes, planIgnoreRules]) expect((await plan(location)).state).toBe('keep');
});

describe('why git would never carry the database', () => {
  test('is a rule for its folder, named with its place and the way out', async () => {
    const { root, write } = makeRepository();
    write('.gitignore', 'dist/\n.tracker/\n');
    expect(await findIgnoreProblem(locate(root))).toBe(
      'git ignores .tracker because of ".tracker/" in .gitignore, line 2: remove that line, or add "!.tracker/" to .gitignore below it.',
    );
    write('.gitignore', 'dist/\n.tracker/\n!.tracker/\n');
    expect(await findIgnoreProblem(locate(root))).toBeUndefined();
  });

  test('is no rule for the file, which our own undo', async () => {
    const { root, write, git } = makeRepository();
    write('.gitignore', '*.db\n');
    expect(await findIgnoreProblem(locate(root))).toBeUndefined();
    await (await planIgnoreRules(locate(root))).apply();
    write('.tracker/data.db', '');
    git('add', '.tracker');
    expect(git('ls-files')).toContain('.tracker/data.db');
  });

  test('is nothing outside git', async () => {
    expect(await findIgnoreProblem(locate(makeDirectory()))).toBeUndefined();
  });
});
