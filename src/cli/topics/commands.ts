import { groups } from '../commands/command.ts';
import { commands } from '../commands/commands.ts';
import { otherWords } from '../commands/other-words.ts';
import { type Block, code, codes, type Topic } from './topic.ts';

export const commandsTopic: Topic = {
  name: 'commands',
  otherNames: ['command', 'cli', 'actions'],
  summary: 'Every command, and the words of other programs that are understood.',
  blocks: () => [
    '`tracker COMMAND --help` says what one takes. Every command takes `--json` (the result as an object, its times as `2026-12-01T13:05:00.000Z`), `--root PATH` and `--help`.',
    ...groups.flatMap((group): Block[] => [
      { heading: group },
      {
        head: ['command', 'does'],
        rows: commands
          .filter((command) => command.group === group)
          .map(({ name, usage, summary }) => [code(`${name} ${usage}`.trim()), summary]),
      },
    ]),
    { heading: 'Other words' },
    {
      head: ['command', 'also'],
      rows: [...new Set(Object.values(otherWords).map((words) => words.join(' ')))].map((command) => [
        code(command),
        codes(Object.keys(otherWords).filter((word) => otherWords[word]?.join(' ') === command)),
      ]),
    },
    'Short options where people try them: `-t` type, `-b` or `-d` description, `-p` priority, `-l` label, `-a` assignee, `-m` message; `-F -` reads the text from standard input, `-F FILE` from a file.',
  ],
};
