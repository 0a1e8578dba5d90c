import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, relative } from 'node:path';
import { getCommonDir, type Location } from '../../home/file/location.ts';
import { folderOf, listFiles, mainOf, type Program, placeProgram, platform } from './program-files.ts';
import { nodeIn, quote, renderShim } from './shim.ts';

/** Seen from `<git common dir>/tracker`. */
const shimPath = 'run';
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
  const draft = join(tracker, `${shimPath}.${randomBytes(6).toString('hex')}.tmp`);
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

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
