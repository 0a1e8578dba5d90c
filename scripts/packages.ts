import { readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import type { Plugin } from 'esbuild';

/** What esbuild is told about packages, so that little of them is loaded. */

/** What is imported as a namespace is taken along only as far as it is used: half of zod. */
export const zodInPart: Plugin = {
  name: 'zod-in-part',
  setup(setup) {
    setup.onLoad({ filter: /[\\/]src[\\/].*\.ts$/ }, ({ path }) => ({
      contents: readFileSync(path, 'utf8').replace("import { z } from 'zod'", "import * as z from 'zod'"),
      loader: 'ts',
    }));
  },
};

/** zod carries its messages in fifty languages, a third of the whole program. */
export const englishOnly: Plugin = {
  name: 'english-only',
  setup(setup) {
    setup.onLoad({ filter: /zod.v4.locales.index\.js$/ }, () => ({
      contents: `export { default as en } from './en.js';`,
    }));
  },
};

/**
 * Takes the driver's ten small files of JavaScript into the program. Its native code stays where npm has put it, and is
 * looked for there in the driver's own way.
 */
export const bundledDriver: Plugin = {
  name: 'bundled-driver',
  setup(setup) {
    setup.onLoad({ filter: /better-sqlite3.lib.binding\.js$/ }, ({ path }) => {
      const source = readFileSync(path, 'utf8');
      if (!source.includes('__dirname')) throw new Error('better-sqlite3 looks for its native code in a new way');
      const home = `const home = path.dirname(require.resolve('better-sqlite3'));`;
      return {
        contents: `${source.replaceAll('__dirname', 'home').replace('require.main === module', 'false')}\n${home}`,
      };
    });
  },
};

/**
 * Makes the exports of these packages and of these modules of Node getters: what they stand for, the file `./NAME.js` of
 * a package, is loaded when one of them is first used.
 */
export async function importedLate(packages: string[]): Promise<Plugin> {
  const stubs = new Map<string, string>();
  for (const name of packages) stubs.set(name, renderStub(name, Object.keys(await import(name))));
  return {
    name: 'imported-late',
    setup(setup) {
      setup.onResolve({ filter: /./, namespace: 'late' }, ({ path }) => ({ path, external: true }));
      setup.onResolve({ filter: /^[a-z]/ }, ({ path }) => (stubs.has(path) ? { path, namespace: 'late' } : undefined));
      setup.onLoad({ filter: /./, namespace: 'late' }, ({ path }) => ({ contents: stubs.get(path)! }));
    },
  };
}

function renderStub(name: string, names: string[]): string {
  const file = isBuiltin(name) ? name : `./${name}.js`;
  const own = names.filter((each) => !['default', '__esModule', 'module.exports'].includes(each));
  const getters = own.map((each) => `get ${each}() { return require('${file}').${each}; }`);
  return `module.exports = { __esModule: true, ${getters.join(', ')} };`;
}
