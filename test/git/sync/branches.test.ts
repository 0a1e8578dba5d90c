import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { git } from '../../../src/git/ask/git.ts';
import { type Branch, getBranch, getRemote, listTargets, shortName } from '../../../src/git/sync/branches.ts';
import { makeCommits } from '../../support/versions.ts';
import { makeDirectory, makeRepository, type TestRepository } from '../../support/workspace.ts';

interface Given {
  /** What is checked out. */
  head?: string;
  /** Lines of git's configuration. */
  config?: string[];
  /** References that there are besides the branch topic, and what each remote's default branch is noted to be. */
  refs?: string[];
  defaults?: Record<string, string>;
}

/** A clone and the remote that it may ask, in which each name means the same commit. */
let clone: TestRepository;
let hub: TestRepository;
let commit: string;

beforeAll(() => {
  [clone, hub] = [makeRepository(), makeRepository()];
  for (const each of [clone, hub]) commit = makeCommits(each, { only: { time: 1_000 } }).only;
});

/** Writes git's files as they would be: no git has to be started for it. */
function give(
  repository: TestRepository,
  { head = 'ref: refs/heads/topic', config = [], refs = [], defaults = {} }: Given,
) {
  rmSync(join(repository.root, '.git/refs'), { recursive: true });
  repository.write('.git/refs/heads/.keep', '');
  repository.write('.git/HEAD', `${head}\n`);
  repository.write('.git/config', ['[core]', 'repositoryformatversion = 0', ...config, ''].join('\n'));
  repository.write(
    '.git/packed-refs',
    refs
      .toSorted()
      .map((ref) => `${commit} ${ref}\n`)
      .join(''),
  );
  for (const [remote, branch] of Object.entries(defaults))
    repository.write(`.git/refs/remotes/${remote}/HEAD`, `ref: refs/remotes/${remote}/${branch}\n`);
}

const remote = (name: string, ...lines: string[]): string[] => [
  `[remote "${name}"]`,
  `url = ${hub.root}`,
  `fetch = +refs/heads/*:refs/remotes/${name}/*`,
  ...lines,
];
const follows = (from: string, branch: string): string[] => [
  '[branch "topic"]',
  `remote = ${from}`,
  `merge = refs/heads/${branch}`,
];
const topic = 'refs/heads/topic';

describe('the branch', () => {
  const branch = async (given: Given): Promise<Branch> => {
    give(clone, { refs: [topic], ...given });
    return getBranch(clone.root);
  };

  test('has what it follows, what it is pushed to, and all remotes', async () => {
    const config = [...remote('origin'), ...remote('fork'), ...follows('origin', 'main')];
    const triangle = ['[remote]', 'pushDefault = fork', '[push]', 'default = current'];
    const refs = [topic, 'refs/remotes/origin/main'];
    const upstream = { ref: 'refs/remotes/origin/main', remote: 'origin', branch: 'main' };
    expect(await branch({ config: [...config, ...triangle], refs })).toEqual({
      name: 'topic',
      remotes: ['fork', 'origin'],
      upstream,
      push: { ref: 'refs/remotes/fork/topic', remote: 'fork', branch: 'topic' },
    });
    // Where names differ, git's own default pushes nowhere.
    expect(await branch({ config, refs })).toMatchObject({ upstream, push: undefined });
  });

  test('is pushed to where a refspec says, and to a remote whose name has a slash', async () => {
    const push = ['[push]', 'default = current', '[remote]', 'pushDefault = team/alice'];
    const renamed = remote('team/alice', 'push = refs/heads/topic:refs/heads/review/topic');
    expect((await branch({ config: [...renamed, ...push] })).push).toEqual({
      ref: 'refs/remotes/team/alice/review/topic',
      remote: 'team/alice',
      branch: 'review/topic',
    });
    expect((await branch({ config: [...remote('team/alice'), ...push] })).push).toEqual({
      ref: 'refs/remotes/team/alice/topic',
      remote: 'team/alice',
      branch: 'topic',
    });
  });

  test('follows nothing that is in this clone alone, and has its name where a tag has that too', async () => {
    const config = [...remote('origin'), ...follows('.', 'main')];
    expect(await branch({ config, refs: [topic, 'refs/heads/main', 'refs/tags/topic'] })).toEqual({
      ...{ name: 'topic', remotes: ['origin'] },
      upstream: undefined,
      push: undefined,
    });
  });

  test.each<[string, () => Given, string]>([
    [
      'a detached HEAD',
      () => ({ head: commit, config: remote('origin') }),
      'HEAD is detached: there is no branch to merge into.',
    ],
    ['no remote', () => ({}), 'This repository has no remote.'],
    ['no commit', () => ({ config: remote('origin'), refs: [] }), 'The branch topic has no commit yet.'],
  ])('is refused with %s', async (_, given, message) => {
    await expect(branch(given())).rejects.toMatchObject({ code: 'invalid_input', message });
  });

  test('is refused outside of git', async () => {
    await expect(getBranch(makeDirectory())).rejects.toMatchObject({ message: 'This is no git repository.' });
  });
});

