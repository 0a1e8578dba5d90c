import { existsSync, mkdirSync, mkdtempSync, realpathSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { npmEnv } from './environment.ts';
import { runWell } from './run.ts';

/** What is fetched once and kept between runs. */
const cache = join(tmpdir(), 'tracker-test-cache');

/** A new folder, outside any repository. */
export function makeFolder(prefix = 'tracker-packed-'): string {
  return realpathSync(mkdtempSync(join(tmpdir(), prefix)));
}

/** Installs a tarball into the project in a folder, which is made where there is none. */
export async function installInto(folder: string, tarball: string): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const manifest = join(folder, 'package.json');
  if (!existsSync(manifest)) writeFileSync(manifest, `${JSON.stringify({ name: 'payments', private: true })}\n`);
  const args = ['install', '--save-dev', '--prefer-offline', '--no-audit', '--no-fund', tarball];
  await runWell('npm', args, { cwd: folder, env: npmEnv(), timeoutMs: 120_000 });
}

/** Installs a package of the registry, `NAME@VERSION`, once; returns the folder that has its `node_modules`. */
export async function installOnce(spec: string): Promise<string> {
  const folder = join(cache, spec.replaceAll(/[^\w.@-]+/g, '+'));
  const complete = join(folder, 'complete');
  if (existsSync(complete)) return folder;
  mkdirSync(folder, { recursive: true });
  // From npm 12 on, a package's install scripts run only where they are allowed.
  const allowScripts = { [spec.replace(/(?<=.)@.*/, '')]: true };
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, allowScripts }));
  const args = ['install', '--no-audit', '--no-fund', '--no-package-lock', spec];
  await runWell('npm', args, { cwd: folder, env: npmEnv(), timeoutMs: 600_000 });
  writeFileSync(complete, '');
  return folder;
}
