import { statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { packTracker } from './package/tarball.ts';

/** npm run pack [-- FOLDER]: makes the package's tarball, in the root of the checkout unless told where. */
const folder = resolve(process.argv[2] ?? join(import.meta.dirname, '..'));
const tarball = await packTracker(folder);
console.error(`${Math.round(statSync(tarball).size / 1024)} KiB  ${tarball}`);
