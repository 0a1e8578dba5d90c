import { existsSync } from 'node:fs';
import { databasePath } from '../../home/file/location.ts';
import { readOrigin } from '../../remote/server.ts';
import type { Client } from '../clients/client.ts';
import type { Context } from '../commands/command.ts';
import { UsageError } from '../usage.ts';
import { applyAll, renderChanges } from './change.ts';
import { planClient } from './client-changes.ts';
import { planOwnEntry } from './own-entries.ts';
import { parseClients } from './plan.ts';
import { quotePath } from './run.ts';
import { listUncommitted } from './uncommitted.ts';

export interface ServerOptions {
  /** As the user gives it. */
  server: string;
  agents: readonly string[];
  dryRun: boolean;
  yes: boolean;
  json: boolean;
}

/**
 * Has the clients of a repository ask a tracker on another machine: shows what is to be written, asks on a terminal, and writes
 * it. The repository gets no tracker of its own, and no file of it a token. The exit code is 1 where the answer was no.
 */
export async function runServerInit(context: Context, options: ServerOptions): Promise<number> {
  const { screen, location } = context;
  const { dryRun, yes, json } = options;
  const clients = parseClients(options.agents);
  if (clients.length === 0)
    throw new UsageError('--server needs the clients that are to ask it: --agents claude, say.');
  const origin = readOrigin(options.server, '--server');
  const own = (await Promise.all(clients.map((client) => planOwnEntry(context, client, origin)))).flat();
  const plan = [...(await Promise.all(clients.map((client) => planClient(location, client, `${origin}/mcp`)))), ...own];
  const pending = plan.filter(({ state }) => state !== 'keep');
  if (!json) screen.draw(renderChanges(plan, screen));
  if (existsSync(databasePath(location)))
    screen.warn(`warning: the tickets in .tracker of this repository stay, and these clients see those of ${origin}.`);
  const asks = !yes && !json && !dryRun && screen.isTerminal && process.stdin.isTTY === true;
  const written = pending.length > 0 && !dryRun && (!asks || (await context.confirm('Write this?')));
  if (written) await applyAll(pending);
  if (json) screen.json({ written, changes: plan.map(({ what, state, note }) => ({ what, state, note })) });
  else if (dryRun) screen.print('\nNothing was written: this is a dry run.');
  else if (!written && pending.length > 0) screen.print('\nNothing was written.');
  else {
    const done = written ? 'Written.' : 'Everything is in place; nothing to write.';
    const next = await listNext(context, { clients, origin, hasOwn: own.length > 0 });
    screen.print(['', done, ...next].join('\n'));
  }
  return written || dryRun || pending.length === 0 ? 0 : 1;
}

interface Done {
  clients: readonly Client[];
  origin: string;
  hasOwn: boolean;
}

async function listNext({ location }: Context, { clients, origin, hasOwn }: Done): Promise<string[]> {
  const uncommitted = await listUncommitted(location);
  const isForAll = hasOwn && clients.length === 1;
  return [
    ...clients.flatMap(({ note }) => note ?? []),
    ...(isForAll ? [] : ['Clients read the token from TRACKER_TOKEN, in the environment that they are started in.']),
    ...(clients.some(({ own }) => own) && !hasOwn
      ? [`Claude Code can send what tracker login keeps instead: tracker login ${origin}, then this command again.`]
      : []),
    ...(uncommitted.length > 0 ? [`Share it: git add ${uncommitted.map(quotePath).join(' ')} && git commit`] : []),
  ];
}
