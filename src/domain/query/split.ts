/** A piece of a query as it stands there: a word, a "phrase", or `name:value,value`. */
export interface Token {
  raw: string;
  not: boolean;
  phrase?: string;
  /** In lower case. */
  name?: string;
  /** Beside a name; empty where nothing follows the colon. */
  values?: string[] | undefined;
}

const opening: Record<string, string> = { '"': '"', '“': '”' };

/**
 * Splits at white space outside of quotes. A quote that is never closed is left out, so every text can be split; a quote
 * opens only where a word or a value begins ("5" disk" is two words).
 */
export function splitQuery(text: string): Token[] {
  const tokens: Token[] = [];
  const source = { text, at: 0 };
  for (;;) {
    source.at = skipSpace(source);
    if (source.at >= source.text.length) return tokens;
    tokens.push(readToken(source));
  }
}

/** A value as it can stand in a query: in quotes where it would fall apart without. */
export function quoteValue(value: string): string {
  if (value !== '' && !/[\s,]/.test(value) && !/^["“]/.test(value)) return value;
  return value.includes('"') ? `“${value}”` : `"${value}"`;
}

interface Source {
  text: string;
  at: number;
}

function readToken(source: Source): Token {
  const before = source.at;
  const plain = readQuoted(source);
  if (plain !== undefined) return { raw: source.text.slice(before, source.at), not: false, phrase: plain.trim() };
  const start = source.at;
  if (!isNegation(source, start)) return readPlain(source, start, false);
  source.at++;
  const phrase = readQuoted(source);
  if (phrase !== undefined) return { raw: source.text.slice(start, source.at), not: true, phrase: phrase.trim() };
  // A quote that was never closed may have stood between the minus and nothing.
  if (isNegation(source, start)) return readPlain(source, start, true);
  source.at = start;
  return readPlain(source, start, false);
}

const isNegation = (source: Source, at: number): boolean => /^-[^\s-]/.test(source.text.slice(at, at + 2));

function readPlain(source: Source, start: number, not: boolean): Token {
  const name = match(source, /[A-Za-z_]+(?=:)/y, true);
  const values = name === undefined ? undefined : readValues(source);
  if (values === undefined) match(source, /\S*/y, true);
  const raw = source.text.slice(start, source.at);
  return name === undefined ? { raw, not } : { raw, not, name: name.toLowerCase(), values };
}

/** The values after the name, from its colon on. What follows a closing quote is the next token. */
function readValues(source: Source): string[] {
  const values: string[] = [];
  do {
    source.at++;
    const value = readQuoted(source) ?? match(source, /[^\s,]+/y, true) ?? '';
    if (value.trim() !== '') values.push(value.trim());
  } while (source.text[source.at] === ',');
  return values;
}

/** The text in the quotes that open here. Quotes that are never closed are taken out of the source. */
function readQuoted(source: Source): string | undefined {
  for (;;) {
    const closing = opening[source.text[source.at] ?? ''];
    if (closing === undefined) return undefined;
    const end = source.text.indexOf(closing, source.at + 1);
    if (end >= 0) {
      const quoted = source.text.slice(source.at + 1, end);
      source.at = end + 1;
      return quoted;
    }
    source.text = source.text.slice(0, source.at) + source.text.slice(source.at + 1);
  }
}

function match(source: Source, pattern: RegExp, move = false): string | undefined {
  pattern.lastIndex = source.at;
  const found = pattern.exec(source.text)?.[0];
  if (move && found) source.at += found.length;
  return found;
}

const skipSpace = (source: Source): number => source.at + (match(source, /\s+/y)?.length ?? 0);
