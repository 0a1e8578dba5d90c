import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, expect, test, vi } from 'vitest';
import { locateGiven } from '../../src/cli/place.ts';
import { chooseRoot, placeFinder } from '../../src/cli/roots.ts';
import { makeDirectory, makeRepository } from '../support/workspace.ts';

afterEach(() => vi.restoreAllMocks());

const uri = (path: string): string => String(pathToFileURL(path));
/** The process is said to be there. */
const goTo = (folder: string) => void vi.spyOn(process, 'cwd').mockReturnValue(folder);

test('of the folders of a client the one with a tracker is taken, else one in a repository, else the first', () => {
  const [plain, empty, tracked] = [makeDirectory(), makeRepository(), makeRepository()];
  mkdirSync(join(tracked.root, '.tracker'));
  const choose = (...folders: string[]) => chooseRoot(folders.map(uri))?.root;
  expect(choose(plain, empty.root, tracked.root)).toBe(tracked.root);
  expect(choose(plain, empty.root)).toBe(empty.root);
  expect(choose('/gone', plain)).toBe(plain);
  expect(choose('/gone')).toBeUndefined();
  expect(chooseRoot(['https://example.org', 'no uri', uri(plain)])?.root).toBe(plain);
});

test('the place is the one that was named, else the working directory in a repository, else what the client says', async () => {
  const [named, other, own, open, outside] = [
    ...[1, 2, 3, 4].map(() => makeRepository().root),
    makeDirectory(),
  ] as string[];
  let asked = 0;
  const askRoots = async () => {
    asked++;
    return [uri(open!)];
  };
  const find = async (env: Record<string, string>, root?: string) =>
    (await placeFinder(env, { root, askRoots })(undefined)).location.root;
  goTo(own!);
  expect(await find({ TRACKER_ROOT: other! }, named)).toBe(named);
  expect(await find({ TRACKER_ROOT: other! })).toBe(other);
  expect(await find({})).toBe(own);
  expect(asked).toBe(0);
  goTo(outside!);
  expect(await find({})).toBe(open);
  expect((await placeFinder({}, {})(undefined)).location.root).toBe(outside);
});

test('where none of the folders of a client can be used, the error says what was given', async () => {
  const outside = makeDirectory();
  writeFileSync(join(outside, 'file'), '');
  goTo(outside);
  for (const given of ['no uri', 'https://example.org/x', uri('/gone'), uri(join(outside, 'file'))])
    await expect(placeFinder({}, { askRoots: async () => [given, given] })(undefined)).rejects.toMatchObject({
      code: 'not_found',
      message: expect.stringContaining(`has "${given}" and 1 more open`),
    });
  goTo(makeRepository().root);
  expect((await placeFinder({}, { askRoots: async () => ['no uri'] })(undefined)).isChosen).toBeUndefined();
});

test('a file that is named as the place is refused, with the folder that it is in', async () => {
  const { root, write } = makeRepository();
  write('file', '');
  const path = join(root, 'file');
  for (const find of [placeFinder({ TRACKER_ROOT: path }, {}), placeFinder({}, { root: path })])
    await expect(find(undefined)).rejects.toMatchObject({
      code: 'invalid_input',
      message: expect.stringContaining(`is "${path}", which is a file and no folder.`),
    });
  expect(() => locateGiven(path, 'TRACKER_ROOT')).toThrow('no folder');
});

test('where the working directory goes, the root that was used last is gone on with while that is there', async () => {
  const { root, write } = makeRepository();
  write('part/x', '');
  goTo(join(root, 'part'));
  const find = placeFinder({}, {});
  expect((await find(undefined)).location.root).toBe(root);
  rmSync(join(root, 'part'), { recursive: true });
  expect((await find(root)).location.root).toBe(root);
  rmSync(root, { recursive: true });
  await expect(find(root)).rejects.toMatchObject({ code: 'database', message: `The work tree ${root} is gone.` });
});
