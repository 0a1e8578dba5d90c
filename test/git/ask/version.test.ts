import { beforeAll, describe, expect, test } from 'vitest';
import { repositoryOf } from '../../../src/git/ask/repository.ts';
import { gapOf, getCommit, getVersion, isShallow, keysOf } from '../../../src/git/ask/version.ts';
import { ticketWriter } from '../../support/ticket-events.ts';
import { makeCommits, ticketOf, versionOf } from '../../support/versions.ts';
import { cloneRepository, makeRepository, type TestRepository } from '../../support/workspace.ts';

/** What the pages of a version take: the room behind them is not read. */
const usedOf = (title: string): Buffer => {
  const file = versionOf(title);
  return file.subarray(0, file.readUInt16BE(16) * file.readUInt32BE(28));
};

const sourceOf = ({ root }: { root: string }) => ({ root, repository: repositoryOf(root) });
let repository: TestRepository;
let source: ReturnType<typeof sourceOf>;
let head: string;

beforeAll(() => {
  repository = makeRepository();
  source = sourceOf(repository);
  head = makeCommits(repository, { head: { content: versionOf('one') } }).head;
  repository.git('reset', '--quiet', '--soft', head);
});

describe('a version', () => {
  test('is that of a commit, by any name of it', async () => {
    repository.git('tag', '--annotate', '--message', 'One', 'v1');
    for (const name of ['HEAD', 'main', 'v1', head.slice(0, 8)])
      expect(await getVersion(source, name)).toEqual({ commit: head, bytes: usedOf('one') });
  });

  test.each([
    ['nowhere', 'git knows no commit nowhere.', /git fetch origin/],
    ['--all', 'git knows no commit --all.', /git fetch origin/],
    ['HEAD:.tracker/data.db', 'git knows no commit HEAD:.tracker/data.db.', /git fetch origin/],
  ])('of %s is not there, and what is to be done is said', async (name, message, hint) => {
    await expect(getVersion(source, name)).rejects.toMatchObject({
      code: 'not_found',
      message,
      hint: [expect.stringMatching(hint)],
    });
  });

  test('is not there before the first commit, nor in a commit without a tracker', async () => {
    const empty = makeRepository();
    await expect(getVersion(sourceOf(empty), 'HEAD')).rejects.toMatchObject({
      code: 'not_found',
      message: 'There is no commit yet.',
      hint: ['Commit .tracker first.'],
    });
    empty.commit('code');
    await expect(getVersion(sourceOf(empty), 'HEAD')).rejects.toMatchObject({
      code: 'not_found',
      message: 'HEAD has no .tracker/data.db.',
    });
  });

  test('is fetched where a partial clone has left it out', async () => {
    repository.git('config', 'uploadpack.allowFilter', 'true');
    const clone = cloneRepository(repository, { options: ['--filter=blob:none', '--no-checkout'] });
    expect((await getVersion(sourceOf(clone), 'HEAD')).bytes).toEqual(usedOf('one'));
    expect(await isShallow(clone.root)).toBe(false);
  });
});

test('a gap counts events, and names tickets once, those that are known', () => {
  const { create, write, ticket } = ticketWriter({ number: 100_001 });
  const comment = write({ kind: 'comment', payload: { body: 'Seen' } });
  const other = ticketOf('other');
  const keys = keysOf([create, comment, other]);
  expect([...keys]).toEqual([
    [ticket, 'PAY-100001'],
    [other.ticket, expect.stringMatching(/^PAY-\d{6}$/)],
  ]);
  const project = { ...create, ticket: null, kind: 'project', payload: { project: 'PAY' } } as typeof create;
  expect(gapOf('abc', [create, comment, project, ticketOf('unknown')], keys)).toEqual({
    commit: 'abc',
    events: 4,
    tickets: ['PAY-100001'],
  });
});

test('a clone without its history is shallow', async () => {
  expect(await isShallow(cloneRepository(repository, { options: ['--depth=1'] }).root)).toBe(true);
});

test('a repository that git does not answer for is not one without a commit', async () => {
  const broken = makeRepository();
  broken.write('.git/HEAD', 'nonsense');
  await expect(getCommit(broken.root, 'HEAD')).rejects.toThrow(
    /^git could not be asked: it says "not a git repository/,
  );
});
