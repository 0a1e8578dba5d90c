import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { type BuildOptions, build, type Metafile, type Plugin } from 'esbuild';
import type { Published } from '../src/mcp/handshake.ts';
import { buildWeb } from './build-web.ts';
import { bundledDriver, englishOnly, importedLate, sqliteOnly } from './packages.ts';
import { buildInTwo } from './split.ts';

const root = join(import.meta.dirname, '..');
const folder = join(root, 'dist');

/** What a server needs to answer the handshake and `tools/list`: one small file, without a library. */
const main = join(root, 'src/cli/main.ts');
const front = [main, join(root, 'src/cli/mcp-server.ts')];

/** What src/cli/load.ts loads by name. */
const loaded = ['mcp-tracker', 'command-line', 'command-line-rest', 'serving', 'remote'];

/** Those of them that are one file each. */
const whole = {
  'mcp-tracker': 'src/cli/mcp-tracker.ts',
  serving: 'src/cli/network/serving.ts',
  remote: 'src/cli/network/remote.ts',
};

/**
 * What the command line imports late and yet most commands need. What it imports late besides is in a file of its own, which
 * no read loads: a read takes as long as there is to be read, compiled and kept of the program.
 */
const often = [
  'src/actions/board/kanban.ts',
  'src/actions/board/ready.ts',
  'src/actions/perform.ts',
  'src/actions/search/search.ts',
  'src/actions/ticket/get.ts',
  'src/actions/ticket/list.ts',
  'src/cli/commands/conflicts.ts',
  'src/cli/commands/field-options.ts',
  'src/cli/commands/syntax.ts',
  'src/cli/terminal/views.ts',
  'src/home/file-tracker.ts',
  'src/home/settings.ts',
  'src/render/reply.ts',
  'src/render/syntax.ts',
  'src/store/read/conflicts.ts',
];

/** Packages that few calls need; each is a file of its own, loaded when one of its exports is first used. */
const late = [
  'jsonc-parser',
  'mdast-util-from-markdown',
  'mdast-util-gfm-task-list-item',
  'micromark-extension-gfm-task-list-item',
  'smol-toml',
  'yaml',
];

/** Modules of Node that take milliseconds to load and that a read does without. */
const lateBuiltins = [
  'node:child_process',
  'node:crypto',
  'node:fs/promises',
  'node:os',
  'node:readline/promises',
  'node:timers/promises',
];

export interface Built {
  /** Name in dist → what it holds. */
  files: Map<string, string>;
  /** The board's client: name in dist/web → what it holds. */
  web: Map<string, Uint8Array>;
  metafile: Metafile;
  /** When its sources began to be read: one that is changed after that makes it stale. */
  began: Date;
}

/**
 * Makes the program: dist/tracker.js and, beside it, a file for each thing that it imports later. Each holds all it
 * needs, so that Node reads and compiles few files, and none that is not needed: one file for everything takes as long
 * again as Node's own start before the first answer, and a chunk for everything that two files share, half a millisecond each.
 */
export async function buildProgram(): Promise<Built> {
  const began = new Date();
  const options = await commonOptions();
  const entries = new Map(Object.entries(whole).map(([name, path]) => [name, join(root, path)]));
  const first = await build({ ...options, entryPoints: { tracker: main }, plugins: [leaveOutside(entries)] });
  const complete: CommonOptions = {
    ...options,
    plugins: [englishOnly, sqliteOnly, bundledDriver, await importedLate([...late, ...lateBuiltins])],
    logOverride: { 'require-resolve-not-external': 'silent' },
  };
  const server = await build({ ...complete, entryPoints: Object.fromEntries(entries) });
  const commandLine = await buildInTwo(complete, { root, name: 'command-line', often });
  const packages = await build({ ...options, entryPoints: Object.fromEntries(late.map((name) => [name, name])) });
  const program = [first, server, commandLine, packages];
  const web = await buildWeb();
  const results = [...program, web];
  const files = new Map(
    program.flatMap(({ outputFiles }) =>
      outputFiles.map(({ path, text }) => {
        const name = basename(path);
        return [name, toFunction(name, toAscii(text))] as const;
      }),
    ),
  );
  const name = hashOf(files);
  for (const [path, text] of files) files.set(path, text.replaceAll(unknownBuild, name));
  return {
    began,
    files,
    web: web.files,
    metafile: {
      inputs: Object.assign({}, ...results.map(({ metafile }) => metafile.inputs)),
      outputs: Object.assign({}, ...results.map(({ metafile }) => metafile.outputs)),
    },
  };
}

/** The build's name, until all of it is there. */
const unknownBuild = '0'.repeat(32);

/** Anybody can find it again from the files: src/git/drivers/program.ts does. */
const hashOf = (files: Map<string, string>): string =>
  createHash('sha256')
    .update(JSON.stringify([...files].sort(([a], [b]) => (a < b ? -1 : 1))))
    .digest('hex')
    .slice(0, unknownBuild.length);

