import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, symlinkSync } from 'node:fs';
import { delimiter, dirname, join, resolve } from 'node:path';
import { runWell } from '../../scripts/clients/run.ts';
import { isolatedEnv, makeDirectory } from './workspace.ts';

/** The sources as they are, in a folder of their own, with the packages that `npm ci` would install. */
export async function copyCheckout(): Promise<string> {
  const clone = makeDirectory('tracker-clone-');
  const listing = ['ls-files', '-co', '-z', '--exclude-standard'];
  const listed = await runWell('git', listing, { cwd: resolve('.'), env: isolatedEnv() });
  for (const path of listed.split('\0').filter((path) => path !== '' && existsSync(path)))
    cpSync(path, join(clone, path));
  symlinkSync(resolve('node_modules'), join(clone, 'node_modules'));
  return clone;
}

/** The machine's own Node, where that is older than what we need; npm's scripts put a newer one before it. */
export function findOldNode(): { path: string; version: string } | undefined {
  const folders = process.env.PATH!.split(delimiter).filter((path) => !path.includes('node_modules'));
  for (const path of folders.map((folder) => join(folder, 'node')).filter((path) => existsSync(path))) {
    if (dirname(path) === dirname(process.execPath)) continue;
    const version = spawnSync(path, ['--version'], { encoding: 'utf8' }).stdout.trim().slice(1);
    const [major = 0, minor = 0] = version.split('.').map(Number);
    if (major > 0 && (major < 22 || (major === 22 && minor < 14))) return { path, version };
  }
  return undefined;
}
