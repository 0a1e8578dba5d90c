import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { clients } from '../clients/clients.ts';
import { findClientFile, planClient } from '../init/plan.ts';
import { isInstalledIn } from '../program.ts';
import { type Check, type Finding, ok } from './check.ts';

export const clientFiles: Check = {
  name: 'clients',
  async run({ location }) {
    const findings: Finding[] = [];
    for (const client of clients) {
      const path = findClientFile(location.root, client);
      if (path === undefined) continue;
      try {
        const { state } = await planClient(location, client);
        if (state !== 'keep')
          findings.push({
            level: 'warn',
            message: `${path} has no tracker for ${client.title}`,
            advice: `tracker init --agents ${client.name}`,
          });
        else findings.push(...(await checkEntry(location.root, { path, title: client.title })));
      } catch (error) {
        findings.push({
          level: 'error',
          message: (error as Error).message.replace(/\.$/, ''),
          advice: `Mend it, then: tracker init --agents ${client.name}`,
        });
      }
    }
    return findings;
  },
};

/** The npm name `tracker` is somebody else's: only what is installed in the repository may be started by that name. */
async function checkEntry(root: string, { path, title }: { path: string; title: string }): Promise<Finding[]> {
  const words = (await readFile(join(root, path), 'utf8')).replace(/[\s"',[\]]+/g, ' ');
  if (/npx (?:-y|--yes) tracker /.test(words)) {
    return [
      {
        level: 'error',
        message: `${path} starts a package of somebody else: npx -y tracker`,
        advice: 'Replace "-y" by "--no", "--".',
      },
    ];
  }
  if (/npx --no -- tracker /.test(words) && !isInstalledIn(root)) {
    return [
      {
        level: 'warn',
        message: `${path} starts the tracker that is installed here, and none is`,
        advice: 'npm install --save-dev tracker-mcp',
      },
    ];
  }
  return ok(`${path} has tracker for ${title}`);
}
