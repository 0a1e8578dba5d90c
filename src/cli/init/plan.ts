import type { Program } from '../../git/drivers/program-files.ts';
import type { Location } from '../../home/file/location.ts';
import type { Client } from '../clients/client.ts';
import { clients } from '../clients/clients.ts';
import { didYouMean, UsageError } from '../usage.ts';
import type { Change } from './change.ts';
import { planAttributes, planDrivers } from './git-changes.ts';

/** What git is told besides the ignore rules. */
export async function planGit(location: Location, program: Program): Promise<Change[]> {
  if (!location.gitDir) return [];
  return [await planAttributes(location), ...(await planDrivers(location, program))];
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
