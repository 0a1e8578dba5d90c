import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Check } from '../clients/check.ts';
import { installOnce, makeFolder } from '../clients/install.ts';
import { startMcp } from '../clients/mcp.ts';
import { runWell } from '../clients/run.ts';
import { packTracker } from '../package/tarball.ts';
import { bareEnv, machineNode } from './environment.ts';

export const root = resolve(import.meta.dirname, '../..');

/** A folder to work in, and a shell to type into. */
export interface Shell {
  cwd: string;
  env: Record<string, string>;
  /** Runs a program of the PATH, for five minutes at most; returns its stdout. Throws where it fails. */
  run(command: string, ...args: string[]): Promise<string>;
}

export interface Site {
  /** Temporary, for everything. */
  folder: string;
  tarball: string;
  version: string;
  check: Check;
}

export async function openSite(check: Check): Promise<Site> {
  const folder = makeFolder('tracker-install-');
  const tarball = await packTracker(folder);
  const [, version] = /-([\d.]+)\.tgz$/.exec(tarball) ?? [];
  if (version === undefined) throw new Error(`${tarball} names no version.`);
  return { folder, tarball, version, check };
}

export const closeSite = ({ folder }: Site): void => rmSync(folder, { recursive: true, force: true, maxRetries: 3 });

let homes = 0;

/** A shell in a new folder of this name, with an empty home and these programs besides Node and git. */
export function openShell(site: Site, name: string, programs: Record<string, string>): Shell {
  const cwd = join(site.folder, name);
  mkdirSync(cwd, { recursive: true });
  // Packages are fetched once for all shells; nothing else outlives one.
  const env = bareEnv(
    join(site.folder, `home-${homes++}`),
    { node: process.execPath, ...programs },
    { npm_config_cache: join(site.folder, 'cache') },
  );
  return shellIn(cwd, env);
}

export const shellIn = (cwd: string, env: Record<string, string>): Shell => ({
  cwd,
  env,
  run: (command, ...args) => runWell(command, args, { cwd, env, timeoutMs: 300_000 }),
});

/** `npm` and `npx` of a major version. */
export async function npmOf(major: number): Promise<Record<string, string>> {
  const bin = join(await installOnce(`npm@${major}`), 'node_modules/npm/bin');
  return { npm: join(bin, 'npm-cli.js'), npx: join(bin, 'npx-cli.js') };
}

/** The machine's own Node, where this npm runs on it. */
export function nodeFor(npm: number): Record<string, string> {
  const node = machineNode();
  const version = execFileSync(node, ['--version'], { encoding: 'utf8' });
  return npm < 12 || Number(version.slice(1).split('.')[0]) >= 22 ? { node } : {};
}

/** A repository with tracker's tarball in it, as a project would keep it; `package.json` only where there is one to write. */
export async function makeProject({ cwd, run }: Shell, { tarball }: Site, manifest?: object): Promise<string> {
  await run('git', 'init', '--quiet');
  await run('git', 'config', 'user.name', 'Alice');
  await run('git', 'config', 'user.email', 'alice@example.com');
  mkdirSync(join(cwd, 'vendor'));
  const own = './vendor/tracker-mcp.tgz';
  cpSync(tarball, join(cwd, own));
  writeFileSync(join(cwd, '.gitignore'), 'node_modules/\n.tracker/\n');
  if (manifest) writeFileSync(join(cwd, 'package.json'), `${JSON.stringify(manifest)}\n`);
  await commit({ run });
  return own;
}

export async function commit({ run }: Pick<Shell, 'run'>): Promise<void> {
  await run('git', 'add', '--all');
  await run('git', 'commit', '--quiet', '--message', 'As it is');
}

/** A server that is started like this shakes hands, answers a call and ends with its client. Throws where it does not. */
export async function checkServer(
  { cwd, env }: Pick<Shell, 'cwd' | 'env'>,
  command: string,
  ...args: string[]
): Promise<void> {
  const session = await startMcp(command, args, { cwd, env });
  const text = await session.call('board', { action: 'summary' });
  if (!/\d+ tickets/.test(text)) throw new Error(`the server answered: ${text}`);
  const code = await session.end();
  if (code !== 0) throw new Error(`the server ended with ${code}: ${session.stderr()}`);
}

/** Throws where the program says another version than ours. */
export function checkVersion({ version }: Site, printed: string): void {
  if (printed.trim() !== version) throw new Error(`--version printed ${JSON.stringify(printed)}`);
}
