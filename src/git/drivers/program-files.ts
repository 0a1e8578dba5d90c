import { createHash, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { TrackerError } from '../../domain/errors.ts';
import { writeNew } from '../../home/file/write-whole.ts';

/**
 * git starts a copy of the program, in the clone's own git directory. The one in `node_modules` is a file of the work tree: a
 * branch can bring another in its place, which would then run where somebody only looks at a diff.
 */
export interface Program {
  node: string;
  /** `bin/tracker.js`, beside the folders that it needs. */
  script: string;
  /** Of package.json. */
  version: string;
  /** Another for every other build; empty where the sources run by themselves, as in tests. */
  build: string;
}

/** Where a copy lies, seen from `<git common dir>/tracker`. */
export const folderOf = ({ version, build }: Pick<Program, 'version' | 'build'>): string =>
  `program/${version}-${build.slice(0, 12)}`;

/** Puts the program's copy beside the shim, file by file and each at once: whoever runs it finds what it needs. */
export function placeProgram(tracker: string, program: Program): void {
  const files = readProgram(program);
  const folder = join(tracker, folderOf(program));
  for (const [path, bytes] of files) {
    const target = join(folder, path);
    if (statSync(target, { throwIfNoEntry: false })?.size === bytes.length && program.build !== '') continue;
    mkdirSync(dirname(target), { recursive: true });
    const draft = `${target}.${randomBytes(6).toString('hex')}.tmp`;
    writeNew(draft, bytes);
    renameSync(draft, target);
  }
  const { atime, mtime } = statSync(mainOf(program.script));
  utimesSync(join(folder, 'dist/tracker.js'), atime, mtime);
  removeFormer(tracker, folderOf(program));
}

/** The one that git starts until now stays: a diff that is on the screen may still load a file of it. */
function removeFormer(tracker: string, current: string): void {
  const shim = existsSync(join(tracker, 'run')) ? readFileSync(join(tracker, 'run'), 'utf8') : '';
  for (const name of readdirSync(join(tracker, 'program'))) {
    const path = `program/${name}`;
    if (path !== current && !shim.includes(`${path}/`)) rmSync(join(tracker, path), { recursive: true, force: true });
  }
}

export const platform = `${process.platform}-${process.arch}`;
export const mainOf = (script: string): string => join(dirname(script), '../dist/tracker.js');

/** What the program is made of on this platform: paths in its folder, and where each is copied from. */
export function listFiles({ script }: Pick<Program, 'script'>): Map<string, string> {
  const root = join(dirname(script), '..');
  const native = [join(root, 'prebuilds'), join(root, 'node_modules/better-sqlite3/prebuilds')].find(existsSync);
  const list = (from: string | undefined, names: RegExp, to: string) =>
    (from === undefined ? [] : readdirSync(from))
      .filter((name) => names.test(name))
      .sort()
      .map((name) => [`${to}/${name}`, join(from ?? '', name)] as const);
  return new Map([
    ['bin/tracker.js', script],
    ...list(join(root, 'dist'), /^[^.].*\.js$/, 'dist'),
    ...list(join(root, 'drizzle'), /\.sql$/, 'drizzle'),
    ...list(native, new RegExp(`^${process.platform}(?:musl)?-${process.arch}\\.node$`), 'prebuilds'),
  ]);
}

/** Throws `internal` where the files are no longer those that run: a checkout has put others in their place. */
function readProgram(program: Program): Map<string, Buffer> {
  const files = [...listFiles(program)].map(([path, source]) => [path, readFileSync(source)] as const);
  const built = files.filter(([path]) => path.startsWith('dist/'));
  if (program.build !== '' && sumOf(built, program.build) !== program.build)
    throw new TrackerError(
      'internal',
      'The files of tracker are others than those that run.',
      'Run the command again.',
    );
  // Without it Node would ask the work tree's own what kind of modules these are.
  return new Map([...files, ['package.json', Buffer.from('{ "type": "commonjs" }\n')]]);
}

/** As scripts/build.ts names a build: the sum of its files, where each has zeros for that name. */
function sumOf(program: readonly (readonly [string, Buffer])[], build: string): string {
  const files = program.map(([path, bytes]) => [
    basename(path),
    bytes.toString().replaceAll(build, '0'.repeat(build.length)),
  ]);
  return createHash('sha256').update(JSON.stringify(files)).digest('hex').slice(0, build.length);
}
