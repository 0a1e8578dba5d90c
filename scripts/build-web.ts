import { readFile } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { type BuildOptions, build, type Loader, type Metafile, type Plugin, transform } from 'esbuild';
import type { WebManifest } from '../src/serve/web/manifest.ts';

const root = join(import.meta.dirname, '..');

/** What a browser loads: the page, the worker that all tabs share, and how it looks. */
const entries = {
  main: 'src/web/main.tsx',
  worker: 'src/web/live/worker.ts',
  style: 'src/web/style.css',
};

export interface BuiltWeb {
  /** Name in dist/web → what it holds. */
  files: Map<string, Uint8Array>;
  metafile: Metafile;
}

/**
 * Makes the board's client: files named by what they hold, which a browser keeps for ever, each beside what it is by brotli and
 * by gzip; the page that names them; and the list of all that may be served.
 */
export async function buildWeb(): Promise<BuiltWeb> {
  const first = await build({ ...options, plugins: [styleTexts] });
  const { outputFiles, metafile } = await build({ ...options, plugins: [styleTexts, besideMain(first.metafile)] });
  const assets = new Map(outputFiles.map(({ path, contents }) => [basename(path), contents] as const));
  const page = Buffer.from(renderPage(metafile));
  const files = new Map<string, Uint8Array>();
  for (const [name, content] of [...assets, ['index.html', page] as const]) {
    files.set(name, content);
    for (const [ending, compressed] of await compress(content)) files.set(`${name}${ending}`, compressed);
  }
  const manifest: WebManifest = { page: 'index.html', assets: [...assets.keys()].sort() };
  files.set('manifest.json', Buffer.from(`${JSON.stringify(manifest)}\n`));
  return { files, metafile };
}

const options: BuildOptions & { metafile: true; write: false } = {
  absWorkingDir: root,
  // Paths are in the names, and a work tree's node_modules may be a link.
  preserveSymlinks: true,
  entryPoints: entries,
  outdir: 'dist/web',
  entryNames: '[name]-[hash]',
  chunkNames: '[name]-[hash]',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'browser',
  target: 'es2022',
  minify: true,
  charset: 'utf8',
  legalComments: 'none',
  jsx: 'automatic',
  jsxImportSource: 'preact',
  alias: {
    react: 'preact/compat',
    'react-dom': 'preact/compat',
    'react/jsx-runtime': 'preact/jsx-runtime',
    // The package sets innerHTML by itself, which the page's policy forbids.
    'decode-named-character-reference': './src/web/markdown/named-reference.ts',
  },
  // What a late page is told to need is there already, as is meant: see besideMain.
  logOverride: { 'ignored-bare-import': 'silent' },
  metafile: true,
  write: false,
};

/**
 * What is loaded late finds all of the page's own modules loaded. esbuild does not know that, and makes a file of each set of
 * modules that some of the late ones share with the page: twenty files, which compress worse than one by a tenth. Told that each
 * late one needs all of them, it makes one.
 */
function besideMain(metafile: Metafile): Plugin {
  const main = outputOf(metafile, entries.main);
  const atOnce = [main, ...importedAtOnce(metafile, main)].flatMap((path) =>
    Object.keys(metafile.outputs[path]?.inputs ?? {}),
  );
  const own = atOnce.filter((path) => path !== entries.main && !path.includes(':'));
  const head = own.map((path) => `import ${JSON.stringify(join(root, path))};`).join('');
  const late = new Set(
    Object.values(metafile.inputs).flatMap(({ imports }) =>
      imports.flatMap(({ kind, path }) => (kind === 'dynamic-import' ? [join(root, path)] : [])),
    ),
  );
  return {
    name: 'beside main',
    setup(using) {
      using.onLoad({ filter: /\.tsx?$/ }, async ({ path }) =>
        late.has(path)
          ? { contents: `${head}${await readFile(path, 'utf8')}`, loader: extname(path).slice(1) as Loader }
          : undefined,
      );
    },
  };
}

/** A style that is imported as a text belongs to a page that comes late, and comes with it. */
const styleTexts: Plugin = {
  name: 'style texts',
  setup(using) {
    using.onLoad({ filter: /\.css$/ }, async ({ path, with: given }) => {
      if (given.type !== 'text') return undefined;
      const { code } = await transform(await readFile(path, 'utf8'), { loader: 'css', minify: true });
      return { contents: code.trim(), loader: 'text' };
    });
  },
};

/** The page holds nothing but the names of the rest: all that it shows comes by calls. */
function renderPage(metafile: Metafile): string {
  const of = (entry: string) => outputOf(metafile, entry);
  const main = of(entries.main);
  const soon = importedAtOnce(metafile, main).map((path) => `<link rel="modulepreload" href="${addressOf(path)}">`);
  const lines = [
    '<!doctype html>',
    '<html lang="en">',
    '<head>',
    '<meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta name="color-scheme" content="light dark">',
    `<meta name="tracker-worker" content="${addressOf(of(entries.worker))}">`,
    '<title>tracker</title>',
    // Else browsers ask for /favicon.ico.
    '<link rel="icon" href="data:,">',
    `<link rel="stylesheet" href="${addressOf(of(entries.style))}">`,
    ...soon,
    `<script type="module" src="${addressOf(main)}"></script>`,
    '</head>',
    '<body>',
    '<div id="app"></div>',
    '<noscript>The board needs JavaScript. Without it: tracker board.</noscript>',
    '</body>',
    '</html>',
  ];
  return `${lines.join('\n')}\n`;
}

const addressOf = (path: string): string => `/assets/${basename(path)}`;

function outputOf({ outputs }: Metafile, entry: string): string {
  const [path] = Object.entries(outputs).find(([, { entryPoint }]) => entryPoint === entry) ?? [];
  if (path === undefined) throw new Error(`esbuild made nothing of ${entry}.`);
  return path;
}

/** What a file cannot start without, with what that cannot: it is loaded side by side instead of one after another. */
function importedAtOnce({ outputs }: Metafile, path: string, known = new Set<string>()): string[] {
  for (const one of outputs[path]?.imports ?? []) {
    if (one.kind !== 'import-statement' || known.has(one.path)) continue;
    known.add(one.path);
    importedAtOnce({ inputs: {}, outputs }, one.path, known);
  }
  return [...known].sort();
}

async function compress(content: Uint8Array): Promise<[ending: string, compressed: Uint8Array][]> {
  const best = { params: { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY } };
  const zipped = await promisify(gzip)(content, { level: 9 });
  // Which system made it, and so another byte on each.
  zipped[9] = 255;
  return [
    ['.br', await promisify(brotliCompress)(content, best)],
    ['.gz', zipped],
  ];
}
