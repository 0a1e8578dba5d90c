import { actionCommands } from './action-commands.ts';
import { parseSlot } from './words.ts';

/**
 * Replies and errors name the next call as a client would send it, `ticket(action:"move", id:"PAY-482913", status:"todo")`.
 * On the command line the next call is a command: `tracker move PAY-482913 todo`.
 */
export function asCommands(text: string): string {
  return text.replace(callPattern, (whole, tool: string, fields: string) => {
    const args = parseFields(fields);
    const command =
      args && actionCommands.find((one) => one.tool === tool && one.action === (args.action ?? defaultActions[tool]));
    return args && command ? renderCommand(command, args) : whole;
  });
}

/** Replies that hold what users wrote, which stays as they wrote it. */
const quoting = new Set([
  'ticket.get',
  'ticket.edit',
  'ticket.history',
  'search.search',
  'alignment.get',
  'alignment.list',
]);

/** An action's reply with its own words put as commands: the next calls, and the cursor in the last line. */
export function replyAsCommands(action: string, text: string): string {
  const paged = text.replace(/(?<=\bmore\b[^\n]*: )cursor:"(\S+)"$/, '--cursor $1');
  return quoting.has(action) ? paged : asCommands(paged);
}

const jsonValue = String.raw`"(?:[^"\\]|\\.)*"|\[(?:[^\]"]|"(?:[^"\\]|\\.)*")*\]|true|false|-?\d+(?:\.\d+)?`;
const callPattern = new RegExp(
  String.raw`\b(ticket|board|search|link|alignment)\(((?:\w+: ?(?:${jsonValue})(?:, )?)*)\)`,
  'g',
);
const defaultActions: Readonly<Record<string, string>> = { search: 'search' };

function parseFields(text: string): Record<string, unknown> | undefined {
  try {
    const pairs = [...text.matchAll(new RegExp(String.raw`(\w+): ?(${jsonValue})`, 'g'))];
    return Object.fromEntries(pairs.map(([, name, value]) => [name, JSON.parse(value ?? '')]));
  } catch {
    return undefined;
  }
}

function renderCommand(
  { name, words }: { name: string; words: readonly string[] },
  args: Record<string, unknown>,
): string {
  const { action: _, ...left } = args;
  const filled = words.flatMap((word) => {
    const { field } = parseSlot(word);
    const used = [field, ...(field === 'ids' ? ['id'] : []), ...field.split('/')].find(
      (candidate) => left[candidate] !== undefined,
    );
    if (used === undefined) return [];
    const value = left[used];
    delete left[used];
    return Array.isArray(value) ? value.map(quoteWord) : [quoteWord(value)];
  });
  const options = Object.entries(left).map(([field, value]) => {
    const option = `--${field.replaceAll('_', '-')}`;
    return value === true ? option : `${option} ${quoteWord(Array.isArray(value) ? value.join(',') : value)}`;
  });
  return ['tracker', name, ...filled, ...options].join(' ');
}

function quoteWord(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  if (/^[\w@%+=:,./-]+$/.test(text)) return text;
  return /["$`\\!]/.test(text) ? `'${text.replaceAll("'", "'\\''")}'` : `"${text}"`;
}
