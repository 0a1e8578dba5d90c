import { join } from 'node:path';
import { toTrackerError } from '../../domain/errors.ts';
import { readPlainFile } from '../../store/regular.ts';
import { type Client, launchIn } from '../clients/client.ts';
import { clients } from '../clients/clients.ts';
import { maxFileBytes } from '../init/change.ts';
import { findClientFile, planClient } from '../init/plan.ts';
import { isInstalledIn } from '../program.ts';
import { type Check, type Finding, ok } from './check.ts';

export const clientFiles: Check = {
  name: 'clients',
  async run({ location: { root } }) {
    const present = clients.flatMap((client) => {
      const path = findClientFile(root, client);
      return path === undefined ? [] : [{ client, path }];
    });
    return (await Promise.all(present.map(({ client, path }) => checkClient(root, client, path)))).flat();
  },
};

async function checkClient(root: string, client: Client, path: string): Promise<Finding[]> {
  const add = `tracker init --agents ${client.name}`;
  try {
    const { state } = await planClient({ root }, client);
    if (state !== 'keep')
      return [{ level: 'warn', message: `${path} has no tracker for ${client.title}`, advice: add }];
    const words = client.readCommand(String(readPlainFile(join(root, path), path, maxFileBytes)));
    return checkCommand(root, words, { path, title: client.title });
  } catch (error) {
    const message = toTrackerError(error).message.replace(/\.$/, '');
    return [{ level: 'error', message, advice: `Mend it, then: ${add}` }];
  }
}

/** The npm name `tracker` is somebody else's: only what is installed in the repository may be started by that name. */
function checkCommand(root: string, words: string[], { path, title }: { path: string; title: string }): Finding[] {
  const line = words.join(' ');
  const started = line.replace(/^cmd(?:\.exe)? \/c /i, '');
  const ours = launchIn(root).join(' ');
  if (/^npx(?:\.cmd)? (?:(?:-y|--yes) )*tracker\b/.test(started)) {
    const message = `${path} may start a package of somebody else: ${line}`;
    return [{ level: 'error', message, advice: `Replace that command by: ${ours}` }];
  }
  if (started.startsWith('npx --no -- tracker --mcp-server') && !isInstalledIn(root)) {
    const message = `${path} starts the tracker that is installed here, and none is`;
    return [{ level: 'warn', message, advice: 'npm install --save-dev tracker-mcp' }];
  }
  return ok(`${path} has tracker for ${title}`);
}
