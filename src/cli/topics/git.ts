import { driverSettings } from '../../git/drivers/setup.ts';
import { code, type Topic } from './topic.ts';

export const gitTopic: Topic = {
  name: 'git',
  otherNames: ['commit', 'branches', 'branch', 'merge', 'pull', 'switch', 'pre-commit', 'diff'],
  summary: 'Where tickets live in git, and what branches, merges and pull requests do.',
  blocks: () => [
    'All tickets are in `.tracker/data.db`, a file that you commit: each branch has its own state of them, which travels with it.',
    {
      head: ['you', 'so'],
      rows: [
        [
          'commit',
          '`git add .tracker && git commit`; `tracker init --pre-commit` has git add the file to every commit',
        ],
        [
          'switch branches with uncommitted tickets',
          'git refuses, as for any changed file: commit, or `git stash`, or `git switch -m`, which brings them along',
        ],
        [
          'merge, rebase, cherry-pick',
          "git's merge driver unites the tickets of both sides, in clones where `tracker init` has run",
        ],
        ['pull', '`tracker sync` fetches and merges, also with uncommitted tickets; `git pull` wants them committed'],
        [
          'open a pull request',
          'merge the target branch first (`tracker sync`): a host such as GitHub cannot unite the file',
        ],
        ['see what changed', '`tracker diff`, `tracker log -p`, and plain `git diff`'],
        [
          'have both sides set a field',
          'the later counts, `tracker conflicts` lists it with the command that settles it',
        ],
        ['lose tickets to a checkout or a reset', '`tracker recover` lists them, `--apply` brings them back'],
        ['check a branch', '`tracker merge --check origin/main..HEAD`, which fails where a commit dropped tickets'],
      ],
    },
    { heading: 'Settings of a clone' },
    'git does not carry these: every clone runs `tracker init` once, by `"prepare": "tracker init --yes"` in a package.json for example. A first call in a clone without them says so.',
    { head: ['setting', 'value'], rows: driverSettings().map(({ name, value }) => [code(name), code(clip(value))]) },
  ],
};

const clip = (value: string): string => (value.length > 100 ? `${value.slice(0, 60).trimEnd()} …` : value);
