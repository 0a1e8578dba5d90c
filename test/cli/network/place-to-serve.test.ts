import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { placeToServe } from '../../../src/cli/network/place-to-serve.ts';
import { cloneRepository, makeDirectory, makeHub, makeRepository } from '../../support/workspace.ts';
import { openContext } from '../context.ts';

const contextOf = (cwd: string, env: Record<string, string> = {}) => openContext({ cwd, env }).context;

test('DIR goes before TRACKER_DIR, and that before where the process is; --root before TRACKER_DIR', async () => {
  const [here, there, named] = [makeRepository().root, makeRepository().root, makeRepository().root];
  const place = async (words: string[], env = {}, options = {}) =>
    (await placeToServe({ words, options }, contextOf(here, env))).root;
  expect(await place([])).toBe(here);
  expect(await place([], { TRACKER_DIR: there })).toBe(there);
  expect(await place([named], { TRACKER_DIR: there })).toBe(named);
  expect(await place([], { TRACKER_DIR: there }, { root: here })).toBe(here);
  expect(await place([], { TRACKER_DIR: '' })).toBe(here);
  await expect(place([join(here, 'nowhere')])).rejects.toMatchObject({ code: 'not_found' });
  await expect(place(['a', 'b'])).rejects.toThrow('One DIR is served');
});

test('a clone is made in DIR and nowhere else, and with a first token asked for it gets a tracker', async () => {
  const hub = makeHub();
  const writer = cloneRepository(hub);
  writer.commit('code');
  writer.git('push', '--quiet', 'origin', 'main');
  const top = makeDirectory();
  const clone = (words: string[], env = {}) =>
    placeToServe({ words, options: { clone: hub.root } }, contextOf(top, env));
  await expect(clone([])).rejects.toThrow('--clone needs the folder');
  const team = join(top, 'team');
  expect((await clone([team])).root).toBe(team);
  expect(existsSync(join(team, '.tracker'))).toBe(false);
  const tokenFile = join(top, 'token');
  await clone([team], { TRACKER_FIRST_TOKEN_FILE: tokenFile, TRACKER_PROJECT: 'OPS' });
  expect([existsSync(join(team, '.tracker/data.db')), existsSync(tokenFile)]).toEqual([true, true]);
});
