/**
 * The tools that every door has, and two that are none, and that no door publishes to a model: `admin`, what a person asks
 * for, and `catalog`, what programs and pages show of a tracker as a whole.
 */
export type ToolName = 'ticket' | 'board' | 'search' | 'link' | 'alignment' | 'admin' | 'catalog';

/** A call that helps the reader on, as data: each door prints it in its own syntax. Fields that are undefined are not given. */
export interface NextCall {
  tool: ToolName;
  args: Readonly<Record<string, unknown>>;
}

/** What to do next: words, and calls among them. */
export type Hint = readonly (string | NextCall)[];

const calls = new WeakSet<object>();

export function call(tool: ToolName, args: Readonly<Record<string, unknown>>): NextCall {
  const made = { tool, args: Object.fromEntries(Object.entries(args).filter(([, value]) => value !== undefined)) };
  calls.add(made);
  return made;
}

/** Whether `call` made it: what an event holds may look the same. */
export const isCall = (value: object): value is NextCall => calls.has(value);

/** A hint as it is read: hint`Call ${call('ticket', { action: 'claim' })} first.` */
export function hint(texts: TemplateStringsArray, ...values: (string | number | undefined | NextCall | Hint)[]): Hint {
  const parts = texts.flatMap((text, at) => [text, ...toParts(values[at])]);
  return parts.filter((part) => part !== '');
}

function toParts(value: string | number | undefined | NextCall | Hint): Hint {
  if (value === undefined) return [];
  if (typeof value === 'number') return [String(value)];
  return typeof value === 'string' || !Array.isArray(value) ? [value as string | NextCall] : value;
}

export const printHint = (parts: Hint, print: (call: NextCall) => string): string =>
  parts.map((part) => (typeof part === 'string' ? part : print(part))).join('');

export const listCalls = (parts: Hint): NextCall[] => parts.filter((part) => typeof part !== 'string');
