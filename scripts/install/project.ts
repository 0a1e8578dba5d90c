import { rmSync } from 'node:fs';
import { join } from 'node:path';
import {
  checkServer,
  checkVersion,
  commit,
  makeProject,
  npmOf,
  openShell,
  type Shell,
  type Site,
  shellIn,
} from './site.ts';

/** With npm: in a JavaScript project by its lock file, for all projects, and by npx in one of another kind. */
export async function checkNpm(site: Site): Promise<void> {
  for (const major of [10, 11, 12]) {
    const npm = await npmOf(major);
    await checkProject(site, major, openShell(site, `project-${major}`, npm));
    await checkGlobal(site, major, openShell(site, `global-${major}`, npm));
    await checkNpx(site, major, openShell(site, `npx-${major}`, npm));
  }
}

async function checkProject(site: Site, major: number, shell: Shell): Promise<void> {
  const { check } = site;
  const { cwd, run } = shell;
  await check(`project, npm ${major}: npm install --save-dev TARBALL`, async () => {
    const tarball = await makeProject(shell, site, { name: 'payments', private: true });
    await run('npm', 'install', '--save-dev', tarball);
    await commit(shell);
  });
  for (const ignored of [true, false]) {
    await check(`project, npm ${major}: npm ci, with scripts ${ignored ? 'blocked' : 'allowed'}`, async () => {
      rmSync(join(cwd, 'node_modules'), { recursive: true });
      await run('npm', 'ci', `--ignore-scripts=${ignored}`);
      checkVersion(site, await run('npx', '--no', '--', 'tracker', '--version'));
      await checkServer(shell, 'npx', '--no', '--', 'tracker', '--mcp-server');
    });
  }
}

async function checkGlobal(site: Site, major: number, shell: Shell): Promise<void> {
  await site.check(`global, npm ${major}: npm install --global TARBALL`, async () => {
    await makeProject(shell, site);
    const prefix = join(String(shell.env.HOME), 'global');
    const env = { ...shell.env, npm_config_prefix: prefix, PATH: `${join(prefix, 'bin')}:${shell.env.PATH}` };
    await shellIn(shell.cwd, env).run('npm', 'install', '--global', site.tarball);
    await checkServer({ cwd: shell.cwd, env }, 'npx', '--no', '--', 'tracker', '--mcp-server');
    await checkServer({ cwd: shell.cwd, env }, 'tracker', '--mcp-server');
    await checkUntouched(shell);
  });
}

async function checkNpx(site: Site, major: number, shell: Shell): Promise<void> {
  await site.check(`npx, npm ${major}: npx -y TARBALL where there is no package.json`, async () => {
    const tarball = await makeProject(shell, site);
    checkVersion(site, await shell.run('npx', '-y', tarball, '--version'));
    await checkServer(shell, 'npx', '-y', tarball, '--mcp-server');
    await checkUntouched(shell);
  });
}

/** Throws where the repository has a file that it did not have. */
async function checkUntouched({ run }: Shell): Promise<void> {
  const files = await run('git', 'status', '--short', '--ignored');
  if (files !== '') throw new Error(`new in the repository: ${files}`);
}
