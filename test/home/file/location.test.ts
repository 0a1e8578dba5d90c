import { existsSync, mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { checkTracker, getGitDir, makeLocal, makeSidePaths } from '../../../src/home/file/location.ts';
import { refusal } from '../../support/refusal.ts';
import { makeDirectory } from '../../support/workspace.ts';

function makeRoot({ git = true } = {}) {
  const root = makeDirectory();
  const gitDir = join(root, '.git');
  if (git) mkdirSync(gitDir);
  return { root, ...(git && { gitDir, commonDir: gitDir }) };
}

test('beside git the side files are in its directory, those of the clone in the common one', () => {
  const location = { ...makeRoot(), commonDir: makeDirectory() };
  expect(makeSidePaths(location)).toEqual({
    own: join(location.gitDir!, 'tracker'),
    shared: join(location.commonDir, 'tracker'),
  });
  expect(existsSync(join(location.root, '.tracker'))).toBe(false);
  const [a, b] = ['packages/a', 'packages/b'].map((part) => makeSidePaths({ ...location, part }).own);
  expect(a).not.toBe(b);
  expect(statSync(a!).isDirectory()).toBe(true);
});

test('without git they are where git would ignore them, by a rule that may be a team has', () => {
  const location = makeRoot({ git: false });
  const local = join(location.root, '.tracker/local');
  expect(makeSidePaths(location)).toEqual({ own: local, shared: local });
  expect(readFileSync(join(local, '.gitignore'), 'utf8')).toBe('*\n');
  writeFileSync(join(local, '.gitignore'), 'own rules');
  makeLocal(location);
  expect(readFileSync(join(local, '.gitignore'), 'utf8')).toBe('own rules');
});

test('a link in the place of the side folder is not followed: another place is taken', () => {
  const location = makeRoot();
  const elsewhere = makeDirectory();
  symlinkSync(elsewhere, join(location.gitDir!, 'tracker'));
  const local = join(location.root, '.tracker/local');
  expect(makeSidePaths(location)).toEqual({ own: local, shared: local });
});

test('what is in the place of .tracker, or of the folder in it, and is no folder is an error by its name', () => {
  const location = makeRoot();
  checkTracker(location);
  mkdirSync(join(location.root, '.tracker'));
  symlinkSync(makeDirectory(), join(location.root, '.tracker/local'));
  for (const use of [checkTracker, makeSidePaths, makeLocal])
    expect(refusal(() => use(location)).message).toBe('.tracker/local is a symbolic link, not a folder.');
  const other = makeRoot();
  writeFileSync(join(other.root, '.tracker'), '');
  expect(refusal(() => checkTracker(other)).message).toBe('.tracker is a plain file, not a folder.');
});

test('what is done only where there is git says where there is none', () => {
  const location = makeRoot({ git: false });
  expect(() => getGitDir(location)).toThrow(`${location.root} is in no git repository.`);
});
