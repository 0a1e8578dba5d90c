/** What front matter holds: every value is text. */
export type Written = string | Written[] | { [name: string]: Written };

export interface TemplateVariable {
  name: string;
  /** `{{name|default}}`: given once, it serves wherever the variable stands without its own. */
  default?: string;
}

/** A backslash before it makes it plain text; what looks otherwise, like `{{ color: 'red' }}`, is plain text anyway. */
const pattern = /(\\?)\{\{[ \t]*([A-Za-z_][\w-]*)[ \t]*(?:\|([^{}]*))?\}\}/g;

/** The variables of some texts, in the order in which they first stand there. */
export function findVariables(texts: Iterable<string>): TemplateVariable[] {
  const found = new Map<string, TemplateVariable>();
  for (const text of texts) {
    for (const [, backslash, name, fallback] of text.matchAll(pattern)) {
      if (backslash || !name) continue;
      const known = found.get(name) ?? { name };
      found.set(name, fallback === undefined ? known : { default: fallback.trim(), ...known });
    }
  }
  return [...found.values()];
}

export const hasVariable = (text: string): boolean => text.search(pattern) >= 0;

/**
 * Inserts values as they are. A default in the text itself goes before `defaults`, and `\{{name}}` becomes `{{name}}`.
 * Undefined where that makes more than `most` characters: a variable may stand there as often as it fits.
 */
export function fillVariables(
  text: string,
  {
    given,
    defaults,
    most,
  }: { given: ReadonlyMap<string, string>; defaults: ReadonlyMap<string, string>; most: number },
): string | undefined {
  let { length } = text;
  const filled = text.replace(pattern, (whole: string, backslash: string, name: string, fallback?: string) => {
    if (backslash) return whole.slice(1);
    const value = given.get(name) ?? fallback?.trim() ?? defaults.get(name) ?? whole;
    length += value.length - whole.length;
    return length > most ? '' : value;
  });
  return length > most ? undefined : filled;
}

/**
 * YAML would take `title: {{name}}` for a map, and a value must never be read as YAML: a word of private-use characters
 * stands for each variable until the text is parsed.
 */
export function hideVariables(text: string): { hidden: string; restore: (text: string) => string } {
  let mark = '\uE000';
  while (text.includes(mark)) mark += '\uE000';
  const found: string[] = [];
  const hidden = text.replace(pattern, (whole) => `${mark}${found.push(whole) - 1}${mark}`);
  const token = new RegExp(`${mark}(\\d+)${mark}`, 'g');
  return { hidden, restore: (parsed) => parsed.replace(token, (_, index: string) => found[Number(index)] ?? '') };
}

/** The same with each text changed. */
export function mapTexts(written: Record<string, Written>, change: (text: string) => string): Record<string, Written> {
  return Object.fromEntries(Object.entries(written).map(([name, value]) => [name, mapWritten(value, change)]));
}

export function* textsOf(written: Written): Generator<string> {
  if (typeof written === 'string') yield written;
  else for (const value of Object.values(written)) yield* textsOf(value);
}

function mapWritten(written: Written, change: (text: string) => string): Written {
  if (typeof written === 'string') return change(written);
  if (Array.isArray(written)) return written.map((item) => mapWritten(item, change));
  return mapTexts(written, change);
}
