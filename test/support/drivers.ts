import { spawnSync } from 'node:child_process';
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { addAttributes, driverSettings } from '../../src/git/drivers/setup.ts';
import { quote, renderShim } from '../../src/git/drivers/shim.ts';
import { isolatedEnv, makeDirectory, makeRepository, type TestRepository } from './workspace.ts';

/** A repository whose drivers start this script of Node's, in the place of the program. */
export function withDrivers(script: string, name = 'payments'): TestRepository {
  const clone = makeRepository({ name });
  clone.write('.gitattributes', addAttributes(''));
  const file = join(makeDirectory(), "tracker's.cjs");
  writeFileSync(file, script);
  setShim(clone, renderShim({ node: process.execPath, script: quote(file) }));
  for (const setting of driverSettings()) clone.git('config', setting.name, setting.value);
  return clone;
}

export const setShim = (clone: TestRepository, shim: string): void =>
  chmodSync(clone.write('.git/tracker/run', shim), 0o755);

export function commitFile(clone: TestRepository, content: string | Buffer, path = '.tracker/data.db'): void {
  clone.write(path, content);
  clone.git('add', '--all');
  clone.git('commit', '--quiet', '--allow-empty', '-m', 'Work');
}

/** What a git command writes and ends with. */
export function runGit({ root }: { root: string }, args: readonly string[], more: Record<string, string> = {}) {
  const options = { cwd: root, env: isolatedEnv(more), encoding: 'utf8', maxBuffer: 2 ** 28 } as const;
  const { status, stdout, stderr } = spawnSync('git', args, options);
  return { status, stdout, stderr };
}
