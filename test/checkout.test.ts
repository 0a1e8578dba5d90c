import { cpSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { npmEnv } from '../scripts/clients/environment.ts';
import { startMcp } from '../scripts/clients/mcp.ts';
import { run, runWell } from '../scripts/clients/run.ts';
import { copyCheckout, findOldNode } from './support/checkout.ts';
import { isolatedEnv, makeDirectory, makeRepository } from './support/workspace.ts';

describe('what npm is told of a checkout', () => {
  it('is a lock file that npm ci agrees with', async () => {
    const clone = makeDirectory('tracker-clone-');
    for (const name of ['package.json', 'package-lock.json']) cpSync(name, join(clone, name));
    const args = ['ci', '--dry-run', '--ignore-scripts', '--no-audit', '--offline'];
    await runWell('npm', args, { cwd: clone, env: npmEnv() });
  });

  it('is to compile nothing, also where scripts are allowed', () => {
    const { packages } = JSON.parse(readFileSync('package-lock.json', 'utf8'));
    expect(packages['node_modules/better-sqlite3'].gypfile, 'npm run fix puts it back').toBe(false);
    expect(readFileSync('.npmrc', 'utf8')).toContain('ignore-scripts=true');
  });

  it('makes no package by itself that looks like ours and is not', async () => {
    const clone = makeDirectory('tracker-clone-');
    for (const name of ['package.json', 'bin', 'src', 'dist']) cpSync(name, join(clone, name), { recursive: true });
    const options = { cwd: clone, env: npmEnv() };
    await runWell('npm', ['pack', '--silent'], options);
    await runWell('tar', ['xzf', 'tracker-mcp-0.1.0.tgz'], options);
    expect(await run(process.execPath, ['package/bin/tracker.js', '--version'], options)).toEqual({
      code: 1,
      stdout: '',
      stderr: 'This package has no program in it: `npm run pack` in a checkout makes one that has.\n',
    });
    expect(JSON.parse(readFileSync('package.json', 'utf8')).private).toBe(true);
  });
});

/** These follow each other in one clone: a build takes seconds. */
describe('the program of a fresh clone', () => {
  let clone: string;
  let program: string;
  beforeAll(async () => {
    clone = await copyCheckout();
    program = join(clone, 'bin/tracker.js');
  });

  const start = (...args: string[]) => run(process.execPath, [program, ...args], { cwd: clone, env: isolatedEnv() });

  it('is built when it is first started by npx tracker, as the README says', async () => {
    const env = { ...npmEnv(), npm_config_cache: makeDirectory('tracker-npm-cache-') };
    const session = await startMcp('npx', ['tracker', '--mcp-server'], { cwd: clone, env });
    expect(session.serverName).toBe('tracker');
    expect(await session.call('board', { action: 'summary' })).toMatch(/^\d+ tickets/);
    await session.end();
  }, 90_000);

  it('is built anew where a source has changed or gone, and only then', async () => {
    const builtAt = () => statSync(join(clone, 'dist/tracker.js')).mtimeMs;
    const first = builtAt();
    const { stdout: version } = await start('--version');
    expect(builtAt()).toBe(first);

    const [manifest, extra] = [join(clone, 'package.json'), join(clone, 'src/domain/extra.ts')];
    writeFileSync(
      manifest,
      readFileSync(manifest, 'utf8').replace(`"version": "${version.trim()}"`, '"version": "9.9.9"'),
    );
    writeFileSync(extra, '');
    expect((await start('--version')).stdout).toBe('9.9.9\n');

    const second = builtAt();
    rmSync(extra);
    await start('--version');
    expect(builtAt()).toBeGreaterThan(second);
  }, 90_000);

  it('is built by two that start at once, and both answer', async () => {
    rmSync(join(clone, 'dist'), { recursive: true });
    const options = { cwd: makeRepository().root, env: isolatedEnv() };
    const connect = () => startMcp(process.execPath, [program, '--mcp-server'], options);
    for (const session of await Promise.all([connect(), connect()])) {
      expect(await session.call('board', { action: 'summary' })).toMatch(/^\d+ tickets/);
      expect(await session.end()).toBe(0);
      expect(session.stderr()).toBe('');
    }
    expect(readdirSync(join(clone, 'dist')).filter((name) => name.startsWith('.'))).toEqual([]);
  }, 90_000);

  it('goes on with the Node that npm ci brings where the one that started it is too old', async ({ skip }) => {
    const old = findOldNode();
    if (!old) return skip('the PATH has no Node older than 22.14');
    const options = { cwd: makeRepository().root, env: isolatedEnv() };
    const session = await startMcp(old.path, [program, '--mcp-server'], options);
    expect(await session.call('board', { action: 'summary' })).toMatch(/^\d+ tickets/);
    expect(await session.end()).toBe(0);
  });

  it('says in one line why it could not be built, and nothing to the client', async () => {
    const main = join(clone, 'src/cli/main.ts');
    const source = readFileSync(main, 'utf8');
    writeFileSync(main, `${source}const = 1;\n`);
    const place = `src/cli/main.ts:${source.split('\n').length}:6`;
    const advice = `Run \`npm ci\` in ${clone}, or \`npm run build\` to see more.\n`;
    expect(await start('--mcp-server')).toEqual({
      code: 1,
      stdout: '',
      stderr: `tracker could not be built: ${place}: ERROR: Expected identifier but found "=". ${advice}`,
    });

    rmSync(join(clone, 'node_modules'));
    const { code, stdout, stderr } = await start('--mcp-server');
    expect(stderr).toMatch(/^tracker could not be built: .*Cannot find package 'esbuild'.*\n$/);
    expect(stderr).toContain(advice);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });

    const old = findOldNode();
    if (!old) return;
    const refused = await run(old.path, [program, '--mcp-server'], { cwd: clone, env: isolatedEnv() });
    const remedy = `run \`npm ci\` in ${clone}, which brings one`;
    expect(refused.stderr).toBe(`tracker needs Node.js 22.14.0 or newer, and this is ${old.version}: ${remedy}.\n`);
  }, 90_000);
});
