import { parseArgs } from 'node:util';
import { didYouMean, UsageError } from './usage.ts';

export interface Option {
  /** Without the dashes. */
  name: string;
  /** Other spellings, not shown in help. */
  aliases?: string[];
  /** Letters that it is known by behind one dash. */
  shorts?: readonly string[];
  kind: 'flag' | 'text' | 'list';
  /** What stands for the value in help: `KEY`. */
  value?: string;
  help: string;
  /** Taken, but not shown in help. */
  hidden?: boolean;
}

export interface Arguments {
  words: string[];
  /** By the option's name. */
  options: Record<string, string | string[] | true>;
}

/** Every command takes these. */
export const commonOptions: readonly Option[] = [
  { name: 'json', kind: 'flag', help: "Print the action's result object as JSON." },
  { name: 'root', kind: 'text', value: 'PATH', help: 'Work as if started in this folder (or set TRACKER_ROOT).' },
  { name: 'help', kind: 'flag', help: 'Show this help.' },
];

/**
 * What a word may be that begins with a dash: in a query anything, as `-not`; in a text what cannot be meant for an option,
 * as `-1 from me`.
 */
export type DashWords = 'query' | 'text';

/** Reads a command's arguments. Throws UsageError with the near miss. */
export function parseArguments(argv: string[], known: readonly Option[], dashWords?: DashWords): Arguments {
  const byName = new Map(
    known.flatMap((option) => [option.name, ...(option.aliases ?? [])].map((name) => [name, option] as const)),
  );
  const byLetter = new Map<string, string>(
    known.flatMap(({ name, shorts = [] }) => shorts.map((letter) => [`-${letter}`, name] as const)),
  );
  const end = endOfOptions(argv);
  const long = (arg: string) => (byLetter.has(arg) ? `--${byLetter.get(arg)}` : guardDash(arg));
  const { tokens } = parseArgs({
    args: argv.map((arg, at) => (at < end ? long(arg) : arg)),
    options: Object.fromEntries(
      [...byName].map(([name, { kind }]) => [name, { type: kind === 'flag' ? 'boolean' : 'string' }]),
    ),
    strict: false,
    tokens: true,
  });
  const result: Arguments = { words: [], options: {} };
  for (const token of tokens) {
    if (token.kind === 'positional') result.words.push(readWord(token.value, dashWords));
    if (token.kind === 'option') addOption(result, byName, token);
  }
  return result;
}

/** Where `--` stands: behind it are words, whatever they look like. */
export function endOfOptions(argv: readonly string[]): number {
  const at = argv.indexOf('--');
  return at < 0 ? argv.length : at;
}

/** parseArgs would take `-not` for the options n, o and t; NUL cannot occur in an argument. */
const guard = '\0';
const guardDash = (arg: string) => (arg === '-h' ? '--help' : /^-[^-]/.test(arg) ? guard + arg : arg);

function readWord(word: string, dashWords: DashWords | undefined): string {
  if (!word.startsWith(guard)) return word;
  const given = word.slice(guard.length);
  if (dashWords === 'query') return given;
  if (dashWords === undefined) throw new UsageError(`${given} is no option of this command.`);
  if (!/^-[A-Za-z][\w-]*$/.test(given)) return given;
  throw new UsageError(
    `${given} is no option of this command. Where it is a text: put it behind --, or into quotes with the rest.`,
  );
}

type OptionToken = { name: string; value?: string | undefined; inlineValue?: boolean | undefined };

function addOption(result: Arguments, byName: Map<string, Option>, token: OptionToken): void {
  const option = byName.get(token.name) ?? byName.get(token.name.replaceAll('_', '-'));
  if (!option) {
    throw new UsageError(
      `--${token.name} is no option of this command.${didYouMean(token.name, [...byName.keys()], '--')}`,
    );
  }
  if (option.kind === 'flag') {
    if (token.value !== undefined) throw new UsageError(`--${option.name} takes no value.`);
    result.options[option.name] = true;
    return;
  }
  const value = token.value?.replace(guard, '');
  const swallowed = !token.inlineValue && value?.startsWith('--') && byName.has(value.slice(2).split('=')[0] ?? '');
  if (value === undefined || swallowed)
    throw new UsageError(`--${option.name} needs a value: --${option.name} ${option.value}.`);
  const given = result.options[option.name];
  if (option.kind === 'list') result.options[option.name] = [...((given as string[] | undefined) ?? []), value];
  else if (given !== undefined) throw new UsageError(`--${option.name} is given twice.`);
  else result.options[option.name] = value;
}
