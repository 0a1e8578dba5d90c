import { join } from 'node:path';
import { toTrackerError } from '../../domain/errors.ts';
import { readPlainFile } from '../../store/regular.ts';
import { type Client, launchIn } from '../clients/client.ts';
import { clients } from '../clients/clients.ts';
import { maxFileBytes } from '../init/change.ts';
import { findClientFile, isForeign, planClient } from '../init/client-changes.ts';
import { installCommand, isInstalledIn } from '../install.ts';
import { type Check, type Finding, ok } from './check.ts';

export const clientFiles: Check = {
  name: 'clients',
  async run({ location: { root }, env }) {
    const present = clients.flatMap((client) => {
      const path = findClientFile(root, client);
      return path === undefined ? [] : [{ client, path }];
    });
    return (await Promise.all(present.map(({ client, path }) => checkClient({ root, env }, client, path)))).flat();
  },
};

type Place = { root: string; env: NodeJS.ProcessEnv };

async function checkClient(place: Place, client: Client, path: string): Promise<Finding[]> {
  const { root } = place;
  const add = `tracker init --agents ${client.name}`;
  try {
    const { state } = await planClient({ root }, client);
    if (state !== 'keep')
      return [{ level: 'warn', message: `${path} has no tracker for ${client.title}`, advice: add }];
    if (isForeign(root, client, path)) {
      const message = `${path} has another server by the name of tracker for ${client.title}, not ours`;
      return [{ level: 'warn', message, advice: `Give that one another name, then: ${add}` }];
    }
    const text = String(readPlainFile(join(root, path), path, maxFileBytes));
    const url = client.readUrl(text);
    if (url !== undefined) return ok(`${path} has the tracker at ${url} for ${client.title}`);
    const words = client.readCommand(text);
    return checkCommand(place, words, { path, title: client.title });
  } catch (error) {
    const message = toTrackerError(error).message.replace(/\.$/, '');
    return [{ level: 'error', message, advice: `Mend it, then: ${add}` }];
  }
}

/** The npm name `tracker` is somebody else's: only what is installed in the repository may be started by that name. */
function checkCommand(
  { root, env }: Place,
  words: string[],
  { path, title }: { path: string; title: string },
): Finding[] {
  const line = words.join(' ');
  const started = line.replace(/^cmd(?:\.exe)? \/c /i, '');
  const ours = launchIn(root).join(' ');
  if (/^npx(?:\.cmd)? (?:(?:-y|--yes) )*tracker\b/.test(started)) {
    const message = `${path} may start a package of somebody else: ${line}`;
    return [{ level: 'error', message, advice: `Replace that command by: ${ours}` }];
  }
  if (/^(?:npx --no --|yarn exec) tracker --mcp-server/.test(started) && !isInstalledIn(root, env)) {
    const message = `${path} starts the tracker that is installed here, and none is`;
    return [{ level: 'warn', message, advice: installCommand(root) }];
  }
  return ok(`${path} has tracker for ${title}`);
}
