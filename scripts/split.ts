import { readFile } from 'node:fs/promises';
import { basename, dirname, join, relative } from 'node:path';
import { type BuildOptions, build, type Metafile, type Plugin, transform } from 'esbuild';

/** A file of the program, before it is written. */
interface Output {
  path: string;
  text: string;
}

interface Halves {
  outputFiles: Output[];
  metafile: Metafile;
}

interface Cut {
  root: string;
  /** Of the entry in src/cli, and of the file in dist; the other one is NAME-rest.js. */
  name: string;
  /** What is imported late, and yet belongs to the first file: paths from the root. */
  often: readonly string[];
}

const rest = 'tracker:rest';

/**
 * Bundles an entry of src/cli into two files: what it imports at once, with what of its late imports is needed often, and all
 * else, which the first `import(…)` of any of that loads. No module is in both. esbuild would make a file for each late
 * import, and one more for each set of them that share something.
 */
export async function buildInTwo(options: BuildOptions, cut: Cut): Promise<Halves> {
  const { root, name, often } = cut;
  const entry = join(root, `src/cli/${name}.ts`);
  const late = await listLateImports(options, entry);
  const missing = often.filter((path) => !late.has(path));
  if (missing.length > 0) throw new Error(`${missing.join(', ')}: nothing imports that late.`);
  const seldom = [...late].filter((path) => !often.includes(path)).sort();
  const { outputFiles, metafile } = await build({
    ...options,
    entryPoints: { [name]: entry, [`${name}-rest`]: rest },
    format: 'esm',
    splitting: true,
    supported: {},
    metafile: true,
    write: false,
    plugins: [cutting(cut, entry, seldom), ...(options.plugins ?? [])],
  });
  return { outputFiles: await toCommonJs(options, outputFiles, name), metafile: renamed(metafile, name) };
}

/** The modules that are reached by an `import(…)`, as paths from the root. */
async function listLateImports(options: BuildOptions, entry: string): Promise<Set<string>> {
  const { metafile } = await build({ ...options, entryPoints: [entry], metafile: true, write: false });
  const all = Object.values(metafile.inputs).flatMap(({ imports }) => imports);
  const late = all.filter(({ kind, external }) => kind === 'dynamic-import' && !external).map(({ path }) => path);
  return new Set(late.filter((path) => path.startsWith('src/')));
}

/** What is seldom needed is asked of the other file, which has a function for each module: none runs before it is asked for. */
function cutting({ root, name }: Cut, entry: string, seldom: readonly string[]): Plugin {
  const numberOf = new Map(seldom.map((path, index) => [path, index]));
  const other = `./${name}-rest.js`;
  return {
    name: 'cutting',
    setup(setup) {
      setup.onResolve({ filter: new RegExp(`^${rest}$`) }, () => ({ path: rest, namespace: rest }));
      setup.onResolve({ filter: new RegExp(`^\\./${name}-rest\\.js$`) }, () => ({ path: other, external: true }));
      setup.onLoad({ filter: /./, namespace: rest }, () => ({
        contents: [
          // So that all of the entry's modules are shared, and stand in one file.
          `import ${JSON.stringify(entry)};`,
          // By which it is told from another build's.
          'export const build = TRACKER_BUILD;',
          ...seldom.map((path, at) => `export const at${at} = () => require(${JSON.stringify(join(root, path))});`),
        ].join('\n'),
        resolveDir: root,
      }));
      setup.onLoad({ filter: /[\\/]src[\\/].*\.ts$/ }, async ({ path }) => {
        const source = await readFile(path, 'utf8');
        const contents = source.replace(/(?<!typeof )\bimport\('([^']+)'\)/g, (_, target: string) => {
          const at = numberOf.get(relative(root, join(dirname(path), target)).replaceAll('\\', '/'));
          const what = at === undefined ? `require('${target}')` : `require('${other}').at${at}()`;
          return `Promise.resolve().then(() => ${what})`;
        });
        return { contents, loader: 'ts' };
      });
    },
  };
}

/** esbuild puts what the two files share into a third, and leaves of the entry but its start: that goes to the end of it. */
async function toCommonJs(options: BuildOptions, files: readonly Output[], name: string): Promise<Output[]> {
  const find = (pattern: RegExp) => files.find(({ path }) => pattern.test(basename(path)));
  const [start, core, other] = [
    find(new RegExp(`^${name}\\.js$`)),
    find(/^chunk-/),
    find(new RegExp(`^${name}-rest\\.js$`)),
  ];
  const [, steps, own] = /^import\{[^}]*\}from"[^"]*";([\w();,]*)export\{([\w,]*)\};\s*$/.exec(start?.text ?? '') ?? [];
  const [, body, shared] = /^(.*)export\{([^}]*)\};\s*$/s.exec(core?.text ?? '') ?? [];
  if (
    !start ||
    !core ||
    !other ||
    files.length > 3 ||
    steps === undefined ||
    body === undefined ||
    shared === undefined
  )
    throw new Error(`esbuild cuts ${name} in another way: ${files.map(({ path }) => basename(path)).join(', ')}.`);
  const { minifySyntax = false, minifyWhitespace = false, target = 'esnext', supported = {} } = options;
  const convert = async (text: string): Promise<string> => {
    const how = { minifySyntax, minifyWhitespace, target, supported };
    return (await transform(text, { ...how, format: 'cjs', platform: 'node' })).code;
  };
  // Some hundred names: they are looked for by the other file alone.
  const getters = new Map(shared.split(',').map((one) => getterOf(one)));
  const named = (own ?? '').split(',').map((one) => getters.get(one));
  const text = `${await convert(body + steps)}module.exports={${named},get shared(){return{${[...getters.values()]}}}};\n`;
  const otherText = await convert(other.text);
  const from = `require("./${basename(core.path)}")`;
  if (otherText.split(from).length !== 2) throw new Error(`${name}-rest.js takes what it shares from elsewhere.`);
  return [
    { path: start.path, text },
    { path: other.path, text: otherText.replace(from, `require("./${name}.js").shared`) },
  ];
}

/** What `name` or `name as exported` makes of an object's property. */
function getterOf(one: string): [exported: string, getter: string] {
  const [name = '', exported = name] = one.split(' as ');
  return [exported, `get ${exported}(){return ${name}}`];
}

/** As the files are named in the end. */
function renamed({ inputs, outputs }: Metafile, name: string): Metafile {
  const core = Object.keys(outputs).find((path) => basename(path).startsWith('chunk-'));
  const kept = Object.entries(outputs).filter(([path]) => basename(path) !== `${name}.js`);
  return {
    inputs,
    outputs: Object.fromEntries(kept.map(([path, one]) => [path === core ? `dist/${name}.js` : path, one])),
  };
}
