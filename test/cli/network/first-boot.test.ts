import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { bootFirst } from '../../../src/cli/network/first-boot.ts';
import { hasTokens } from '../../../src/cli/network/first-token.ts';
import { locate } from '../../../src/git/ask/repository.ts';
import { refused } from '../../access/opened.ts';
import { checkBuilt, program } from '../../support/client.ts';
import { isolatedEnv, makeDirectory, makeRepository, openRepository } from '../../support/workspace.ts';

function prepare() {
  checkBuilt();
  // What git is to start for the drivers is the built program.
  process.argv[1] = program;
  for (const [name, value] of Object.entries(isolatedEnv())) if (name.startsWith('GIT_')) vi.stubEnv(name, value);
  onTestFinished(() => void vi.unstubAllEnvs());
  const top = makeDirectory();
  const said: string[] = [];
  const given = { folder: join(top, 'repository'), tokenFile: join(top, 'token'), env: {} };
  const boot = (more: Partial<Parameters<typeof bootFirst>[0]> = {}) =>
    bootFirst({ ...given, say: (line) => said.push(line), ...more });
  return { top, ...given, said, boot };
}

test('an empty folder becomes a repository with a tracker that is committed, and its first token is written once', async () => {
  const { folder, tokenFile, said, boot } = prepare();
  await boot({ project: 'OPS' });
  expect(said).toEqual([expect.stringContaining('new tracker in'), expect.stringContaining(tokenFile)]);
  const { git } = openRepository(folder);
  expect([git('status', '--porcelain'), git('log', '--format=%s'), git('branch', '--show-current')]).toEqual([
    ...['', 'Set tracker up', 'main'],
  ]);
  const token = readFileSync(tokenFile, 'utf8');
  rmSync(tokenFile);
  await boot({ project: 'OPS' });
  expect(existsSync(tokenFile)).toBe(false);
  writeFileSync(tokenFile, 'somebody’s');
  await boot({ project: 'OPS' });
  expect(readFileSync(tokenFile, 'utf8')).toBe('somebody’s');
  expect(said).toHaveLength(2);
  expect(token).toMatch(/^trk_\w{43}\n$/);
});

test('what a boot that was killed has left is gone on with', async () => {
  const { folder, tokenFile, boot } = prepare();
  mkdirSync(folder);
  const { git } = openRepository(folder);
  git('init', '--quiet', '--initial-branch', 'main');
  await boot();
  expect(git('log', '--format=%s')).toBe('Set tracker up');
  expect(existsSync(tokenFile)).toBe(true);
});

test('in a clone it is committed with what belongs to it, and where somebody is at work nothing is', async () => {
  const { tokenFile, boot, top } = prepare();
  const repository = makeRepository();
  repository.commit('code');
  await boot({ folder: repository.root });
  expect(repository.git('log', '--format=%s').split('\n')).toEqual(['Set tracker up', 'code']);
  expect(repository.git('show', '--name-only', '--format=').split('\n')).toEqual([
    ...['.gitattributes', '.tracker/.gitignore', '.tracker/data.db'],
  ]);
  expect(repository.git('status', '--porcelain')).toBe('');
  expect(existsSync(tokenFile)).toBe(true);
  const other = makeRepository();
  other.commit('code');
  other.write('README.md', 'changed');
  await boot({ folder: other.root, tokenFile: join(top, 'other') });
  expect(other.git('log', '--format=%s')).toBe('code');
});

test('what is refused has made nothing', async () => {
  const { top, folder, tokenFile, boot } = prepare();
  writeFileSync(tokenFile, 'there');
  expect(await refused(boot)).toMatch(/^conflict: .*is there already/);
  expect(readFileSync(tokenFile, 'utf8')).toBe('there');
  expect(await refused(() => boot({ tokenFile: join(top, 'nowhere/token') }))).toMatch(
    /^not_found: There is no folder/,
  );
  expect(await refused(() => boot({ tokenFile: join(top, 'other'), project: 'no key' }))).toMatch(/TRACKER_PROJECT/);
  expect(readdirSync(top)).toEqual(['token']);
  mkdirSync(folder);
  expect(await refused(() => boot({ tokenFile: join(folder, 'token') }))).toMatch(/^invalid_input: .*git would carry/);
  writeFileSync(join(folder, 'file'), 'mine');
  expect(await refused(() => boot({ tokenFile: join(top, 'other') }))).toMatch(/^conflict: .*no git repository/);
  expect([readdirSync(folder), readdirSync(top).sort()]).toEqual([['file'], ['repository', 'token']]);
});

test('once tokens were made it makes none, whoever made them', async () => {
  const { folder, boot, top } = prepare();
  await boot();
  const here = { location: locate(folder), env: {} };
  expect(await hasTokens(here)).toBe(true);
  await boot({ tokenFile: join(top, 'another') });
  expect(existsSync(join(top, 'another'))).toBe(false);
});
