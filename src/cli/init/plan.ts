import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Program } from '../../git/drivers/program-files.ts';
import type { Location } from '../../home/file/location.ts';
import { type Client, launchIn } from '../clients/client.ts';
import { clients } from '../clients/clients.ts';
import { didYouMean, UsageError } from '../usage.ts';
import { type Change, planFile } from './change.ts';
import { planAttributes, planDrivers } from './git-changes.ts';

/** What git is told besides the ignore rules. */
export async function planGit(location: Location, program: Program): Promise<Change[]> {
  if (!location.gitDir) return [];
  return [await planAttributes(location), ...(await planDrivers(location, program))];
}

export async function planClient(location: Location, client: Client): Promise<Change> {
  const path = findClientFile(location.root, client) ?? client.files[0];
  const change = await planFile({
    root: location.root,
    path,
    encoding: 'utf8',
    edit: (text) => client.addServer(text, launchIn(location.root)),
  });
  return { ...change, note: client.title };
}

export function findClientFile(root: string, client: Client): string | undefined {
  return client.files.find((path) => existsSync(join(root, path)));
}

/** Reads `claude,codex`. Throws UsageError for a name that is no client's. */
export function parseClients(names: readonly string[]): Client[] {
  const wanted = names.flatMap((name) => name.split(',')).map((name) => name.trim().toLowerCase());
  const known = clients.map(({ name }) => name);
  return [...new Set(wanted.filter(Boolean))].map((name) => {
    const client = clients.find((candidate) => candidate.name === name);
    if (client) return client;
    throw new UsageError(`--agents knows ${known.join(', ')}, not ${JSON.stringify(name)}.${didYouMean(name, known)}`);
  });
}
