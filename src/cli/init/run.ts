import type { Client } from '../clients/client.ts';
import { clients as allClients } from '../clients/clients.ts';
import type { Context } from '../commands/command.ts';
import { isInstalledIn, thisProgram } from '../program.ts';
import { applyAll, type Change, renderChanges } from './change.ts';
import { planDatabase } from './database-change.ts';
import { findIgnoreProblem } from './git-changes.ts';
import { parseClients, planClient, planGit } from './plan.ts';

export interface InitOptions {
  key: string | undefined;
  agents: readonly string[];
  dryRun: boolean;
  yes: boolean;
  json: boolean;
}

/** Shows what is to be written, asks on a terminal, writes it, and says what is left to do. All is planned before anything is written. */
export async function runInit(context: Context, options: InitOptions): Promise<number> {
  const { screen, location } = context;
  const clients = parseClients(options.agents);
  const [ignoreRules, ...gitChanges] = await planGit(location, thisProgram());
  const database = await planDatabase(context, options.key);
  const clientChanges = await Promise.all(clients.map((client) => planClient(location, client)));
  const plan = [database, ignoreRules, ...gitChanges, ...clientChanges].filter((change) => change !== undefined);
  // The ignore rule is there before the first ignored file is.
  const pending = [ignoreRules, database, ...gitChanges, ...clientChanges].filter(
    (change) => change && change.state !== 'keep',
  );
  if (!options.json) screen.draw(renderChanges(plan, screen));
  const problem = await findIgnoreProblem(location);
  if (problem) screen.warn(`warning: ${problem}`);
  const written = pending.length > 0 && !options.dryRun && (await agreed(context, options));
  if (written) await applyAll(pending as Change[]);
  if (options.json)
    screen.print(
      JSON.stringify({ written, changes: plan.map(({ what, state, note }) => ({ what, state, note })) }, null, 2),
    );
  else screen.print(renderOutcome({ written, pending, dryRun: options.dryRun }));
  if (written || pending.length === 0)
    printNext(context, { clients, json: options.json, written: pending as Change[] });
  return written || options.dryRun || pending.length === 0 ? 0 : 1;
}

async function agreed(context: Context, { yes, json }: InitOptions): Promise<boolean> {
  const asks = !yes && !json && context.screen.isTerminal && process.stdin.isTTY === true;
  return !asks || context.confirm('Write this?');
}

function renderOutcome({
  written,
  pending,
  dryRun,
}: {
  written: boolean;
  pending: unknown[];
  dryRun: boolean;
}): string {
  if (pending.length === 0) return '\nEverything is in place; nothing to write.';
  if (dryRun) return '\nNothing was written: this is a dry run.';
  return written ? '\nWritten.' : '\nNothing was written.';
}

/** Nothing here stages, commits or installs: what is left is the user's to do. */
function printNext(
  context: Context,
  { clients, json, written }: { clients: Client[]; json: boolean; written: Change[] },
): void {
  if (json) return;
  const { location, screen } = context;
  const lines = clients.flatMap(({ note }) => note ?? []);
  if (clients.length > 0 && !isInstalledIn(location.root)) {
    lines.push('Clients start the tracker that is installed here, and none is: npm install --save-dev tracker-mcp');
  }
  const files = written.flatMap(({ file }) => file ?? []);
  if (location.gitDir && files.length > 0) lines.push(`Share it: git add ${files.join(' ')} && git commit`);
  if (clients.length === 0 && screen.isTerminal) {
    lines.push(`Add MCP clients: tracker init --agents ${allClients.map(({ name }) => name).join(',')}`);
  }
  if (lines.length > 0) screen.print(lines.join('\n'));
}
