import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { carriedBy, findInIndex } from '../../../src/git/ask/carried.ts';
import { locate } from '../../../src/git/ask/repository.ts';
import { makeDirectory, makeRepository } from '../../support/workspace.ts';

describe('whether git carries the file', () => {
  it('is read from the index, whatever else is in there, and again when that has changed', async () => {
    const { root, write, git } = makeRepository();
    write('.tracker/data.db', 'data');
    write('other/.tracker/data.db', 'data');
    const isCarried = carriedBy(locate(root));
    expect(await isCarried()).toBe(false);
    git('add', 'other');
    expect(await isCarried()).toBe(false);
    git('add', '.tracker');
    expect(await isCarried()).toBe(true);
    git('rm', '--cached', '--quiet', '.tracker/data.db');
    expect(await isCarried()).toBe(false);
  });

  it('is about the part of a work tree whose tracker it is', async () => {
    const { root, write, git } = makeRepository();
    write('packages/pay/.tracker/data.db', 'data');
    git('add', '--all');
    expect(await carriedBy(locate(join(root, 'packages/pay')))()).toBe(true);
    expect(await carriedBy(locate(root))()).toBe(false);
  });

  it('is asked of git where the index is in another format', async () => {
    const { root, write, git } = makeRepository();
    write('.tracker/.gitignore', 'local/');
    write('.tracker/data.db', 'data');
    git('add', '--all');
    for (const format of [
      ['update-index', '--index-version', '4'],
      ['update-index', '--split-index'],
    ]) {
      git(...format);
      expect(await carriedBy(locate(root))()).toBe(true);
    }
    const index = readFileSync(join(root, '.git/index'));
    expect(findInIndex(index, '.tracker/data.db')).not.toBe(false);
    expect(findInIndex(Buffer.from('none'), '.tracker/data.db')).toBeUndefined();
  });

  it('is not so outside of git', async () => {
    expect(await carriedBy(locate(makeDirectory()))()).toBe(false);
  });
});
