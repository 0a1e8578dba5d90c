import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { installOnce } from '../clients/install.ts';
import { run } from '../clients/run.ts';
import { checkServer, checkVersion, commit, makeProject, openShell, type Shell, type Site } from './site.ts';

interface Manager {
  name: string;
  /** The npm package that it is, and its programs. */
  spec: string;
  programs: string[];
  add(tarball: string): string[];
  /** From the lock file, as CI does. */
  install: string[];
  /** What starts a program of the project. */
  start: string[];
}

const managers: Manager[] = [
  {
    name: 'pnpm',
    spec: 'pnpm@latest',
    programs: ['pnpm'],
    add: (tarball) => ['pnpm', 'add', '--save-dev', tarball],
    install: ['pnpm', 'install', '--frozen-lockfile'],
    start: ['pnpm', 'exec', 'tracker'],
  },
  {
    name: 'yarn 1',
    spec: 'yarn@1',
    programs: ['yarn'],
    add: (tarball) => ['yarn', 'add', '--dev', tarball],
    install: ['yarn', 'install', '--frozen-lockfile'],
    start: ['yarn', '--silent', 'tracker'],
  },
  {
    name: 'yarn 4',
    spec: '@yarnpkg/cli-dist@4',
    programs: ['yarn'],
    add: (tarball) => ['yarn', 'add', '--dev', `tracker-mcp@file:${tarball}`],
    install: ['yarn', 'install', '--immutable'],
    start: ['yarn', 'tracker'],
  },
  {
    name: 'bun',
    spec: 'bun@1',
    programs: ['bun', 'bunx'],
    add: (tarball) => ['bun', 'add', '--dev', tarball],
    install: ['bun', 'install', '--frozen-lockfile'],
    start: ['bunx', '--no-install', 'tracker'],
  },
];

/** In a JavaScript project, by the other package managers. */
export async function checkManagers(site: Site): Promise<void> {
  for (const manager of managers) {
    await site.check(`project, ${manager.name}: added, then installed from its lock file`, async () => {
      const folder = join(await installOnce(manager.spec), 'node_modules/.bin');
      const programs = manager.programs.map((name) => [name, join(folder, name)]);
      await checkManager(site, manager, openShell(site, manager.name.replace(' ', '-'), Object.fromEntries(programs)));
    });
  }
}

async function checkManager(site: Site, { add, install, start }: Manager, shell: Shell): Promise<void> {
  const type = ([command = '', ...args]: string[], ...more: string[]) => shell.run(command, ...args, ...more);
  const tarball = await makeProject(shell, site, { name: 'payments', private: true });
  await type(add(tarball));
  await commit(shell);
  rmSync(join(shell.cwd, 'node_modules'), { recursive: true, force: true });
  await type(install);
  checkVersion(site, await type(start, '--version'));
  await checkServer(shell, ...(start as [string]), '--mcp-server');
}

/** Where the package has no native code for the machine: simulated by taking it away. */
export async function checkMissingDriver(site: Site): Promise<void> {
  await site.check('no native code for the platform: one line, exit code 1', async () => {
    const { cwd, env, run: type } = openShell(site, 'no-driver', {});
    await type('tar', 'xzf', site.tarball);
    const platform = `${process.platform}-${process.arch}`;
    rmSync(join(cwd, `package/prebuilds/${platform}.node`));
    const others = readdirSync(join(cwd, 'package/prebuilds')).map((name) => name.replace('.node', ''));
    const { code, stdout, stderr } = await run('node', ['package/bin/tracker.js', '--mcp-server'], { cwd, env });
    const expected = `tracker has no native code for ${platform}, only for ${others.join(', ')}.\n`;
    if (code !== 1 || stdout !== '' || stderr !== expected) throw new Error(`exit code ${code}: ${stdout}${stderr}`);
  });
}
