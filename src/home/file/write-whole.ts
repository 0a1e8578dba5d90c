import { renameSync, rmSync, writeFileSync } from 'node:fs';

/** Writes a file of our own so that others find it as it was or as it shall be. Throws what the file system says. */
export function writeWhole(path: string, text: string): void {
  const draft = `${path}-${process.pid}.tmp`;
  try {
    writeFileSync(draft, text);
    renameSync(draft, path);
  } finally {
    rmSync(draft, { force: true });
  }
}
