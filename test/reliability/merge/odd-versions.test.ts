import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { startClient, type TestClient } from '../../support/client.ts';
import { copiesOf } from '../../support/copies.ts';
import { blobOf, dataOf, expectWhole, factsOf } from '../../support/file-facts.ts';
import { setUpTracker } from '../../support/set-up.ts';
import { until } from '../../support/until.ts';
import { makeRepository, type TestRepository } from '../../support/workspace.ts';

const tool = 'ticket';
const titles = (file: string | Buffer): string[] =>
  factsOf(file)
    .tickets.map((ticket) => ticket.title)
    .toSorted();

interface Divided extends TestRepository {
  client: TestClient;
  create(title: string): Promise<void>;
  save(message: string): void;
}

/** "base" on both; `theirs` is checked out and to be changed; `main` has "ours" as well. */
async function divided(): Promise<Divided> {
  const { repository } = await copies();
  return open(repository);
}

const copies = copiesOf(async () => {
  const repository = makeRepository();
  setUpTracker(repository);
  const { git, client, create, save } = await open(repository);
  await create('base');
  save('base');
  git('branch', 'theirs');
  await create('ours');
  save('ours');
  git('checkout', '--quiet', 'theirs');
  await client.close();
  return { repository };
});

async function open(repository: TestRepository): Promise<Divided> {
  const { root, git } = repository;
  const client = await startClient({ cwd: root });
  const create = async (title: string) =>
    expect(await client.call(tool, { action: 'create', title })).toMatchObject({ isError: false });
  const save = (message: string) => {
    git('add', '--all');
    git('commit', '--quiet', '--message', message);
  };
  return { ...repository, client, create, save };
}

/** Merges `theirs` into `main`, which git cannot do by itself. */
function mergeInto({ git }: Divided): void {
  git('checkout', '--quiet', 'main');
  expect(() => git('merge', '--quiet', '--no-edit', 'theirs')).toThrow(/Command failed/);
}

test('a file that one side has changed and the other has deleted stays, and so does what is written before it is settled', async () => {
  const repository = await divided();
  const { root, git, client, create, save } = repository;
  git('rm', '--quiet', '.tracker/data.db');
  git('commit', '--quiet', '--message', 'without');
  mergeInto(repository);
  expect(git('ls-files', '--unmerged').split('\n')).toHaveLength(2);
  expect((await client.call(tool, { action: 'list' })).text).toContain('ours');
  await create('before it is settled');
  save('settled');
  expect(titles(blobOf(repository, 'HEAD:.tracker/data.db'))).toEqual(['base', 'before it is settled', 'ours']);
  // The other way around: ours is the side without the file, and git puts theirs into the work tree.
  git('checkout', '--quiet', 'theirs');
  expect(() => git('merge', '--quiet', '--no-edit', 'main~1')).toThrow(/Command failed/);
  await create('on their side');
  expect(titles(dataOf(root))).toEqual(['base', 'on their side', 'ours']);
  expectWhole(dataOf(root));
});

test('a folder that one side has renamed takes the tickets of the other side along', async () => {
  const repository = await divided();
  const { root, git, client, create } = repository;
  git('mv', '.tracker', 'tickets');
  git('commit', '--quiet', '--message', 'renamed');
  git('checkout', '--quiet', 'main');
  git('merge', '--quiet', '--no-edit', 'theirs');
  expect(titles(blobOf(repository, 'HEAD:tickets/data.db'))).toEqual(['base', 'ours']);
  expect(await client.call(tool, { action: 'list' })).toMatchObject({
    isError: true,
    text: expect.stringMatching(/took it out of git/),
  });
  expect(existsSync(dataOf(root))).toBe(false);
  git('mv', 'tickets', '.tracker');
  git('commit', '--quiet', '--message', 'renamed back');
  await create('after it');
  expect(titles(dataOf(root))).toEqual(['after it', 'base', 'ours']);
});

test.each<[string, (file: string) => void]>([
  [
    'a pointer of Git LFS',
    (file) => writeFileSync(file, 'version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n'),
  ],
  ['torn', (file) => writeFileSync(file, readFileSync(file).subarray(0, 30_000))],
  [
    'damaged inside',
    (file) => {
      const bytes = readFileSync(file);
      writeFileSync(file, bytes.fill(0xab, 4096));
    },
  ],
  ['empty', (file) => writeFileSync(file, '')],
])(
  'a version that is %s on the other side leaves ours whole, in use, and the conflict to the user',
  async (_, spoil) => {
    const repository = await divided();
    const { root, git, client, create, save } = repository;
    spoil(dataOf(root));
    save('spoilt');
    git('checkout', '--quiet', 'main');
    const merged = (() => {
      try {
        git('merge', '--quiet', '--no-edit', 'theirs');
        return true;
      } catch {
        return false;
      }
    })();
    // git hands an empty file to the driver where there is none, so that an empty one is a version without tickets.
    if (!merged) expect(git('ls-files', '--unmerged').split('\n')).toHaveLength(3);
    expectWhole(dataOf(root));
    expect(titles(dataOf(root)).includes('ours')).toBe(true);
    const { text, isError } = await client.call(tool, { action: 'list' });
    expect({ text, isError }).toMatchObject({ isError: false, text: expect.stringContaining('ours') });
    await create('meanwhile');
    save('settled');
    expect(titles(blobOf(repository, 'HEAD:.tracker/data.db'))).toContain('meanwhile');
    expect(titles(blobOf(repository, 'HEAD:.tracker/data.db'))).toContain('ours');
  },
);

test('a version in write-ahead format, as a viewer leaves it, is merged like any other', async () => {
  const repository = await divided();
  const { root, git, create, save } = repository;
  await create('theirs');
  const viewer = new Database(dataOf(root));
  viewer.pragma('journal_mode = WAL');
  viewer.close();
  expect(readFileSync(dataOf(root))[18]).toBe(2);
  save('in write-ahead format');
  git('checkout', '--quiet', 'main');
  git('merge', '--quiet', '--no-edit', 'theirs');
  expect(titles(dataOf(root))).toEqual(['base', 'ours', 'theirs']);
  expect(readFileSync(dataOf(root))[18]).toBe(1);
  expectWhole(dataOf(root));
  git('checkout', '--quiet', 'theirs');
  await create('back in rollback format');
  expect(readFileSync(join(root, '.tracker/data.db'))[18]).toBe(1);
  expect(titles(dataOf(root))).toEqual(['back in rollback format', 'base', 'theirs']);
});

test('what a merge of three lost of one parent comes back, though the version of another parent is no database', async () => {
  const repository = await divided();
  const { root, git, client, create, save } = repository;
  await create('theirs');
  save('theirs');
  git('checkout', '--quiet', '-b', 'broken', 'main');
  writeFileSync(dataOf(root), 'no database');
  save('broken');
  git('checkout', '--quiet', 'main');
  git('merge', '--quiet', '--no-edit', '--strategy', 'ours', 'theirs', 'broken');
  // The look comes after the answer, and on a slow machine after several.
  await until('the other side is back', async () => {
    expect(await client.call(tool, { action: 'list' })).toMatchObject({ isError: false });
    return titles(dataOf(root)).includes('theirs');
  });
  expect(titles(dataOf(root))).toEqual(['base', 'ours', 'theirs']);
});
