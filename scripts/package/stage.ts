import { chmodSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { buildProgram } from '../build.ts';
import { linkOutside } from './links.ts';
import { findParts, renderNotices } from './notices.ts';

const root = join(import.meta.dirname, '../..');
const read = (path: string): Buffer => readFileSync(join(root, path));

/** What a person reads, on a registry's page too. */
const pages = ['README.md', 'CHANGELOG.md'];

/** What is told of the package; never what it depends on, which is nothing, or a script. */
const told = [
  'name',
  'version',
  'description',
  'license',
  'author',
  'keywords',
  'homepage',
  'repository',
  'bugs',
  'bin',
  'engines',
];

/**
 * Writes all that the package holds into an empty folder. `npm pack` in the checkout itself would have every project
 * install what a checkout needs, and leave out the drivers.
 */
export async function stagePackage(folder: string): Promise<void> {
  const own = JSON.parse(read('package.json').toString());
  const { files: program, web, metafile } = await buildProgram();
  const files = new Map<string, string | Buffer>([
    ['package.json', `${JSON.stringify(Object.fromEntries(told.map((key) => [key, own[key]])), null, 2)}\n`],
    ['LICENSE', read('LICENSE')],
    ['THIRD-PARTY-NOTICES.txt', renderNotices(findParts(metafile))],
    ...listFiles('bin', /./),
    ...[...program].map(([name, text]) => [`dist/${name}`, text] as const),
    ...[...web].map(([name, content]) => [`dist/web/${name}`, Buffer.from(content)] as const),
    ...listFiles('drizzle', /\.sql$/),
    ...listFiles('node_modules/better-sqlite3/prebuilds', /\.node$/, 'prebuilds'),
  ]);
  const base = `${own.homepage.replace(/#.*/, '')}/blob/v${own.version}/`;
  const has = (path: string) => files.has(path) || pages.includes(path);
  for (const page of pages) files.set(page, linkOutside(read(page).toString(), page, { base, has }));
  for (const [path, content] of files) write(join(folder, path), content, path.startsWith('bin/') ? 0o755 : 0o644);
}

const listFiles = (from: string, names: RegExp, to = from) =>
  readdirSync(join(root, from))
    .filter((name) => names.test(name))
    .map((name) => [`${to}/${name}`, read(`${from}/${name}`)] as const);

/** With a mode of its own, whatever the checkout and the mask say: the same sources make the same package everywhere. */
function write(path: string, content: string | Buffer, mode: number): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
  chmodSync(path, mode);
}
