import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Metafile } from 'esbuild';

const root = join(import.meta.dirname, '../..');

/** Somebody else's work in the package, with what its licence asks to be handed on. */
export interface Part {
  name: string;
  version: string;
  license: string;
  text: string;
}

/** Packages whose text is not in the program but in the drivers' binaries, or written into it by esbuild. */
const besides = ['node-addon-api', 'esbuild'];

/** The licences of packages that bring no text of theirs: by the licence that they name, its text. */
const textsOfOurs: Record<string, { license: string; file: string }> = {
  'drizzle-orm': { license: 'Apache-2.0', file: 'Apache-2.0.txt' },
};

/** Everything of others in the package. Throws where a package has no licence text. */
export function findParts(metafile: Metafile): Part[] {
  const folders = new Set([...foldersOf(metafile), ...besides.map((name) => `node_modules/${name}`)]);
  const parts = [...[...folders].map((folder) => readPart(join(root, folder))), sqlite(), delayLoadHook()];
  return parts.sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** The folders of the packages of which something is in a file of the program. */
function foldersOf({ outputs }: Metafile): string[] {
  const inputs = Object.values(outputs).flatMap((output) => Object.entries(output.inputs));
  return inputs
    .filter(([, { bytesInOutput }]) => bytesInOutput > 0)
    .flatMap(([path]) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0] ?? []);
}

export function readPart(folder: string): Part {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const texts = readdirSync(folder)
    .filter((file) => /^(licen[cs]e|copying|notice)([.-][\w-]+)?(?<!\.[cm]?[jt]s)$/i.test(file))
    .sort()
    .map((file) => readFileSync(join(folder, file), 'utf8'));
  if (texts.length === 0) texts.push(textOfOurs(name, license));
  return { name, version, license, text: texts.map(tidy).join('\n\n') };
}

function textOfOurs(name: string, license: string): string {
  const known = textsOfOurs[name];
  if (known?.license !== license) {
    throw new Error(`${name} (${license}) brings no licence text: give it one in scripts/package/notices.ts`);
  }
  return readOurs(known.file);
}

const readOurs = (file: string): string => readFileSync(join(import.meta.dirname, 'licences', file), 'utf8');

/** In the binaries; what it says of its copyright is at the top of its header. */
function sqlite(): Part {
  const header = readFileSync(join(root, 'node_modules/better-sqlite3/deps/sqlite3/sqlite3.h'), 'utf8');
  const version = /#define SQLITE_VERSION\s+"([^"]+)"/.exec(header)?.[1];
  const blessing = /The author disclaims copyright[\s\S]*?(?=\n\*{20})/.exec(header)?.[0];
  if (!version || !blessing) throw new Error('sqlite3.h does not say which SQLite it is, and whose');
  return { name: 'SQLite', version, license: 'public domain', text: tidy(blessing.replace(/^\*\* ?/gm, '')) };
}

/** In the binaries for Windows: some lines that find Node under another name than node.exe. */
const delayLoadHook = (): Part => ({
  name: 'node-gyp',
  version: 'win_delay_load_hook.cc',
  license: 'MIT',
  text: tidy(readOurs('node-gyp.txt')),
});

const tidy = (text: string): string =>
  text
    .replace(/\r\n/g, '\n')
    .replace(/[ \t]+$/gm, '')
    .replace(/^\n+|\n+$/g, '');

/** The notices, each text once. */
export function renderNotices(parts: Part[]): string {
  const byText = Map.groupBy(parts, ({ text }) => text);
  const sections = [...byText].map(([text, same]) => {
    const names = same.map(({ name, version, license }) => `${name} ${version} (${license})`);
    return `${'-'.repeat(72)}\n${names.join('\n')}\n\n${text}\n`;
  });
  return `tracker contains work of others, under these licences.\n\n${sections.join('\n')}`;
}
