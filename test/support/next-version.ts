import { cpSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { makeDirectory } from './workspace.ts';

/** The program as it will be one minor version later. */
export function nextVersion(): string {
  const folder = makeDirectory();
  for (const name of ['bin', 'dist', 'drizzle', 'package.json'])
    cpSync(resolve(name), join(folder, name), { recursive: true });
  symlinkSync(resolve('node_modules/better-sqlite3/prebuilds'), join(folder, 'prebuilds'));
  writeFileSync(join(folder, 'drizzle', '0099_next.sql'), 'CREATE INDEX `tickets_points` ON `tickets` (`points`);');
  return join(folder, 'bin', 'tracker.js');
}
