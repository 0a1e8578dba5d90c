import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Puts back what npm leaves out whenever it writes the lock file: that the driver, which has a binding.gyp, is not compiled
 * when it is installed. Its own manifest says so, but `npm ci` goes by the lock file (npm/cli#9837).
 */
const path = join(import.meta.dirname, '../package-lock.json');
const lock = JSON.parse(readFileSync(path, 'utf8'));
lock.packages['node_modules/better-sqlite3'].gypfile = false;
writeFileSync(path, `${JSON.stringify(lock, null, 2)}\n`);
