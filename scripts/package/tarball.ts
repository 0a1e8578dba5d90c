import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { npmEnv } from '../clients/environment.ts';
import { runWell } from '../clients/run.ts';
import { stagePackage } from './stage.ts';

/** Makes the tarball of the package as the sources are now, in this folder; returns its path. */
export async function packTracker(folder: string): Promise<string> {
  const staged = mkdtempSync(join(tmpdir(), 'tracker-staged-'));
  try {
    await stagePackage(staged);
    const args = ['pack', '--json', '--pack-destination', folder];
    const printed = await runWell('npm', args, { cwd: staged, env: npmEnv() });
    const [, name] = /"filename": "([^"]+)"/.exec(printed) ?? [];
    if (name === undefined) throw new Error(`npm pack names no file: ${printed.slice(0, 200)}`);
    return join(folder, name);
  } finally {
    rmSync(staged, { recursive: true, force: true });
  }
}
