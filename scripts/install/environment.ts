import { existsSync, mkdirSync, symlinkSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** What a shell and git have everywhere: no compiler, no make, no Python. */
const tools =
  'basename bash cat chmod cp cut dirname env expr find git grep gzip head id ln ls mkdir mktemp mv readlink realpath rm sed sh sort tail tar touch tr uname wc';

const machinePath = (process.env.PATH ?? '').split(delimiter).filter((folder) => !folder.includes('node_modules'));

const findTool = (name: string): string | undefined =>
  machinePath.map((folder) => join(folder, name)).find((path) => existsSync(path));

function getTool(name: string): string {
  const path = findTool(name);
  if (path === undefined) throw new Error(`There is no ${name} in the PATH.`);
  return path;
}

/** The Node that the machine has, which may be too old for tracker; npm's scripts put another before it. */
export const machineNode = (): string => findTool('node') ?? process.execPath;

/** How the registry is reached, which is nothing that a machine helps with. */
const network = /^(NODE_EXTRA_CA_CERTS|https?_proxy|no_proxy|npm_config_registry)$/i;

/**
 * For installing on a machine that has nothing but Node and git: an empty home, a cache of its own, and in the PATH the
 * folder of these programs (name → where it is) before what every machine has.
 */
export function bareEnv(home: string, programs: Record<string, string>, more: Record<string, string> = {}) {
  const own = join(home, 'programs');
  const every = join(home, 'tools');
  for (const folder of [own, every]) mkdirSync(folder, { recursive: true });
  for (const [name, path] of Object.entries(programs)) link(path, join(own, name));
  for (const name of tools.split(' ')) {
    const path = findTool(name);
    if (path) link(path, join(every, name));
  }
  const kept = Object.entries(process.env).filter(([name]) => network.test(name)) as [string, string][];
  return {
    ...Object.fromEntries(kept),
    PATH: [own, every].join(delimiter),
    HOME: home,
    LANG: 'C.UTF-8',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_CONFIG_NOSYSTEM: '1',
    npm_config_update_notifier: 'false',
    npm_config_fund: 'false',
    npm_config_audit: 'false',
    ...more,
  };
}

function link(target: string, path: string): void {
  if (!existsSync(path)) symlinkSync(target, path);
}

/** The npm that is on the machine. */
export const machineNpm = (): Record<string, string> => ({ npm: getTool('npm'), npx: getTool('npx') });
