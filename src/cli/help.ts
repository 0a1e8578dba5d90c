import { commonOptions, type Option } from './arguments.ts';
import { type Command, groups } from './commands/command.ts';
import type { Screen } from './terminal/screen.ts';
import { pad, widthOf, wrap } from './terminal/width.ts';

type Line = [left: string, right: string];

export function renderHelp(commands: readonly Command[], version: string, screen: Screen): string {
  const lines = commands.map((command): Line => [`${command.name} ${command.usage}`.trim(), command.summary]);
  const width = leftWidth(lines);
  const sections = groups.map((group) => {
    const own = lines.filter((_, index) => commands[index]?.group === group);
    return [screen.paint('bold', group), ...own.map((line) => renderLine(line, width, screen))].join('\n');
  });
  const last: Line[] = [
    ['COMMAND --help', 'What a command takes.'],
    ['help TOPIC', 'statuses, queries, fields, git, review, …: tracker help topics lists them.'],
    ['COMMAND --json', "The action's result object."],
    ['--root PATH COMMAND', 'Work as if started in that folder; TRACKER_ROOT does the same.'],
    ['--version', 'The version.'],
    ['--mcp-server', 'The server that MCP clients start.'],
  ];
  return [
    `${screen.paint('bold', 'tracker')} ${version}: the tickets of this repository`,
    `Usage: tracker COMMAND [words] [options]`,
    ...sections,
    last.map((line) => renderLine(line, width, screen)).join('\n'),
  ].join('\n\n');
}

export function renderCommandHelp(command: Command, options: readonly Option[], screen: Screen): string {
  const lines = [...options.filter(({ hidden }) => !hidden), ...commonOptions].map(
    (option): Line => [renderOption(option), option.help],
  );
  const width = leftWidth(lines);
  const examples = command.examples ?? [];
  return [
    command.summary,
    `Usage: tracker ${usageOf(command)}`,
    [screen.paint('bold', 'Options'), ...lines.map((line) => renderLine(line, width, screen))].join('\n'),
    ...(examples.length
      ? [[screen.paint('bold', 'Examples'), ...examples.map((example) => `  ${example}`)].join('\n')]
      : []),
    ...(command.note === undefined ? [] : [command.note]),
  ].join('\n\n');
}

const renderOption = ({ name, value, shorts = [] }: Option): string =>
  [...shorts.map((letter) => `-${letter}`), `--${name}${value ? ` ${value}` : ''}`].join(', ');

/** `move KEY… STATUS [options]` */
export const usageOf = ({ name, usage, passesOn }: Pick<Command, 'name' | 'usage' | 'passesOn'>): string =>
  [name, usage, passesOn ? '' : '[options]'].filter(Boolean).join(' ');

const leftWidth = (lines: readonly Line[]): number =>
  Math.min(
    29,
    lines.reduce((width, [left]) => Math.max(width, widthOf(left)), 0),
  );

/** Two aligned columns; the right one is wrapped, and begins on its own line where the left one is too long. */
function renderLine([left, right]: Line, width: number, screen: Screen): string {
  const room = Math.max(20, Math.min(100, screen.columns) - width - 5);
  const [first = '', ...rest] = wrap(right, room);
  const indent = ' '.repeat(width + 5);
  const start = widthOf(left) > width ? `  ${left}\n${indent}${first}` : `  ${pad(left, width)}   ${first}`;
  return [start.trimEnd(), ...rest.map((line) => indent + line)].join('\n');
}