/** What src/cli/load.ts compiles; put around the source there, all of it would be held twice. */
const toFunction = (name: string, text: string): string =>
  loaded.includes(basename(name, '.js'))
    ? `(function (exports, require, module, __filename, __dirname) {${text}\n})\n`
    : text;

/** V8 keeps a source with one other character, which esbuild leaves in regular expressions, at two bytes for each. */
const toAscii = (text: string): string =>
  text.replace(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);

/**
 * Writes dist, the entry last and each file at once, so that a program that starts meanwhile finds one build or the other.
 * Two builds at once are of the same sources, and write the same.
 */
export function writeProgram({ files, web, began }: Built): void {
  const all = new Map<string, string | Uint8Array>(files);
  for (const [name, content] of web) all.set(join(webFolder, name), content);
  mkdirSync(join(folder, webFolder), { recursive: true });
  for (const [name, content] of [...all].reverse()) {
    const draft = join(folder, dirname(name), `.${basename(name)}.${process.pid}`);
    writeFileSync(draft, content);
    utimesSync(draft, began, began);
    renameSync(draft, join(folder, name));
  }
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    if (name !== webFolder && !all.has(name) && !isDraft(name))
      rmSync(join(folder, name), { recursive: true, force: true });
  }
}

const webFolder = 'web';

/** What another build has not yet put in place. */
function isDraft(name: string): boolean {
  const written = statSync(join(folder, name), { throwIfNoEntry: false })?.mtimeMs;
  return basename(name).startsWith('.') && written !== undefined && Date.now() - written < 60_000;
}

/** What is made is kept in memory, with what it was made of. */
interface CommonOptions extends BuildOptions {
  metafile: true;
  write: false;
}

async function commonOptions(): Promise<CommonOptions> {
  const { published }: { published: Published } = await import('../src/mcp/published.ts');
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  return {
    absWorkingDir: root,
    // Paths are names in the program, and a work tree's node_modules may be a link.
    preserveSymlinks: true,
    outdir: 'dist',
    bundle: true,
    format: 'cjs',
    platform: 'node',
    target: 'node22',
    supported: { 'dynamic-import': false },
    // jsonc-parser's CommonJS form requires its parts in a way that cannot be bundled.
    mainFields: ['module', 'main'],
    define: {
      TRACKER_VERSION: JSON.stringify(version),
      TRACKER_BUILD: JSON.stringify(unknownBuild),
      TRACKER_PUBLISHED: JSON.stringify(published),
      ...(await defineSchemas()),
      'import.meta.dirname': '__dirname',
      'import.meta.url': 'undefined',
    },
    // Names stay, so that a stack trace can be read.
    minifyWhitespace: true,
    minifySyntax: true,
    metafile: true,
    write: false,
  };
}

/** What SQLite makes of our definitions, which every file that is opened is compared with. */
async function defineSchemas(): Promise<Record<string, string>> {
  const [{ schemaOf }, { currentVersion }, { sideSchemaOf }, { leaseTables }, { seenTables }, { indexTables }] =
    await Promise.all([
      import('../src/store/schema/open.ts'),
      import('../src/store/schema/migrate.ts'),
      import('../src/store/schema/side.ts'),
      import('../src/store/leases-file.ts'),
      import('../src/store/seen.ts'),
      import('../src/store/fulltext/index-file.ts'),
    ]);
  const version = currentVersion();
  const side = [leaseTables, seenTables, indexTables].map((tables) => [tables, sideSchemaOf(tables)]);
  // As texts: objects would be a module, which every other one imports.
  return {
    TRACKER_SCHEMA: JSON.stringify(JSON.stringify([[version, schemaOf(version)]])),
    TRACKER_SIDE_SCHEMAS: JSON.stringify(JSON.stringify(side)),
  };
}

/** Leaves what the front imports later to files of their own, and takes note of them by name. */
function leaveOutside(entries: Map<string, string>): Plugin {
  return {
    name: 'leave-outside',
    setup(setup) {
      setup.onResolve({ filter: /^\./ }, ({ kind, path, resolveDir }) => {
        const target = resolve(resolveDir, path);
        if (kind !== 'dynamic-import' || front.includes(target)) return undefined;
        const name = basename(target, '.ts');
        entries.set(name, target);
        return { path: `./${name}.js`, external: true };
      });
    },
  };
}

if (process.argv[1] === import.meta.filename) {
  const built = await buildProgram();
  writeProgram(built);
  const say = (name: string, bytes: number) =>
    console.error(`${String(Math.ceil(bytes / 1024)).padStart(5)} KiB  dist/${name}`);
  for (const [name, text] of built.files) say(name, Buffer.byteLength(text));
  for (const [name, content] of built.web) say(`${webFolder}/${name}`, content.length);
}
