import { existsSync } from 'node:fs';
import { TrackerError } from '../../domain/errors.ts';
import { git } from '../../git/ask/git.ts';
import {
  addAttributes,
  addIgnoreRules,
  driverSettings,
  isShimFor,
  renderShim,
  type Setting,
} from '../../git/drivers/setup.ts';
import type { Location } from '../../home/file/location.ts';
import { type Change, planFile } from './change.ts';

/** The Node and the script that this process runs. */
export interface Program {
  node: string;
  script: string;
}

export function planAttributes({ root }: Location): Promise<Change> {
  return planFile({ root, path: '.gitattributes', encoding: 'latin1', edit: (text = '') => addAttributes(text) });
}

export function planIgnoreRules({ root }: Location): Promise<Change> {
  return planFile({ root, path: '.tracker/.gitignore', encoding: 'latin1', edit: (text = '') => addIgnoreRules(text) });
}

/** The git configuration of this clone: the settings of the drivers, and the file through which git starts them. */
export async function planDrivers({ root, commonDir }: Location, program: Program): Promise<Change[]> {
  if (!commonDir) return [];
  const settings = driverSettings();
  const shim = await planFile({
    root: commonDir,
    path: 'tracker/run',
    encoding: 'utf8',
    mode: 0o755,
    edit: (text = '') => (isShimFor(text, program.script, existsSync) ? text : renderShim(program)),
  });
  return [
    { ...shim, what: '.git/tracker/run', file: undefined },
    ...(await Promise.all(settings.map((setting) => planSetting(root, setting)))),
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
  const { code, stdout } = await git(root, ['check-ignore', '--verbose', '-z', '--stdin'], {
    input: '.tracker/.gitignore',
  });
  const [source, line, pattern] = stdout.split('\0');
  if (code !== 0 || pattern === undefined || pattern.startsWith('!')) return undefined;
  return `git ignores .tracker because of ${JSON.stringify(pattern)} in ${source}, line ${line}: remove that line, or add "!.tracker/" to .gitignore below it.`;
}
