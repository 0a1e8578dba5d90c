import type { Upgrade } from '../../home/file/upgrade.ts';
import type { Command } from './command.ts';

export const upgrade: Command = {
  name: 'upgrade',
  group: 'The file',
  usage: '',
  summary: "Bring the database to this program's format.",
  async options() {
    return [];
  },
  async run({ options }, { location, screen }) {
    const [{ openFileHome }, { upgradeFile }, { repositoryOf }, { currentVersion }] = await Promise.all([
      import('../../home/file-home.ts'),
      import('../../home/file/upgrade.ts'),
      import('../../git/ask/repository.ts'),
      import('../../store/schema/migrate.ts'),
    ]);
    // Not context.open(), whose first look at git may write, which is an upgrade already.
    const home = openFileHome(location, repositoryOf(location.root));
    try {
      const outcome = await upgradeFile(home);
      if (options.json === true) screen.json(outcome);
      else screen.print(describe(outcome, currentVersion()));
      return 0;
    } finally {
      await home.close();
    }
  },
};

function describe({ from, to, changed, backup }: Upgrade, own: number): string {
  if (!changed && from > own)
    return `.tracker/data.db has format ${from}. This program's is ${own}: it reads and writes the file as it is.`;
  if (!changed) return `.tracker/data.db has format ${from}, which is this program's: nothing to do.`;
  const what = from === to ? `its tables are computed anew, format ${to}` : `from format ${from} to ${to}`;
  const kept = backup ? ` As it was: ${backup}` : '';
  return `Upgraded .tracker/data.db: ${what}.${kept}\nShare it: git add .tracker/data.db && git commit`;
}
