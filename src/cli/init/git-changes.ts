import { join } from 'node:path';
import { TrackerError } from '../../domain/errors.ts';
import { git } from '../../git/ask/git.ts';
import { findPlaced, isPlaced, nodeFor, shimToHave } from '../../git/drivers/program.ts';
import { type Program, placeProgram } from '../../git/drivers/program-files.ts';
import {
  addAttributes,
  addIgnoreRules,
  driverSettings,
  formerNotes,
  formerSettings,
  type Setting,
} from '../../git/drivers/setup.ts';
import type { Location } from '../../home/file/location.ts';
import { readPlainFile } from '../../store/regular.ts';
import { type Change, maxFileBytes, planFile } from './change.ts';

/** Git LFS keeps its hands off; a filter that encrypts is somebody's will, and only named: see `describeFilter`. */
export async function planAttributes(location: Location): Promise<Change> {
  const plain = (await findFilter(location)) === 'lfs';
  const edit = (text = '') => addAttributes(text, { plain });
  const change = await planFile({ root: location.root, path: '.gitattributes', encoding: 'latin1', edit });
  return plain && change.state !== 'keep' ? { ...change, note: 'takes the database out of Git LFS' } : change;
}

export function planIgnoreRules({ root }: Location): Promise<Change> {
  return planFile({ root, path: '.tracker/.gitignore', encoding: 'latin1', edit: (text = '') => addIgnoreRules(text) });
}

/**
 * The git configuration of this clone: the program that git starts, the file through which it does, the settings of the
 * drivers, and what earlier versions have left.
 */
export async function planDrivers(location: Location, program: Program): Promise<Change[]> {
  const { root, commonDir } = location;
  if (!commonDir) return [];
  const tracker = join(commonDir, 'tracker');
  const placed = findPlaced(tracker);
  const place: Change = {
    what: '.git/tracker/program',
    state: isPlaced(tracker, program, placed) ? 'keep' : placed?.program ? 'change' : 'create',
    apply: async () => placeProgram(tracker, program),
  };
  const shim = await planFile({
    root: commonDir,
    path: 'tracker/run',
    encoding: 'utf8',
    mode: 0o755,
    edit: () => shimToHave(program, nodeFor(location, program.node), placed),
  });
  return [
    place,
    { ...shim, what: '.git/tracker/run', file: undefined },
    ...(await Promise.all(driverSettings().map((setting) => planSetting(root, setting)))),
    ...(await planRemovals(root)),
  ];
}

/** What earlier versions have configured, where it is still there. */
async function planRemovals(root: string): Promise<Change[]> {
  const removal = (what: string, args: string[]): Change => ({
    what,
    state: 'change',
    note: 'removed',
    apply: async () => void (await git(root, args)),
  });
  const found = await Promise.all(
    formerSettings.map(async (name) => (await git(root, ['config', '--local', '--get-all', name])).code === 0),
  );
  const notes = await git(root, ['rev-parse', '--quiet', '--verify', formerNotes]);
  return [
    ...formerSettings
      .filter((_, at) => found[at])
      .map((name) => removal(`git config ${name}`, ['config', '--local', '--unset-all', name])),
    ...(notes.code === 0 ? [removal(formerNotes, ['update-ref', '-d', formerNotes])] : []),
  ];
}

async function planSetting(root: string, { name, value }: Setting): Promise<Change> {
  const { stdout } = await git(root, ['config', '--local', '--null', '--get-all', name]);
  const given = stdout.split('\0').slice(0, -1);
  const state = given.length === 0 ? 'create' : given.length === 1 && given[0] === value ? 'keep' : 'change';
  return { what: `git config ${name}`, state, apply: () => writeSetting(root, { name, value }) };
}

async function writeSetting(root: string, { name, value }: Setting): Promise<void> {
  const { code, stderr } = await git(root, ['config', '--local', '--replace-all', name, value]);
  if (code === 0) return;
  throw new TrackerError(
    'internal',
    `git would not set ${name}: ${stderr.trim()}`,
    'Run the command again when git is done.',
  );
}

/** The filter that git's attributes give to the database, or undefined. */
export async function findFilter({ root, gitDir }: Location): Promise<string | undefined> {
  if (!gitDir) return undefined;
  const { code, stdout } = await git(root, ['check-attr', '-z', 'filter', '--', '.tracker/data.db']);
  const value = code === 0 ? stdout.split('\0')[2] : undefined;
  return value === 'unspecified' || value === 'unset' ? undefined : value;
}

/** What a filter does to the database, as a sentence without its full stop, and what to do about it. */
export function describeFilter(location: Location, filter: string): { message: string; advice: string } {
  const [first] = stronger(location).filter((path) => /\bfilter=/.test(readText(path)));
  const out = first
    ? `take it out by a line "data.db -filter" at the end of ${first}, which counts more than .gitattributes`
    : 'take it out by "-filter" at the end of our line in .gitattributes';
  const again = 'then git add --renormalize .tracker/data.db';
  const plain = ': tickets are in git as plain text then';
  if (filter === 'lfs')
    return { message: 'Git LFS would put a pointer in the place of the database', advice: `${out}; ${again}` };
  if (filter !== 'git-crypt')
    return {
      message: `the filter ${filter} is for the database too, and no merge can read what it makes`,
      advice: `${out}; ${again}${plain}`,
    };
  return {
    message:
      'git-crypt encrypts the database: git cannot merge it, so that each merge of tickets is a conflict, which the next call of tracker heals',
    advice: `leave it so, or ${out}; ${again}${plain}`,
  };
}

/**
 * Why git's merge driver cannot read a version, and what to do, where a filter has made it; undefined: none has. Of what Git
 * LFS makes the error of the version itself says what to do.
 */
export async function describeUnmerged(location: Location): Promise<TrackerError | undefined> {
  const filter = await findFilter(location);
  if (filter === undefined || filter === 'lfs') return undefined;
  const { advice } = describeFilter(location, filter);
  return new TrackerError(
    'database',
    `git has .tracker/data.db as the filter ${filter} makes it, which no merge can read: it is left as a conflict.`,
    `The next call of tracker, \`tracker list\` say, unites both sides; then \`git add .tracker/data.db\`, and go on with what git was doing. To have git merge tickets: ${advice.replace(/^leave it so, or /, '')}.`,
  );
}

/** Files of attributes that count more than the one at the top. */
const stronger = ({ root, commonDir }: Location): string[] => [
  ...(commonDir ? [join(commonDir, 'info/attributes')] : []),
  join(root, '.tracker/.gitattributes'),
];

function readText(path: string): string {
  try {
    return String(readPlainFile(path, path, maxFileBytes) ?? '');
  } catch {
    // Doctor says of what cannot be read what it says of the rest.
    return '';
  }
}

/**
 * Why git would never carry the file, in one sentence with the fix, or undefined. A rule for the folder cannot be undone
 * from inside it; one for the file (`*.db`) is, by our own `.tracker/.gitignore`.
 */
export async function findIgnoreProblem({ root, gitDir }: Location): Promise<string | undefined> {
  if (!gitDir) return undefined;
  // What git carries already it does not ignore: the rule would count for the next one who adds it.
  const { code, stdout } = await git(root, ['check-ignore', '--no-index', '--verbose', '-z', '--stdin'], {
    input: '.tracker/.gitignore',
  });
  const [source, line, pattern] = stdout.split('\0');
  if (code !== 0 || pattern === undefined || pattern.startsWith('!')) return undefined;
  return `git ignores .tracker because of ${JSON.stringify(pattern)} in ${source}, line ${line}: remove that line, or add "!.tracker/" to .gitignore below it.`;
}
