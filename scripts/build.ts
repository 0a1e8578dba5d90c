import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { type BuildOptions, build, type Metafile, type Plugin, transform } from 'esbuild';
import type { Published } from '../src/mcp/tool.ts';

const root = join(import.meta.dirname, '..');
const folder = join(root, 'dist');

/** What a server needs to answer the handshake and `tools/list`: one small file, without a library. */
const front = ['src/cli/main.ts', 'src/cli/mcp-server.ts'].map((path) => join(root, path));

/** Names stay, so that a stack trace can be read. */
const minify = { minifyWhitespace: true, minifySyntax: true } as const;

export interface Built {
  /** Name in dist → what it holds. */
  files: Map<string, string>;
  front: Metafile;
  rest: Metafile;
}

/**
 * Makes the program: dist/tracker.js and, beside it, a file for all that it imports later. One file for everything
 * would be read and compiled whole before the first answer, which takes as long again as Node's own start, and so would
 * the five small files that esbuild's own splitting makes of the front. Only the driver, native code, stays outside.
 */
export async function buildProgram(): Promise<Built> {
  const options = await commonOptions();
  const later = new Set<string>();
  const first = await build({ ...options, entryPoints: { tracker: front[0]! }, plugins: [leaveOutside(later)] });
  const entryPoints = Object.fromEntries([...later].map((path) => [nameOf(path), path]));
  const rest = await build({ ...options, entryPoints, splitting: true, plugins: [englishOnly] });
  const outputs = [...first.outputFiles!, ...rest.outputFiles!];
  const files = await Promise.all(
    outputs.map(async ({ path, text }) => [basename(path), await toCommonJs(text)] as const),
  );
  return { files: new Map(files), front: first.metafile!, rest: rest.metafile! };
}

/** Writes dist, the entry last and each file at once, so that a program that starts meanwhile finds one build or the other. */
export function writeProgram({ files }: Built): void {
  mkdirSync(folder, { recursive: true });
  for (const [name, text] of [...files].reverse()) {
    const draft = join(folder, `.${name}.${process.pid}`);
    writeFileSync(draft, text);
    renameSync(draft, join(folder, name));
  }
}

async function commonOptions(): Promise<BuildOptions> {
  const { published }: { published: Published } = await import('../src/mcp/published.ts');
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  return {
    absWorkingDir: root,
    outdir: 'dist',
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node22',
    external: ['better-sqlite3'],
    // jsonc-parser's CommonJS form requires its parts in a way that cannot be bundled.
    mainFields: ['module', 'main'],
    define: {
      TRACKER_VERSION: JSON.stringify(version),
      TRACKER_PUBLISHED: JSON.stringify(published),
      'import.meta.dirname': '__dirname',
      'import.meta.url': 'undefined',
    },
    ...minify,
    metafile: true,
    write: false,
  };
}

/** Leaves what the front imports later to files of their own, and takes note of it. */
function leaveOutside(later: Set<string>): Plugin {
  return {
    name: 'leave-outside',
    setup(setup) {
      setup.onResolve({ filter: /^\./ }, ({ kind, path, resolveDir }) => {
        const target = resolve(resolveDir, path);
        if (kind !== 'dynamic-import' || front.includes(target)) return undefined;
        later.add(target);
        return { path: `./${nameOf(target)}.js`, external: true };
      });
    },
  };
}

const nameOf = (path: string): string => basename(path, '.ts');

/** zod carries its messages in fifty languages, a third of the whole program. */
const englishOnly: Plugin = {
  name: 'english-only',
  setup(setup) {
    setup.onLoad({ filter: /zod.v4.locales.index\.js$/ }, () => ({
      contents: `export { default as en } from './en.js';`,
    }));
  },
};

/** esbuild splits only ES modules, and Node loads CommonJS sooner. */
async function toCommonJs(text: string): Promise<string> {
  const supported = { 'dynamic-import': false };
  const { code } = await transform(text, { format: 'cjs', platform: 'node', target: 'node22', supported, ...minify });
  return code;
}

if (process.argv[1] === import.meta.filename) {
  const built = await buildProgram();
  writeProgram(built);
  for (const name of readdirSync(folder)) if (!built.files.has(name)) rmSync(join(folder, name), { recursive: true });
  for (const [name, text] of built.files) {
    console.error(`${String(Math.ceil(Buffer.byteLength(text) / 1024)).padStart(5)} KiB  dist/${name}`);
  }
}
