import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { placesToServe, placeToServe } from '../../../src/cli/network/place-to-serve.ts';
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
});

test('several are served, each by the name after its last "=", where no such folder is meant', async () => {
  const [one, two] = [makeRepository().root, makeRepository({ name: 'website' }).root];
  const places = async (words: string[], options = {}, env = {}) =>
    (await placesToServe({ words, options }, contextOf(one, env))).map(({ location, called }) => [
      location.root,
      called,
    ]);
  expect(await places([])).toEqual([[one, undefined]]);
  expect(await places([`${two}=shop`])).toEqual([[two, 'shop']]);
  expect(await places([one, `${two}=shop`])).toEqual([
    [one, undefined],
    [two, 'shop'],
  ]);
  const odd = join(makeDirectory(), 'a=b');
  mkdirSync(odd);
  expect(await places([odd, `${odd}=c`])).toEqual([
    [odd, undefined],
    [odd, 'c'],
  ]);
  await expect(places([one, `${two}=The shop`])).rejects.toThrow('is called by 1 to 39 of a-z');
  await expect(places([one, join(two, 'nowhere')])).rejects.toMatchObject({ code: 'not_found' });
  await expect(places([one, two], { clone: 'x' })).rejects.toThrow('are for one DIR');
  await expect(places([one, two], {}, { TRACKER_FIRST_TOKEN_FILE: 'x' })).rejects.toThrow('are for one DIR');
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
