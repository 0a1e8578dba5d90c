import { existsSync } from 'node:fs';
import { allStatuses } from '../../domain/rules/workflow.ts';
import { databasePath } from '../../home/file/location.ts';
import type { Command, Context } from '../commands/command.ts';
import { commands } from '../commands/commands.ts';
import { inOurWords } from '../commands/other-words.ts';
import { readConfig } from './config.ts';
import { listTopicWords } from './topics.ts';

/** Newest tickets whose keys are offered. */
const mostKeys = 200;

/** The words that may stand in the place of the last one of a command line, a line each: see `tracker completion`. */
export async function completeWords(
  argv: readonly string[],
  context: Pick<Context, 'location' | 'open'>,
): Promise<string[]> {
  const last = argv.at(-1) ?? '';
  const before = inOurWords(argv.slice(0, -1));
  const found = await listWords(before, last, context);
  return [...new Set(found)].filter((word) => word.toLowerCase().startsWith(last.toLowerCase()));
}

async function listWords(
  before: readonly string[],
  last: string,
  context: Pick<Context, 'location' | 'open'>,
): Promise<string[]> {
  const [first = ''] = before;
  if (before.length === 0) return [...commands.map(({ name }) => firstWord(name)), 'help'];
  if (first === 'help') return [...commands.map(({ name }) => firstWord(name)), ...listTopicWords()];
  const command = findCommand(before);
  if (last.startsWith('-') && command) {
    const options = await command.options();
    return ['--json', '--help', ...options.filter(({ hidden }) => !hidden).map(({ name }) => `--${name}`)];
  }
  const config = readConfig(() => context.location);
  const option = before.at(-1) ?? '';
  const types = Object.keys(config.types);
  if (option === '--type' || option === '-t') return types;
  if (option === '--status' || option === '-s') return allStatuses(config.types);
  const seconds = commands
    .filter(({ name }) => name.startsWith(`${first} `))
    .map(({ name }) => name.slice(first.length + 1));
  const rest = command?.usage.includes('STATUS') && before.length > 1 ? allStatuses(config.types) : [];
  return [...(before.length === 1 ? seconds : []), ...rest, ...(takesKeys(command) ? await listKeys(context) : [])];
}

const firstWord = (name: string): string => name.split(' ')[0] ?? name;

const findCommand = ([first = '', second = '']: readonly string[]): Command | undefined =>
  commands.find(({ name }) => name === `${first} ${second}`) ?? commands.find(({ name }) => name === first);

const takesKeys = (command: Command | undefined): boolean => /KEY/.test(command?.usage ?? '');

/** Where there is no tracker there is nothing to complete, and none is made. */
async function listKeys({ location, open }: Pick<Context, 'location' | 'open'>): Promise<string[]> {
  if (!existsSync(databasePath(location))) return [];
  const { listNewestKeys } = await import('../../store/read/tickets.ts');
  return (await open()).home.read(async ({ db }) => listNewestKeys(db, mostKeys));
}

export const completeWordsCommand: Command = {
  name: 'complete-words',
  group: 'The repository',
  usage: 'WORDS…',
  summary: 'What can stand in the place of the last word.',
  async options() {
    return [];
  },
  passesOn: true,
  async run({ words }, context) {
    for (const word of await completeWords(words[0] === '--' ? words.slice(1) : words, context))
      context.screen.print(word);
    return 0;
  },
};
