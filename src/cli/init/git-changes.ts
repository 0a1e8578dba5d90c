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
import { type Change, planFile } from './change.ts';

export function planAttributes({ root }: Location): Promise<Change> {
  return planFile({ root, path: '.gitattributes', encoding: 'latin1', edit: (text = '') => addAttributes(text) });
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
