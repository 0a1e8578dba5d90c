import { TrackerError } from '../../domain/errors.ts';
import { UsageError } from '../usage.ts';
import type { Command, Context } from './command.ts';

/** Tickets in git's history, by git's own commands: its options, pager and colours. */
const command = (name: 'diff' | 'log', more: Pick<Command, 'usage' | 'summary' | 'examples'>): Command => ({
  name,
  group: 'The repository',
  ...more,
  async options() {
    return [];
  },
  passesOn: true,
  run: ({ words }, context) => runGit(name, words, context),
});

export const diff = command('diff', {
  usage: '[A..B | A B | A] [git diff options]',
  summary: 'What changes in tickets: since the index, a commit, or between two.',
  examples: ['tracker diff', 'tracker diff HEAD', 'tracker diff main..topic', 'tracker diff --cached'],
});

export const log = command('log', {
  usage: '[-p] [git log options]',
  summary: 'The commits that changed tickets; with -p what they changed.',
  examples: ['tracker log', 'tracker log -p', 'tracker log -p -3 main..topic', 'tracker log --since=2.weeks'],
});

async function runGit(name: 'diff' | 'log', words: string[], { location, env }: Context): Promise<number> {
  if (words.includes('--')) throw new UsageError(`tracker ${name} shows the tickets; git ${name} takes paths.`);
  if (!location.gitDir)
    throw new TrackerError('invalid_input', 'This is no git repository.', 'Run `git init`, or go to the clone.');
  const [{ showTickets }, { thisProgram }] = await Promise.all([
    import('../../git/drivers/show.ts'),
    import('../program.ts'),
  ]);
  return showTickets([name, '--ext-diff', ...words], { root: location.root, env, program: thisProgram() });
}
