import { readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import type { Plugin } from 'esbuild';
import { getFrom } from '../src/domain/get-from.ts';

/** What esbuild is told about packages, so that little of them is loaded. */

/** The SDK’s zod carries its messages in fifty languages, a third of the file. */
export const englishOnly: Plugin = {
  name: 'english-only',
  setup(setup) {
    setup.onLoad({ filter: /zod.v4.locales.index\.js$/ }, () => ({
      contents: `export { default as en } from './en.js';`,
    }));
  },
};

/** drizzle asks two things of its half for PostgreSQL, which comes with them: both are no for what is SQLite's. */
export const sqliteOnly: Plugin = {
  name: 'sqlite-only',
  setup(setup) {
    setup.onLoad({ filter: /drizzle-orm.pg-core.columns.enum\.js$/ }, () => ({
      contents: 'export const isPgEnum = () => false;',
    }));
    setup.onLoad({ filter: /drizzle-orm.pg-core.primary-keys\.js$/ }, () => ({
      contents: `export class PrimaryKeyBuilder { static [Symbol.for('drizzle:entityKind')] = 'PgPrimaryKeyBuilder'; }`,
    }));
  },
};

/**
 * Takes the driver's ten small files of JavaScript into the program. Its native code is looked for in the driver's own way:
 * in `prebuilds/` of our package, and in a checkout where npm has put it.
 */
export const bundledDriver: Plugin = {
  name: 'bundled-driver',
  setup(setup) {
    setup.onLoad({ filter: /better-sqlite3.lib.binding\.js$/ }, ({ path }) => {
      const source = readFileSync(path, 'utf8');
      if (!source.includes('__dirname')) throw new Error('better-sqlite3 looks for its native code in a new way');
      const home = `const home = findHome(__dirname); ${findHome}`;
      return {
        contents: `${source.replaceAll('__dirname', 'home').replace('require.main === module', 'false')}\n${home}`,
      };
    });
  },
};

/** `require.resolve` takes two milliseconds over this. */
const findHome = `function findHome(folder) {
  const own = path.join(folder, '../prebuilds');
  if (fs.existsSync(own)) return own;
  for (let above = folder; ; above = path.dirname(above)) {
    const home = path.join(above, 'node_modules/better-sqlite3/lib');
    if (fs.existsSync(home) || path.dirname(above) === above) return home;
  }
}`;

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
      setup.onLoad({ filter: /./, namespace: 'late' }, ({ path }) => ({
        contents: getFrom(stubs, path, 'stub of package'),
      }));
    },
  };
}

function renderStub(name: string, names: string[]): string {
  const late = isBuiltin(name)
    ? `require('${name}')`
    : `(require('node:module').enableCompileCache(), require('./${name}.js'))`;
  const own = names.filter((each) => !['default', '__esModule', 'module.exports'].includes(each));
  const getters = own.map((each) => `get ${each}() { return load().${each}; }`);
  // esbuild copies what is a module's own, one by one, for each file that imports it; what it inherits is shared.
  const exports = `Object.create({ __esModule: true, ${getters.join(', ')} })`;
  return `let loaded; const load = () => (loaded ??= ${late}); module.exports = ${exports};`;
}
