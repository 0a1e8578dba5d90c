import { existsSync, renameSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect, test } from 'vitest';
import { locate } from '../../../../src/git/ask/repository.ts';
import { isTreeRemoved, listLeaseFolders, treeName } from '../../../../src/home/file/side/work-trees.ts';
import { makeDirectory, makeRepository } from '../../../support/workspace.ts';

function makeTrees() {
  const repository = makeRepository();
  repository.commit('first');
  const linked = join(makeDirectory(), 'linked');
  const add = () => repository.git('worktree', 'add', '--quiet', '--force', '--detach', linked);
  add();
  return { ...repository, linked, add, main: locate(repository.root) };
}

test('a work tree is named so that no later one of the same folder is taken for it', () => {
  const { git, linked, add, main } = makeTrees();
  const name = treeName(locate(linked));
  expect(name).toMatch(/^linked-[0-9a-f]{12}$/);
  expect([treeName(locate(linked)), treeName(main), treeName({ root: linked })]).toEqual([name, '', '']);
  expect(isTreeRemoved(main, name)).toBe(false);
  git('worktree', 'remove', '--force', linked);
  expect(isTreeRemoved(main, name)).toBe(true);
  add();
  const next = treeName(locate(linked));
  expect([isTreeRemoved(main, name), isTreeRemoved(main, next), next === name]).toEqual([true, false, false]);
});

test('a folder that is missing is believed only of who saw it from here; one that moved with git is not missing', () => {
  const { git, linked, main } = makeTrees();
  const name = treeName(locate(linked));
  git('worktree', 'move', linked, `${linked}-moved`);
  expect(isTreeRemoved(main, name)).toBe(false);
  rmSync(`${linked}-moved`, { recursive: true });
  expect([isTreeRemoved(main, name), isTreeRemoved(main, name, 'elsewhere')]).toEqual([true, false]);
  expect([isTreeRemoved(main, ''), isTreeRemoved({ root: main.root }, name)]).toEqual([false, false]);
});

test('leases are looked for in the shared folder and beside the lock of each work tree', () => {
  const { root, linked, main } = makeTrees();
  const local = (tree: string) => join(tree, '.tracker/local');
  expect(listLeaseFolders(main)).toEqual([join(root, '.git/tracker'), local(root), local(linked)]);
  expect(listLeaseFolders({ ...locate(linked), part: 'pay', root: join(linked, 'pay') })).toEqual([
    join(root, '.git/tracker'),
    ...[join(linked, 'pay'), join(root, 'pay')].map(local),
  ]);
  expect(listLeaseFolders({ root })).toEqual([local(root)]);
  renameSync(linked, `${linked}-by-hand`);
  expect([existsSync(linked), basename(listLeaseFolders(main)[0]!)]).toEqual([false, 'tracker']);
});
