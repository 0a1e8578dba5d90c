import { existsSync, mkdirSync, readFileSync, statSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { checkTokenFile, hasTokens, makeFirstToken } from '../../../src/cli/network/first-token.ts';
import { locate } from '../../../src/git/ask/repository.ts';
import { refused } from '../../access/opened.ts';
import { makeDirectory, makeRepository } from '../../support/workspace.ts';

test('the first token is in a file for its user alone, and one that cannot be written opens nothing', async () => {
  const here = { location: locate(makeRepository().root), env: {} };
  expect(await hasTokens(here)).toBe(false);
  const file = join(makeDirectory(), 'token');
  await makeFirstToken(here, file);
  expect([readFileSync(file, 'utf8'), (statSync(file).mode & 0o777).toString(8)]).toEqual([
    expect.stringMatching(/^trk_\w{43}\n$/),
    '600',
  ]);
  const before = readFileSync(file, 'utf8');
  await expect(makeFirstToken(here, file)).rejects.toMatchObject({ code: 'EEXIST' });
  expect(readFileSync(file, 'utf8')).toBe(before);
});

test('a file in the repository is refused, also by a link to it', async () => {
  const { root } = makeRepository();
  const folder = makeDirectory();
  symlinkSync(root, join(folder, 'link'));
  for (const file of [join(root, 'token'), join(root, '.git/token'), join(folder, 'link/token')])
    expect(await refused(() => checkTokenFile(file, root)), file).toMatch(/git would carry the token/);
  mkdirSync(join(folder, '..token'));
  checkTokenFile(join(folder, '..token/token'), root);
  expect(existsSync(join(folder, '..token/token'))).toBe(false);
});
