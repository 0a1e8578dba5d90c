import { git } from '../../git/ask/git.ts';
import { repositoryOf } from '../../git/ask/repository.ts';
import { type Check, ok } from './check.ts';

export const nodeVersion: Check = {
  name: 'node',
  async run() {
    return ok(`Node ${process.versions.node}`);
  },
};

export const gitVersion: Check = {
  name: 'git',
  async run({ location }) {
    const { code, stdout } = await git(location.root, ['--version']);
    const version = stdout.trim().replace('git version ', '');
    // Throws where there is a repository and git cannot be asked about it.
    await repositoryOf(location.root).listEntries();
    if (code !== 0)
      return [
        {
          level: 'warn',
          message: 'git is not on the PATH',
          advice: 'Install git: commits, branches and merges are read through it.',
        },
      ];
    if (!location.gitDir)
      return [
        {
          level: 'warn',
          message: `git ${version}, but this is no git repository`,
          advice: 'git init, then tracker init',
        },
      ];
    return ok(`git ${version}`);
  },
};
