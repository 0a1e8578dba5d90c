import type { NextCall } from '../../domain/hint.ts';
import { escaped, respell } from '../../domain/shown.ts';
import { actionCommands } from './action-commands.ts';
import { parseSlot } from './words.ts';

/** How the shell writes a call: `tracker move PAY-482913 todo`. */
export const shellSyntax = {
  call({ tool, args: { action = defaultActions[tool], ...args } }: NextCall): string {
    const command = [...actionCommands, ...others].find((one) => one.tool === tool && one.action === action);
    if (!command) throw new Error(`No command is ${tool} ${action}.`);
    return renderCommand(command, args);
  },
  field(name: string, value: unknown): string {
    if (name === 'vars')
      return variables(value)
        .map((each) => `--var ${quoteWord(each)}`)
        .join(' ');
    const option = `--${name.replaceAll('_', '-')}`;
    return value === true ? option : `${option} ${quoteWord(Array.isArray(value) ? value.join(',') : value)}`;
  },
};

/** Actions of commands that do more than one. */
const others = [
  { tool: 'admin', action: 'lost', name: 'recover', words: [] },
  { tool: 'admin', action: 'restore', name: 'recover', words: [] },
] as const;

const variables = (value: unknown): string[] =>
  Object.entries(value as Record<string, unknown>).map(([name, text]) => `${name}=${text}`);

const defaultActions: Readonly<Record<string, string>> = { search: 'search' };

function renderCommand(
  { name, words }: { name: string; words: readonly string[] },
  args: Record<string, unknown>,
): string {
  const left = { ...args };
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
  const options = Object.entries(left).map(([field, value]) => shellSyntax.field(field, value));
  return ['tracker', name, ...filled, ...options].join(' ');
}

function quoteWord(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  if (/^[\w@%+=:,./-]+$/.test(text)) return text;
  if (/[\t\n]/.test(text) || respell(text, escaped) !== text) return quoteSpelled(text);
  return /["$`\\!]/.test(text) ? `'${text.replaceAll("'", "'\\''")}'` : `"${text}"`;
}

/** As bash and zsh read it: a line's end, or what is not safe to show, by its number. */
function quoteSpelled(text: string): string {
  const words = text.replace(/[\\']/g, '\\$&').replaceAll('\n', '\\n').replaceAll('\t', '\\t');
  return `$'${respell(words, escaped)}'`;
}
