import { expect, test } from 'vitest';
import { findCommits } from '../../../src/git/ask/commits.ts';
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
