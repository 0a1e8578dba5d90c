import { delimiter, dirname } from 'node:path';

/** The Node that runs this comes first, so that what is started runs on it. */
const path = [dirname(process.execPath), process.env.PATH].join(delimiter);

/**
 * What npm tells its scripts about the package that they are of, and of the .npmrc beside it; another npm must not take it
 * for its own.
 */
const ofThisPackage =
  /^(npm_(lifecycle|package|command|execpath|node_execpath|config_(local_prefix|ignore_scripts|omit_lockfile))|INIT_CWD$|NODE_ENV$)/;

/** For npm: the registry and cache as they are configured. */
export function npmEnv(): Record<string, string> {
  const own = Object.entries(process.env).filter(([name, value]) => value !== undefined && !ofThisPackage.test(name));
  return { ...(Object.fromEntries(own) as Record<string, string>), PATH: path, npm_config_update_notifier: 'false' };
}

/**
 * For a program that is to find nothing of the machine's or of the person's: an empty home, no credentials, and no
 * network but loopback, as far as a program asks its environment how to reach it.
 */
export function emptyEnv(home: string, more: Record<string, string> = {}): Record<string, string> {
  const nowhere = 'http://127.0.0.1:9';
  return {
    PATH: path,
    HOME: home,
    LANG: 'C.UTF-8',
    TERM: 'dumb',
    NO_COLOR: '1',
    HTTP_PROXY: nowhere,
    HTTPS_PROXY: nowhere,
    NO_PROXY: '127.0.0.1,localhost',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_CONFIG_NOSYSTEM: '1',
    npm_config_update_notifier: 'false',
    ...more,
  };
}
