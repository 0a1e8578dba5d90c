import { existsSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { readPlainFile } from '../store/regular.ts';

/** Whether `npx --no -- tracker`, or with Yarn's PnP `yarn exec tracker`, which clients run, would find one from here. */
export function isInstalledIn(root: string, env: NodeJS.ProcessEnv): boolean {
  if (existsSync(join(root, '.pnp.cjs'))) return isLocked(join(root, 'yarn.lock'));
  return isAbove(root) || isGlobal(env.PATH);
}

/** npm looks upwards. */
function isAbove(directory: string): boolean {
  if (existsSync(join(directory, 'node_modules/.bin/tracker'))) return true;
  return dirname(directory) !== directory && isAbove(dirname(directory));
}

/** npm puts a global package's program into `bin` beside `lib`; on Windows both lie in one folder. */
const isGlobal = (path = ''): boolean =>
  path
    .split(delimiter)
    .some((folder) =>
      ['../lib/node_modules', 'node_modules'].some((packages) => existsSync(join(folder, packages, 'tracker-mcp'))),
    );

function isLocked(path: string): boolean {
  try {
    return /^"?tracker-mcp@/m.test(String(readPlainFile(path, path, 2 ** 26) ?? ''));
  } catch {
    return false;
  }
}

/** The lock file by which a package manager is known, and how it adds what only development needs. */
const managers = [
  { lock: 'package-lock.json', add: 'npm install --save-dev' },
  { lock: 'pnpm-lock.yaml', add: 'pnpm add --save-dev' },
  { lock: 'yarn.lock', add: 'yarn add --dev' },
  { lock: 'bun.lock', add: 'bun add --dev' },
  { lock: 'bun.lockb', add: 'bun add --dev' },
];

/** How tracker is installed for this repository: one that is not JavaScript gets no `package.json` by it. */
export function installCommand(root: string): string {
  const plain = existsSync(join(root, 'package.json')) ? 'npm install --save-dev' : 'npm install --global';
  const add = managers.find(({ lock }) => existsSync(join(root, lock)))?.add ?? plain;
  return `${add} tracker-mcp (until it is published, by the path of its tarball in place of the name)`;
}
