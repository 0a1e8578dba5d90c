import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Client } from '../clients/client.ts';
import { clients as allClients } from '../clients/clients.ts';
import type { Context } from '../commands/command.ts';
import { installCommand, isInstalledIn } from '../install.ts';
import { thisProgram } from '../program.ts';
import { applyAll, type Change, renderChanges } from './change.ts';
import { findClientFile, isForeign, planClient, planSessions } from './client-changes.ts';
import { planCommitHook } from './commit-hook.ts';
import { planDatabase } from './database-change.ts';
import { describeFilter, findFilter, findIgnoreProblem, planIgnoreRules } from './git-changes.ts';
import { parseClients, planGit } from './plan.ts';
import { checkCanStart } from './start.ts';
import { listUncommitted } from './uncommitted.ts';

export interface InitOptions {
  key: string | undefined;
  agents: readonly string[];
  /** Without what begins each session of theirs: hooks, and a section in their instructions. */
  plain?: boolean;
  /** A hook that has every commit carry the tickets. */
  commitHook?: boolean;
  /** The database that git's history has is given up. */
  anew?: boolean;
  dryRun: boolean;
  yes: boolean;
  json: boolean;
}

/**
 * Shows what is to be written, asks on a terminal, writes it, and says what is left to do. All is planned before anything
 * is written. The exit code is 1 where the answer was no.
 */
export async function runInit(context: Context, options: InitOptions): Promise<number> {
  const { screen, location } = context;
  const clients = parseClients(options.agents);
  await checkCanStart(location, options);
  // The ignore rules are there before the first ignored file is.
  const plan = [
    await planIgnoreRules(location),
    await planDatabase(context, options.key, {
      anew: options.anew,
      ask: asksHere(context, options) ? askKey(context) : undefined,
    }),
    ...(await planGit(location, thisProgram())),
    ...(await Promise.all(clients.map((client) => planClient(location, client)))),
    ...(options.plain ? [] : await planSessions(location, clients)),
    ...(options.commitHook ? [await planCommitHook(location)] : []),
  ];
  const pending = plan.filter(({ state }) => state !== 'keep');
  if (!options.json) screen.draw(renderChanges(plan, screen));
  const problem = await findIgnoreProblem(location);
  if (problem) screen.warn(`warning: ${problem}`);
  const filter = await findFilter(location);
  if (filter && filter !== 'lfs') {
    const { message, advice } = describeFilter(location, filter);
    screen.warn(`warning: ${message}. Either ${advice}.`.replace('Either take', 'To mend it, take'));
  }
  const written = pending.length > 0 && !options.dryRun && (await agreed(context, options));
  if (written) await applyAll(pending);
  if (options.json) screen.json({ written, changes: plan.map(({ what, state, note }) => ({ what, state, note })) });
  else {
    const uncommitted = options.dryRun ? [] : await listUncommitted(location);
    const outcome = { written, pending, clients, dryRun: options.dryRun, uncommitted };
    screen.print(['', ...renderOutcome(context, outcome)].join('\n'));
  }
  return written || options.dryRun || pending.length === 0 ? 0 : 1;
}

async function agreed(context: Context, { yes, json }: InitOptions): Promise<boolean> {
  return !asksHere(context, { yes, json, dryRun: false }) || context.confirm('Write this?');
}

const asksHere = ({ screen }: Context, { yes, json, dryRun }: Pick<InitOptions, 'yes' | 'json' | 'dryRun'>): boolean =>
  !yes && !json && !dryRun && screen.isTerminal && process.stdin.isTTY === true;

const askKey = (context: Context) => async (made: string) =>
  context.ask(`Keys of tickets will begin with ${made}, made of the repository's name. Another`, made);

interface Outcome {
  written: boolean;
  pending: readonly Change[];
  clients: readonly Client[];
  dryRun: boolean;
  /** Paths of ours that git does not have as they are. */
  uncommitted: readonly string[];
}

function renderOutcome(context: Context, { written, pending, clients, dryRun, uncommitted }: Outcome): string[] {
  if (dryRun) return ['Nothing was written: this is a dry run.'];
  if (!written && pending.length > 0) return ['Nothing was written.'];
  const done = written ? 'Written.' : 'Everything is in place; nothing to write.';
  return [done, ...listNext(context, clients, uncommitted)];
}

/** Nothing here stages, commits or installs: what is left is the user's to do. */
function listNext(
  { location, screen, env }: Context,
  clients: readonly Client[],
  uncommitted: readonly string[],
): string[] {
  const isOurs = (client: Client) => {
    const path = findClientFile(location.root, client);
    return path !== undefined && !isForeign(location.root, client, path);
  };
  const lines = clients.filter(isOurs).flatMap(({ note }) => note ?? []);
  if (clients.length > 0 && !isInstalledIn(location.root, env)) {
    lines.push(`Clients start the tracker that is installed here, and none is: ${installCommand(location.root)}`);
  }
  if (uncommitted.length > 0) lines.push(`Share it: git add ${uncommitted.map(quotePath).join(' ')} && git commit`);
  if (clients.length === 0 && screen.isTerminal) {
    lines.push(`Add MCP clients: tracker init --agents ${allClients.map(({ name }) => name).join(',')}`);
  }
  if (location.commonDir && screen.isTerminal && !existsSync(join(location.commonDir, 'hooks/pre-commit')))
    lines.push('Have every commit carry the tickets: tracker init --pre-commit');
  return lines;
}

export const quotePath = (path: string): string =>
  /^[\w./-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`;
