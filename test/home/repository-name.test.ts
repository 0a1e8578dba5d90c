import { join } from 'node:path';
import { expect, test } from 'vitest';
import { locate } from '../../src/git/ask/repository.ts';
import { nameRepository } from '../../src/home/repository-name.ts';
import { makeDirectory, makeRepository } from '../support/workspace.ts';

test.each([
  ['git@example.org:team/shop.git', 'shop'],
  ['https://example.org/team/shop/', 'shop'],
  ['ssh://git@example.org:22/team/web-shop.git', 'web-shop'],
  ['../shop', 'shop'],
  ['C:\\git\\shop.git', 'shop'],
  ['..', 'payments'],
])('a repository is called as its remote: %s is %s', (url, name) => {
  const { root, git } = makeRepository();
  git('remote', 'add', 'upstream', 'https://example.org/team/other.git');
  git('remote', 'add', 'origin', url);
  expect(nameRepository(locate(root))).toBe(name);
});

test('without a remote it is called as the folder of its main work tree, a linked one too', () => {
  const { root, git, commit } = makeRepository({ name: 'payments-api' });
  commit('First');
  const tree = join(makeDirectory(), 'happy-lamport');
  git('worktree', 'add', '--quiet', tree);
  expect(nameRepository(locate(root))).toBe('payments-api');
  expect(nameRepository(locate(tree))).toBe('payments-api');
});

test('what is no repository is called as its folder', () => {
  const folder = makeDirectory();
  expect(nameRepository({ root: join(folder, 'notes') })).toBe('notes');
  expect(nameRepository({ root: join(folder, 'api'), commonDir: join(folder, '.git'), part: 'api' })).toBe('api');
});
