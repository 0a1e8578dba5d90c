import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, isAbsolute, join, relative } from 'node:path';
import { TrackerError } from '../../domain/errors.ts';
import { getCommonDir, type Location } from '../../home/file/location.ts';
import { writeNew } from '../../home/file/write-whole.ts';
import { nodeIn, quote, renderShim } from './shim.ts';

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

/** Paths of a copy, seen from `<git common dir>/tracker`. */
const shimPath = 'run';
const folderOf = ({ version, build }: Pick<Program, 'version' | 'build'>): string =>
  `program/${version}-${build.slice(0, 12)}`;

/** The shim that starts the copy of this program; `node` is the one to try first. */
export const shimFor = (program: Program, node: string): string =>
  renderShim({
    node,
    script: `"$(dirname "$0")"/${quote(`${folderOf(program)}/bin/tracker.js`)}`,
    note: `program ${program.version} ${program.build}`,
  });

/**
 * What starts this very program for one command of git's, in a clone that nobody has set up too: the shim's text is in the
 * environment, and nothing is written.
 */
export const startOnce = 'sh -c "$TRACKER_SHIM" tracker';
export const shimOnce = ({ node, script }: Pick<Program, 'node' | 'script'>): { TRACKER_SHIM: string } => ({
  TRACKER_SHIM: renderShim({ node, script: quote(script) }),
});

/** What is in a clone's `<git common dir>/tracker`: its shim, and the program that this says it starts. */
export interface Placed {
  shim: string;
  program: Pick<Program, 'version' | 'build'> | undefined;
  /** All that this program needs on this platform is there. */
  isComplete: boolean;
}

/** Undefined where there is no shim. */
export function findPlaced(tracker: string): Placed | undefined {
  const shim = readIfThere(join(tracker, shimPath));
  if (shim === undefined) return undefined;
  const [, version, build] = /^# program (\S+) ?(\S*)$/m.exec(shim) ?? [];
  if (version === undefined || build === undefined) return { shim, program: undefined, isComplete: false };
  const folder = join(tracker, folderOf({ version, build }));
  const isComplete = ['bin/tracker.js', 'dist/tracker.js', 'package.json', `prebuilds/${platform}.node`].every((path) =>
    existsSync(join(folder, path)),
  );
  return { shim, program: { version, build }, isComplete };
}

/**
 * The shim that is to be there: the one that is, where it starts a newer version, or this build by a Node that is still
 * there. `node`: the one to name otherwise.
 */
export function shimToHave(program: Program, node: string, placed: Placed | undefined): string {
  if (!placed?.program) return shimFor(program, node);
  if (isLater(placed.program.version, program.version)) return placed.shim;
  const known = nodeIn(placed.shim);
  const isThere = known !== undefined && (known === 'node' || existsSync(known));
  return isThere && placed.shim === shimFor(program, known) ? placed.shim : shimFor(program, node);
}

/** Whether git has this program, or a newer one, to start. */
export function isPlaced(tracker: string, program: Program, placed: Placed | undefined): boolean {
  if (!placed?.program) return false;
  if (isLater(placed.program.version, program.version)) return placed.isComplete;
  const folder = join(tracker, folderOf(program));
  const sizeOf = (path: string) => statSync(path, { throwIfNoEntry: false })?.size;
  const isThere = ([path, source]: [string, string]) => sizeOf(join(folder, path)) === sizeOf(source);
  return placed.program.build === program.build && placed.isComplete && [...listFiles(program)].every(isThere);
}

/** Puts the program's copy beside the shim, file by file and each at once: whoever runs it finds what it needs. */
export function placeProgram(tracker: string, program: Program): void {
  const files = readProgram(program);
  const folder = join(tracker, folderOf(program));
  for (const [path, bytes] of files) {
    const target = join(folder, path);
    if (statSync(target, { throwIfNoEntry: false })?.size === bytes.length && program.build !== '') continue;
    mkdirSync(dirname(target), { recursive: true });
    const draft = `${target}.${process.pid}.tmp`;
    writeNew(draft, bytes);
    renameSync(draft, target);
  }
  const { atime, mtime } = statSync(mainOf(program.script));
  utimesSync(join(folder, 'dist/tracker.js'), atime, mtime);
  removeFormer(dirname(folder), basename(folder));
}

/** Makes git start this program in a clone that has been set up for an older one; whatever is in the way waits. */
export function renewProgram(location: Location, program: Program): void {
  try {
    const tracker = join(getCommonDir(location), 'tracker');
    const placed = findPlaced(tracker);
    if (!placed?.program || placed.program.build === program.build || !isNewer(program, placed.program, tracker))
      return;
    placeProgram(tracker, program);
    replaceShim(tracker, shimFor(program, nodeFor(location, program.node)));
  } catch {
    // A git directory that cannot be written, say: git goes on with the program that it has.
  }
}

/** The last step: from here on git starts the other program. */
export function replaceShim(tracker: string, shim: string): void {
  const draft = join(tracker, `${shimPath}.${process.pid}.tmp`);
  rmSync(draft, { force: true });
  writeFileSync(draft, shim, { flag: 'wx', mode: 0o755 });
  renameSync(draft, join(tracker, shimPath));
}

/** Of one version, as in a checkout, the build that was made later. */
function isNewer(program: Program, placed: Pick<Program, 'version' | 'build'>, tracker: string): boolean {
  if (program.version !== placed.version) return isLater(program.version, placed.version);
  const before = statSync(join(tracker, folderOf(placed), 'dist/tracker.js'), { throwIfNoEntry: false });
  return before === undefined || statSync(mainOf(program.script)).mtimeMs > before.mtimeMs;
}

/** One in the work tree, which a branch could replace, is not named: that of the PATH is then looked for. */
export function nodeFor({ root, commonDir = root }: Location, node: string): string {
  const trees = basename(commonDir) === '.git' ? [root, dirname(commonDir)] : [root];
  return trees.some((folder) => isInside(folder, node)) ? 'node' : node;
}

function isInside(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return !way.startsWith('..') && !isAbsolute(way);
}

const isLater = (a: string, b: string): boolean => a.localeCompare(b, 'en', { numeric: true }) > 0;

const platform = `${process.platform}-${process.arch}`;
const mainOf = (script: string): string => join(dirname(script), '../dist/tracker.js');

/** What the program is made of on this platform: paths in its folder, and where each is copied from. */
function listFiles({ script }: Pick<Program, 'script'>): Map<string, string> {
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

/** A diff that is on the screen may still load a file of the program before: only what is older than a day goes. */
function removeFormer(folder: string, current: string): void {
  const dayAgo = Date.now() - 86_400_000;
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    if (name !== current && statSync(path).ctimeMs < dayAgo) rmSync(path, { recursive: true, force: true });
  }
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
