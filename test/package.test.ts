import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { emptyEnv, npmEnv } from '../scripts/clients/environment.ts';
import { installInto } from '../scripts/clients/install.ts';
import { keyIn, type McpSession, startMcp } from '../scripts/clients/mcp.ts';
import { run, runWell } from '../scripts/clients/run.ts';
import { bareEnv, machineNpm } from '../scripts/install/environment.ts';
import { findLinks, isRelative, targetOf } from '../scripts/package/links.ts';
import { copyCheckout, findOldNode } from './support/checkout.ts';
import { isolatedEnv, makeDirectory, makeRepository } from './support/workspace.ts';

async function toolNames(session: McpSession): Promise<string[]> {
  const { tools } = await session.request<{ tools: { name: string }[] }>('tools/list');
  return tools.map(({ name }) => name);
}

/** With the script, as a person does. */
async function pack(checkout: string, folder: string, mask = '022'): Promise<string> {
  await runWell('sh', ['-c', `umask ${mask} && npm run pack -- ${folder}`], { cwd: checkout, env: npmEnv() });
  return join(folder, 'tracker-mcp-0.1.0.tgz');
}

let tarball: string;
/** A JavaScript project with the package installed. */
let project: string;
let installed: string;
let env: Record<string, string>;

beforeAll(async () => {
  env = emptyEnv(makeDirectory('tracker-home-'));
  tarball = await pack(resolve('.'), makeDirectory('tracker-packed-'));
  project = makeRepository().root;
  await installInto(project, tarball);
  installed = join(project, 'node_modules/tracker-mcp');
});

describe('the package', () => {
  it('holds the program, its drivers, its migrations and what a person reads, and nothing else', () => {
    const paths = readdirSync(installed, { recursive: true, encoding: 'utf8' })
      .filter((path) => statSync(join(installed, path)).isFile())
      .sort();
    const migrations = readdirSync('drizzle').filter((name) => name.endsWith('.sql'));
    const drivers = ['darwin', 'linux', 'linuxmusl', 'win32'].flatMap((system) => [`${system}-arm64`, `${system}-x64`]);
    const dist = paths.filter((path) => path.startsWith('dist/'));
    expect(paths).toEqual(
      [
        'CHANGELOG.md',
        'LICENSE',
        'README.md',
        'THIRD-PARTY-NOTICES.txt',
        'bin/tracker.js',
        ...dist,
        ...migrations.map((name) => `drizzle/${name}`),
        'package.json',
        ...drivers.map((name) => `prebuilds/${name}.node`),
      ].sort(),
    );
    expect(dist).toContain('dist/tracker.js');
    const web = dist.filter((path) => path.startsWith('dist/web/'));
    expect(dist.every((path) => web.includes(path) || /^dist\/[a-z-]+\.js$/.test(path))).toBe(true);
    const { page, assets } = JSON.parse(readFileSync(join(installed, 'dist/web/manifest.json'), 'utf8'));
    const served = [page, ...assets].flatMap((name) => [name, `${name}.br`, `${name}.gz`]);
    expect(web).toEqual([...served, 'manifest.json'].map((name) => `dist/web/${name}`).sort());
    expect(migrations.length).toBeGreaterThan(0);
  });

  it('depends on nothing and has no script, so that npm has nothing to compile or run', () => {
    const manifest = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8'));
    expect(Object.keys(manifest)).toEqual([
      'name',
      'version',
      'description',
      'license',
      'author',
      'keywords',
      'homepage',
      'repository',
      'bugs',
      'bin',
      'engines',
    ]);
    expect(readdirSync(join(project, 'node_modules')).filter((name) => !name.startsWith('.'))).toEqual(['tracker-mcp']);
    const lock = JSON.parse(readFileSync(join(project, 'package-lock.json'), 'utf8'));
    expect(lock.packages['node_modules/tracker-mcp']).not.toHaveProperty('hasInstallScript');
  });

  it('has no link that leads nowhere from where it is read', () => {
    const { homepage, version } = JSON.parse(readFileSync('package.json', 'utf8'));
    const repository = `${homepage.replace('#readme', '')}/blob/v${version}/`;
    const urls = ['README.md', 'CHANGELOG.md'].flatMap((page) =>
      findLinks(readFileSync(join(installed, page), 'utf8')).map(({ url }) => ({ page, url })),
    );
    const relative = urls.filter(({ url }) => isRelative(url));
    expect(relative.filter(({ page, url }) => !existsSync(join(installed, targetOf(page, url))))).toEqual([]);
    const ours = urls.map(({ url }) => url).filter((url) => url.startsWith(repository));
    expect(ours.length).toBeGreaterThan(0);
    expect(ours.filter((url) => !existsSync(targetOf('', url.slice(repository.length))))).toEqual([]);
  });

  it('has the same bytes when it is packed from another clone, under another mask', async () => {
    const other = await pack(await copyCheckout(), makeDirectory(), '077');
    expect(readFileSync(other).equals(readFileSync(tarball))).toBe(true);
  });
});

describe('in a project, the package', () => {
  it.each(['blocked', 'allowed'])('is installed by npm ci with nothing at hand, and scripts %s', async (scripts) => {
    rmSync(join(project, 'node_modules'), { recursive: true });
    const bare = bareEnv(makeDirectory('tracker-home-'), { node: process.execPath, ...machineNpm() });
    const options = { cwd: project, env: { ...bare, npm_config_ignore_scripts: String(scripts === 'blocked') } };
    await runWell('npm', ['ci', '--offline'], options);
    expect(await runWell('npx', ['--no', '--', 'tracker', 'list', '--json'], options)).toContain('"tickets": []');
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

describe('on a machine that it does not run on, the package', () => {
  it('says in one line that it has no native code for it', async () => {
    const script = `Object.defineProperty(process, 'arch', { value: 'riscv64' }); require(process.argv[1]);`;
    const args = ['-e', script, join(installed, 'bin/tracker.js'), '--mcp-server'];
    const { code, stdout, stderr } = await run(process.execPath, args, { cwd: project, env: isolatedEnv() });
    expect(stderr).toMatch(/^tracker has no native code for \w+-riscv64, only for darwin-arm64, .*win32-x64\.\n$/);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  });

  it.each([
    ['made up', () => ({ path: process.execPath, version: '22.13.1' })],
    ["the machine's own", findOldNode],
  ])('says in one line which Node it needs: %s', async (_, findNode) => {
    const old = findNode();
    // The made-up one is always there.
    if (!old) return;
    const script = `Object.defineProperty(process.versions, 'node', { value: '${old.version}' }); require(process.argv[1]);`;
    const args = ['-e', script, join(installed, 'bin/tracker.js'), '--mcp-server'];
    expect(await run(old.path, args, { cwd: project, env: isolatedEnv() })).toEqual({
      code: 1,
      stdout: '',
      stderr: `tracker needs Node.js 22.14.0 or newer, and this is ${old.version}: install one from https://nodejs.org.\n`,
    });
  });
});
