import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { cloneInto } from '../../../src/cli/network/clone.ts';
import { refused } from '../../access/opened.ts';
import { cloneRepository, makeDirectory, makeHub, openRepository } from '../../support/workspace.ts';

const way = { isTerminal: false };

test('a clone is made where none is, and found where it was made before', async () => {
  const hub = makeHub();
  const writer = cloneRepository(hub);
  writer.commit('code');
  writer.git('push', '--quiet', 'origin', 'main');
  const folder = join(makeDirectory(), 'a/b');
  await cloneInto(hub.root, folder, way);
  const { git } = openRepository(folder);
  expect(git('log', '--format=%s')).toBe('code');
  writer.commit('more');
  writer.git('push', '--quiet', 'origin', 'main');
  await cloneInto(hub.root, folder, way);
  // What comes later is for --sync.
  expect(git('log', '--format=%s')).toBe('code');
});

test('a folder that has anything else is left as it is', async () => {
  const hub = makeHub();
  const other = cloneRepository(makeHub());
  expect(await refused(() => cloneInto(hub.root, other.root, way))).toMatch(/^conflict: .*no clone of that repository/);
  const folder = makeDirectory();
  writeFileSync(join(folder, 'file'), '');
  expect(await refused(() => cloneInto(hub.root, folder, way))).toMatch(/^conflict: .*not empty/);
  expect(readdirSync(folder)).toEqual(['file']);
});

test('where git does not clone its reason is said, and no folder is left that was not there', async () => {
  const folder = join(makeDirectory(), 'new');
  expect(await refused(() => cloneInto('/nowhere/at/all', folder, way))).toMatch(/^network_error: git did not clone: /);
  expect(existsSync(folder)).toBe(false);
  mkdirSync(folder);
  await refused(() => cloneInto('--upload-pack=touch /tmp/x', folder, way));
  expect(existsSync(folder)).toBe(true);
});
