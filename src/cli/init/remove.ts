import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { git } from '../../git/ask/git.ts';
import { driverSettings, removeAttributes, removeLines } from '../../git/drivers/setup.ts';
import { ignoreRules, type Location } from '../../home/file/location.ts';
import type { Context } from '../commands/command.ts';
import { applyAll, type Change, type FileEdit, planFile, renderChanges } from './change.ts';
import { planClientRemovals } from './client-changes.ts';
import { planCommitHookRemoval } from './commit-hook.ts';
import { planOwnRemovals } from './own-entries.ts';

export interface RemoveOptions {
  dryRun: boolean;
  yes: boolean;
  json: boolean;
}

/**
 * Takes back what `init` has written, and what the drivers have: everything but the tickets. Shows it first, asks on a
 * terminal, and touches nothing that somebody else has written. The exit code is 1 where the answer was no.
 */
export async function runRemove(context: Context, { dryRun, yes, json }: RemoveOptions): Promise<number> {
  const { screen, location } = context;
  const plan = [
    ...(await planClientRemovals(location)),
    ...(await planOwnRemovals(context)),
    ...(await planFileRemovals(location)),
    ...(await planDriverRemovals(location)),
    ...(await planCommitHookRemoval(location)),
  ];
  const pending = plan.filter(({ state }) => state !== 'keep');
  if (!json && pending.length > 0) screen.draw(renderChanges(pending, screen));
  const asks = !yes && !json && screen.isTerminal && process.stdin.isTTY === true;
  const written = pending.length > 0 && !dryRun && (!asks || (await context.confirm('Take this back?')));
  if (written) await applyAll(pending);
  if (json) screen.json({ written, changes: pending.map(({ what, state }) => ({ what, state })) });
  else screen.print(['', ...renderOutcome(location, { pending, written, dryRun })].join('\n'));
  return written || dryRun || pending.length === 0 ? 0 : 1;
}

function renderOutcome(
  { gitDir }: Location,
  { pending, written, dryRun }: { pending: readonly Change[]; written: boolean; dryRun: boolean },
): string[] {
  if (pending.length === 0) return ['There is nothing of init here to take back.'];
  if (dryRun) return ['Nothing was written: this is a dry run.'];
  if (!written) return ['Nothing was written.'];
  const files = pending.flatMap(({ file }) => file ?? []);
  return [
    'Taken back. The tickets stay in .tracker; a server that still runs goes on until its client ends it.',
    ...(gitDir && files.length > 0 ? [`Commit what git has of: ${files.join(' ')}`] : []),
  ];
}

async function planFileRemovals({ root }: Location): Promise<Change[]> {
  const rules = ignoreRules.split('\n').filter(Boolean);
  const edits: Omit<FileEdit, 'root' | 'encoding'>[] = [
    { path: '.gitattributes', edit: (text) => text && (removeAttributes(text) || undefined) },
    {
      path: '.tracker/.gitignore',
      edit: (text) => text && (rules.reduce((rest, rule) => removeLines(rest, [rule]), text) || undefined),
    },
  ];
  return Promise.all(edits.map((edit) => planFile({ root, encoding: 'latin1', ...edit })));
}

/** The settings of this clone that are as `init` sets them, and what git was to start by them. */
async function planDriverRemovals({ root, commonDir }: Location): Promise<Change[]> {
  if (!commonDir) return [];
  const settings = await Promise.all(
    driverSettings().map(async ({ name, value }): Promise<Change[]> => {
      const { stdout } = await git(root, ['config', '--local', '--null', '--get-all', name]);
      if (stdout !== `${value}\0`) return [];
      const unset = () => git(root, ['config', '--local', '--unset-all', name]);
      return [{ what: `git config ${name}`, state: 'remove', apply: async () => void (await unset()) }];
    }),
  );
  const programs = ['run', 'program'].flatMap((name): Change[] => {
    const path = join(commonDir, 'tracker', name);
    if (!existsSync(path)) return [];
    const apply = () => rm(path, { recursive: true, force: true });
    return [{ what: `.git/tracker/${name}`, state: 'remove', apply }];
  });
  return [...settings.flat(), ...programs];
}
