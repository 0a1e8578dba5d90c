import { join } from 'node:path';
import { expect, test } from 'vitest';
import { installCommand, isInstalledIn } from '../../src/cli/install.ts';
import { makeRepository, type TestRepository } from '../support/workspace.ts';
import { runCommand } from './context.ts';

const isInstalled = ({ root }: TestRepository, path = '/usr/bin') => isInstalledIn(root, { PATH: path });

test.each([
  ['package-lock.json', 'npm install --save-dev'],
  ['pnpm-lock.yaml', 'pnpm add --save-dev'],
  ['yarn.lock', 'yarn add --dev'],
  ['bun.lock', 'bun add --dev'],
  ['bun.lockb', 'bun add --dev'],
])('where a repository has %s, init says to install by %s', async (lock, command) => {
  const repository = makeRepository();
  repository.write('package.json', '{}');
  repository.write(lock, '');
  const { stdout } = await runCommand({ cwd: repository.root }, 'init', '--agents', 'claude');
  expect(stdout).toContain(`none is: ${command} tracker-mcp (until it is published, by the path of its tarball`);
});

test('a repository that is not JavaScript is told to install for all, and gets no package.json', () => {
  const repository = makeRepository();
  expect(installCommand(repository.root)).toMatch(/^npm install --global tracker-mcp /);
  repository.write('package.json', '{}');
  expect(installCommand(repository.root)).toMatch(/^npm install --save-dev tracker-mcp /);
});

test('a tracker is found in the repository, above it, and where npm puts what is installed for all', () => {
  const repository = makeRepository();
  expect(isInstalled(repository)).toBe(false);
  const folder = (name: string) => join(repository.root, name);
  repository.write('prefix/lib/node_modules/tracker-mcp/package.json', '{}');
  repository.write('windows/node_modules/tracker-mcp/package.json', '{}');
  expect(isInstalled(repository, ['/usr/bin', folder('prefix/bin')].join(':'))).toBe(true);
  expect(isInstalled(repository, folder('windows'))).toBe(true);
  expect(isInstalled(repository, folder('prefix'))).toBe(false);
  repository.write('node_modules/.bin/tracker', '');
  expect(isInstalled(repository)).toBe(true);
  expect(isInstalledIn(folder('packages/one'), {})).toBe(true);
});

test("with Yarn's Plug'n'Play the lock file says whether there is one", () => {
  const repository = makeRepository();
  repository.write('.pnp.cjs', '');
  repository.write('node_modules/.bin/tracker', '');
  expect(isInstalled(repository)).toBe(false);
  repository.write(
    'yarn.lock',
    '# yarn\n\n"tracker-mcp@file:./vendor/tracker-mcp-0.1.0.tgz::locator=x":\n  version: 0.1.0\n',
  );
  expect(isInstalled(repository)).toBe(true);
});
