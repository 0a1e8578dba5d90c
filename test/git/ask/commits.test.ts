import { expect, test } from 'vitest';
import { findCommits, findOutsideHead } from '../../../src/git/ask/commits.ts';
import { makeDirectory, makeRepository } from '../../support/workspace.ts';

test('commits are found by hash, short hash or name, several at once, each once, with their subjects', async () => {
  const { root, git } = makeRepository();
  const make = (message: string) => {
    git('commit', '--quiet', '--allow-empty', '-m', message);
    return git('rev-parse', 'HEAD');
  };
  const first = { hash: make('Schlüssel prüfen\n\nA body.'), subject: 'Schlüssel prüfen' };
  const second = { hash: make('Second'), subject: 'Second' };
  git('tag', '--annotate', '--message', 'A tag', 'v1', first.hash);
  const names = [first.hash, first.hash.slice(0, 7), 'HEAD~1', 'v1', 'nothing', 'main', second.hash, 'main'];
  const found = await findCommits(root, names);
  expect(names.map((name) => found.get(name))).toEqual([
    ...[first, first, first, first],
    undefined,
    ...[second, second, second],
  ]);
});

test('a hash that is no commit, a range, an option and a line end name none', async () => {
  const { root, git, write } = makeRepository();
  write('a.txt', 'a');
  git('add', '.');
  git('commit', '--quiet', '-m', 'First');
  const names = ['', 'f'.repeat(40), 'abc123', '--all', 'HEAD..HEAD', 'HEAD:a.txt', 'HEAD\0', 'HEAD\nHEAD', ';id'];
  expect([...(await findCommits(root, names)).keys()]).toEqual([]);
  expect([...(await findCommits(root, [...names, 'HEAD'])).keys()]).toEqual(['HEAD']);
  expect((await findCommits(makeDirectory(), ['HEAD'])).size).toBe(0);
  expect((await findCommits(root, [])).size).toBe(0);
});

test('commits that HEAD does not come from are told, also where one is nowhere, and none without git or a commit', async () => {
  const { root, git, commit } = makeRepository();
  const gone = 'e'.repeat(40);
  const unborn = makeRepository();
  expect((await findOutsideHead(unborn.root, [gone])).size).toBe(0);
  expect((await findOutsideHead(makeDirectory(), [gone])).size).toBe(0);
  const first = commit('First');
  git('checkout', '-q', '-b', 'other');
  const others = [commit('Other'), commit('Another')];
  git('checkout', '-q', 'main');
  const second = commit('Second');
  const outside = async (...hashes: string[]) => [...(await findOutsideHead(root, hashes))];
  expect(await outside(first, second)).toEqual([]);
  expect(await outside(first, ...others, second)).toEqual(others);
  expect(await outside(gone, first, others[1]!)).toEqual([gone, others[1]]);
  expect(await outside(gone)).toEqual([gone]);
  git('merge', '-q', '--no-edit', '-s', 'ours', 'other');
  expect(await outside(...others, gone)).toEqual([gone]);
});
