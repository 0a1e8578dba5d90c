import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync } from 'node:fs';
import { delimiter, dirname, join, resolve } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { emptyEnv, npmEnv } from '../scripts/clients/environment.ts';
import { installInto, packTracker } from '../scripts/clients/install.ts';
import { keyIn, type McpSession, startMcp } from '../scripts/clients/mcp.ts';
import { run, runWell } from '../scripts/clients/run.ts';
import { checkBuilt, program } from './support/client.ts';
import { isolatedEnv, makeDirectory, makeRepository } from './support/workspace.ts';

const packageRoot = resolve('.');

async function toolNames(session: McpSession): Promise<string[]> {
  const { tools } = await session.request<{ tools: { name: string }[] }>('tools/list');
  return tools.map(({ name }) => name);
}

describe('the package', () => {
  let folder: string;
  let tarball: string;
  let project: string;
  let env: Record<string, string>;

  beforeAll(async () => {
    checkBuilt();
    folder = makeDirectory('tracker-packed-');
    env = emptyEnv(makeDirectory('tracker-home-'));
    tarball = await packTracker(folder, { build: false });
    project = makeRepository().root;
    await installInto(project, tarball);
  }, 40_000);

  it('holds the program, its migrations and what a person reads, and nothing else', () => {
    const installed = join(project, 'node_modules/tracker-mcp');
    const paths = readdirSync(installed, { recursive: true, encoding: 'utf8' })
      .filter((path) => statSync(join(installed, path)).isFile())
      .sort();
    const inDist = readdirSync('dist').map((name) => `dist/${name}`);
    const migrations = readdirSync('drizzle').filter((name) => name.endsWith('.sql'));
    const outside = paths.filter((path) => !/^drizzle\/meta\/\d{4}_snapshot\.json$/.test(path));
    expect(outside).toEqual(
      [
        'CHANGELOG.md',
        'LICENSE',
        'README.md',
        'bin/tracker.js',
        ...inDist,
        ...migrations.map((name) => `drizzle/${name}`),
        'drizzle/meta/_journal.json',
        'package.json',
      ].sort(),
    );
    expect(inDist).toContain('dist/tracker.js');
    expect(migrations.length).toBeGreaterThan(0);
  });

  it('brings the driver along and no other package', () => {
    const { dependencies } = JSON.parse(readFileSync(join(project, 'node_modules/tracker-mcp/package.json'), 'utf8'));
    expect(Object.keys(dependencies)).toEqual(['better-sqlite3']);
    const installed = readdirSync(join(project, 'node_modules')).filter((name) => !name.startsWith('.'));
    expect(installed).toContain('better-sqlite3');
    expect(installed).not.toContain('drizzle-orm');
    expect(installed).not.toContain('@modelcontextprotocol');
  });

  it('starts by npx, as clients are told to, in a subdirectory of a repository', async () => {
    const below = join(project, 'src/deep');
    mkdirSync(below, { recursive: true });
    const session = await startMcp('npx', ['--no', '--', 'tracker', '--mcp-server'], { cwd: below, env });
    expect(session.serverName).toBe('tracker');
    expect(await toolNames(session)).toEqual(['ticket', 'board', 'search', 'link', 'alignment']);
    const key = keyIn(await session.call('ticket', { action: 'create', title: 'Packed' }));
    expect(await session.call('search', { query: `key:${key}` })).toContain('Packed');
    expect(await session.end()).toBe(0);
    expect(session.stderr()).toBe('');
    expect(existsSync(join(project, '.tracker/data.db'))).toBe(true);
  });

  it('prints its help to a person', async () => {
    const { code, stdout } = await run('npx', ['tracker'], { cwd: project, env });
    expect(stdout).toContain('Usage: tracker COMMAND');
    expect(code).toBe(0);
  });
});

describe('a fresh clone', () => {
  it('has a lock file that npm ci agrees with', async () => {
    const clone = makeDirectory('tracker-clone-');
    for (const name of ['package.json', 'package-lock.json']) cpSync(name, join(clone, name));
    const args = ['ci', '--dry-run', '--ignore-scripts', '--no-audit', '--offline'];
    await runWell('npm', args, { cwd: clone, env: npmEnv() });
  });

  it('starts the server by npx tracker, as the README says', async () => {
    checkBuilt();
    const clone = makeDirectory('tracker-clone-');
    const listing = await runWell('git', ['ls-files', '-co', '-z', '--exclude-standard'], {
      cwd: packageRoot,
      env: isolatedEnv(),
    });
    const present = listing.split('\0').filter((path) => path !== '' && existsSync(path));
    for (const path of present) cpSync(path, join(clone, path));
    // What npm ci makes: the packages, and dist by the script `prepare`.
    symlinkSync(join(packageRoot, 'node_modules'), join(clone, 'node_modules'));
    await runWell('npm', ['run', 'prepare'], { cwd: clone, env: npmEnv() });
    const env = { ...npmEnv(), npm_config_cache: makeDirectory('tracker-npm-cache-') };
    const session = await startMcp('npx', ['tracker', '--mcp-server'], { cwd: clone, env });
    expect(session.serverName).toBe('tracker');
    expect(await toolNames(session)).toContain('ticket');
    await session.end();
  }, 40_000);
});

describe('on a Node that is too old', () => {
  it('says in one line what it needs, and nothing to the client', async ({ skip }) => {
    const old = findOldNode();
    if (!old) return skip('the PATH has no Node older than 22.14');
    const { code, stdout, stderr } = await run(old.path, [program, '--mcp-server'], {
      cwd: makeRepository().root,
      env: isolatedEnv(),
    });
    expect(stderr).toBe(`tracker needs Node.js 22.14.0 or newer, and this is ${old.version}.\n`);
    expect(stdout).toBe('');
    expect(code).toBe(1);
  });
});

/** The machine's own Node, where that is older than what we need; npm puts a newer one before it. */
function findOldNode(): { path: string; version: string } | undefined {
  const folders = process.env.PATH!.split(delimiter).filter((path) => !path.includes('node_modules'));
  for (const path of folders.map((folder) => join(folder, 'node')).filter((path) => existsSync(path))) {
    if (dirname(path) === dirname(process.execPath)) continue;
    const version = spawnSync(path, ['--version'], { encoding: 'utf8' }).stdout.trim().slice(1);
    const [major = 0, minor = 0] = version.split('.').map(Number);
    if (major > 0 && (major < 22 || (major === 22 && minor < 14))) return { path, version };
  }
  return undefined;
}
