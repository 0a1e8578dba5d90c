import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { locate } from '../../../../src/git/ask/repository.ts';
import { hasBelow, isLocalTracked, isUnmerged } from '../../../../src/home/file/side/tracked.ts';
import { makeRepository } from '../../../support/workspace.ts';

const wanted = '.tracker/local/';

test.each(['2', '3', '4'])(
  'an index of version %s says what is below a folder, and what only looks like it',
  (version) => {
    const { root, git, write } = makeRepository();
    const index = () => readFileSync(join(root, '.git/index'));
    write('a.txt', '');
    for (const path of ['.tracker/data.db', '.tracker/local-notes', 'x/.tracker/local/lock', 'y.tracker/local/lock'])
      write(path, '');
    git('add', '--all');
    // Version 3 has what is only intended to be added.
    write('later', '');
    git('add', '--intent-to-add', 'later');
    git('update-index', '--index-version', version);
    expect(index().readUInt32BE(4)).toBe(version === '2' ? 3 : Number(version));
    expect(hasBelow(index(), wanted)).toBe(false);
    expect(hasBelow(index(), `x/${wanted}`)).toBe(true);
    write('.tracker/local/lock', '');
    git('add', '--force', '.tracker/local/lock');
    expect(hasBelow(index(), wanted)).toBe(true);
    expect(isLocalTracked(locate(root))).toBe(true);
    expect(isLocalTracked({ ...locate(root), part: 'y' })).toBe(false);
  },
);

test('the hashes of an index may be longer, and what is no index tracks nothing', () => {
  const { root, git, write } = makeRepository();
  const other = join(root, 'other');
  git('init', '--quiet', '--object-format=sha256', other);
  write('other/.tracker/local/lock', '');
  git('-C', other, 'add', '--force', '--all');
  expect(hasBelow(readFileSync(join(other, '.git/index')), wanted)).toBe(true);
  expect(hasBelow(Buffer.from(`no index ${wanted}`), wanted)).toBe(false);
  expect([isLocalTracked({ root }), isLocalTracked(locate(root))]).toEqual([false, false]);
});

test.each(['2', '4'])('an index of version %s says that the file is unmerged, wherever the tracker is', (version) => {
  const { root, git, write } = makeRepository();
  write('.tracker/data.db', 'one');
  write('part/.tracker/data.db', 'one');
  git('add', '--all');
  const blob = git('rev-parse', ':.tracker/data.db');
  const parted = { ...locate(root), part: 'part' };
  expect([isUnmerged(locate(root)), isUnmerged(parted), isUnmerged({ root })]).toEqual([false, false, false]);
  git('update-index', '--force-remove', 'part/.tracker/data.db');
  const unmerged = [1, 2, 3].map((stage) => `100644 ${blob} ${stage}\tpart/.tracker/data.db\n`);
  execFileSync('git', ['update-index', '--index-info'], { cwd: root, input: unmerged.join('') });
  git('update-index', '--index-version', version);
  expect([isUnmerged(locate(root)), isUnmerged(parted)]).toEqual([false, true]);
});