test("the team's remote is the one that is followed, else origin, else the only one", () => {
  const branch = (remotes: string[], from?: string): Branch => ({
    ...{ name: 'topic', remotes, push: undefined },
    upstream: from ? { remote: from, branch: 'main', ref: `refs/remotes/${from}/main` } : undefined,
  });
  expect(getRemote(branch(['fork', 'origin'], 'fork'))).toBe('fork');
  expect(getRemote(branch(['fork', 'origin']))).toBe('origin');
  expect(getRemote(branch(['fork']))).toBe('fork');
  expect(() => getRemote(branch(['fork', 'theirs']))).toThrow('the remotes are fork, theirs.');
});

describe('what there is to merge', () => {
  /** Full names, and what the remote was asked for. */
  async function targets(given: Given, asked?: string): Promise<{ refs: string[]; ran: string[] }> {
    give(clone, {
      ...given,
      refs: [topic, ...(given.refs ?? [])],
      config: [...remote('origin'), ...(given.config ?? [])],
    });
    const ran: string[] = [];
    const run = (args: string[]) => {
      ran.push(args.find((arg) => /^\+/.test(arg)) ?? args[0]!);
      return git(clone.root, args);
    };
    return { refs: await listTargets(clone.root, await getBranch(clone.root), run, asked), ran };
  }
  const [main, own] = ['refs/remotes/origin/main', 'refs/remotes/origin/topic'];

  test('is what the branch follows, where that is another', async () => {
    const given = { config: follows('origin', 'main'), refs: [main, own] };
    expect(await targets(given)).toEqual({ refs: [main], ran: [] });
    const pushed = ['[push]', 'default = current'];
    expect(await targets({ ...given, config: [...given.config, ...pushed] })).toEqual({ refs: [own, main], ran: [] });
    // Not pushed yet.
    expect(await targets({ config: [...given.config, ...pushed], refs: [main] })).toEqual({ refs: [main], ran: [] });
  });

  test("is the branch itself at the remote, and the remote's default branch, once where that is the same", async () => {
    const given = { config: follows('origin', 'topic'), refs: [main, own] };
    const isDefault = (branch: string) =>
      give(hub, { head: `ref: refs/heads/${branch}`, refs: [`refs/heads/${branch}`] });
    const ran = ['ls-remote'];
    isDefault('topic');
    expect(await targets(given)).toEqual({ refs: [own], ran });
    isDefault('main');
    expect(await targets(given)).toEqual({ refs: [own, main], ran });
    const unpushed = [...given.config, '[push]', 'default = nothing'];
    expect(await targets({ ...given, config: unpushed })).toEqual({ refs: [own, main], ran });
  });

  test('is the default branch as the remote says it now, else as the clone has noted it', async () => {
    const trunk = 'refs/remotes/origin/trunk';
    const given = { config: follows('origin', 'topic'), refs: [main, own, trunk], defaults: { origin: 'main' } };
    give(hub, { head: 'ref: refs/heads/trunk', refs: ['refs/heads/trunk'] });
    expect((await targets(given)).refs).toEqual([own, trunk]);
    give(hub, { head: 'ref: refs/heads/unborn' });
    expect((await targets(given)).refs).toEqual([own, main]);
  });

  test('is fetched where the clone has no default branch, or one that is gone', async () => {
    give(hub, { head: 'ref: refs/heads/main', refs: ['refs/heads/main', 'refs/heads/develop'] });
    expect(await targets({})).toEqual({ refs: [main], ran: ['ls-remote', `+refs/heads/main:${main}`] });
    expect(await targets({ refs: [main], defaults: { origin: 'gone' } })).toEqual({ refs: [main], ran: ['ls-remote'] });
    give(hub, { head: 'ref: refs/heads/unborn' });
    expect(await targets({ config: follows('origin', 'topic'), refs: [own] })).toMatchObject({ refs: [own] });
    await expect(targets({})).rejects.toMatchObject({
      code: 'invalid_input',
      message: 'origin has no default branch to merge.',
    });
  });

  test('is what is asked for: of the remote, of another one, or what the clone has of that name', async () => {
    give(hub, { refs: ['refs/heads/develop', 'refs/heads/fork/x'] });
    const given = { config: [...follows('origin', 'topic'), ...remote('fork')], refs: [own, 'refs/tags/v1'] };
    const base = async (asked: string) => (await targets(given, asked)).refs;
    expect(await base('develop')).toEqual([own, 'refs/remotes/origin/develop']);
    expect(await base('fork/develop')).toEqual([own, 'refs/remotes/fork/develop']);
    expect(await base('v1')).toEqual([own, 'v1']);
    expect(await base('topic')).toEqual([own]);
    for (const asked of ['nowhere', '--all', 'a..b'])
      await expect(base(asked)).rejects.toMatchObject({
        code: 'not_found',
        message: `origin has no branch ${asked}, and this clone knows nothing of that name.`,
      });
  });
});

test('names are shown as people write them', () => {
  expect(['refs/remotes/origin/a/b', 'refs/heads/main', 'refs/tags/v1', 'v1'].map(shortName)).toEqual([
    ...['origin/a/b', 'main', 'v1', 'v1'],
  ]);
});
