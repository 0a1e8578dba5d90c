/** A piece of a query as it stands there: a word, a "phrase", `name:value,value`, or a bracket. */
export interface Token {
  raw: string;
  not: boolean;
  bracket?: 'open' | 'close';
  phrase?: string;
  /** In lower case. */
  name?: string;
  /** Beside a name; empty where nothing follows the colon. */
  values?: string[] | undefined;
}

const opening: Record<string, string> = { '"': '"', '“': '”' };

/**
 * Splits at white space outside of quotes. A quote that is never closed is left out, so every text can be split; a quote
 * opens only where a word or a value begins ("5" disk" is two words). So does a bracket, and one closes where it has no
 * partner in its own word: "(a OR f(x))" ends behind "f(x)", and in "a.b(c)" are none. One that closes nothing is left out.
 */
export function splitQuery(text: string): Token[] {
  const tokens: Token[] = [];
  const source = { text, at: 0, open: 0 };
  for (;;) {
    source.at = skipSpace(source);
    if (source.at >= source.text.length) return tokens;
    tokens.push(readToken(source));
  }
}

/** A value as it can stand in a query: in quotes where it would fall apart without. */
export function quoteValue(value: string): string {
  if (
    value !== '' &&
    !/[\s,]/.test(value) &&
    endOfWord(value) === value.length &&
    closed(value) === value &&
    !/^["“(]/.test(value)
  )
    return value;
  return value.includes('"') ? `“${value}”` : `"${value}"`;
}

interface Source {
  text: string;
  at: number;
  /** Brackets that are open here. */
  open: number;
}

function readToken(source: Source): Token {
  const before = source.at;
  const plain = readQuoted(source);
  if (plain !== undefined) return { raw: source.text.slice(before, source.at), not: false, phrase: plain.trim() };
  const start = source.at;
  if (source.text[start] === '(' || source.text[start] === ')') return readBracket(source, false);
  if (!isNegation(source, start)) return readPlain(source, start, false);
  source.at++;
  const phrase = readQuoted(source);
  if (phrase !== undefined) return { raw: source.text.slice(start, source.at), not: true, phrase: phrase.trim() };
  if (source.text[source.at] === '(') return readBracket(source, true);
  // A quote that was never closed may have stood between the minus and nothing.
  if (isNegation(source, start)) return readPlain(source, start, true);
  source.at = start;
  return readPlain(source, start, false);
}

function readBracket(source: Source, not: boolean): Token {
  const raw = source.text.charAt(source.at++);
  source.open += raw === '(' ? 1 : -1;
  return { raw, not, bracket: raw === '(' ? 'open' : 'close' };
}

const isNegation = (source: Source, at: number): boolean => /^-[^\s-]/.test(source.text.slice(at, at + 2));

function readPlain(source: Source, start: number, not: boolean): Token {
  const name = match(source, /[A-Za-z_]+(?=:)/y, true);
  const values = name === undefined ? undefined : readValues(source);
  if (values === undefined) readWord(source, /\S*/y);
  const raw = source.text.slice(start, source.at);
  return name === undefined ? { raw, not } : { raw, not, name: name.toLowerCase(), values };
}

/** The values after the name, from its colon on. What follows a closing quote is the next token. */
function readValues(source: Source): string[] {
  const inBrackets = readAlternatives(source);
  if (inBrackets) return inBrackets;
  const values: string[] = [];
  do {
    source.at++;
    const value = readQuoted(source) ?? readValue(source);
    if (value.trim() !== '') values.push(value.trim());
  } while (source.text[source.at] === ',');
  return values;
}

/** What begins with a bracket is shown in quotes, and so has none of its own. */
function readValue(source: Source): string {
  const value = closed(readWord(source, /[^\s,]+/y));
  return value.startsWith('(') ? value.replace(/["“”]/g, '') : value;
}

/** What matches here, up to a bracket that closes one before it. */
function readWord(source: Source, pattern: RegExp): string {
  const found = match(source, pattern) ?? '';
  const word = found.slice(0, endOfWord(found));
  source.at += word.length;
  return word;
}

/** Where a bracket closes none of its own. */
function endOfWord(text: string): number {
  for (let at = 0, open = 0; at < text.length; at++) {
    if (text[at] === '(') open++;
    else if (text[at] === ')' && open-- === 0) return at;
  }
  return text.length;
}

/** The word with the brackets closed that it leaves open: they would take those behind it. */
export function closed(word: string): string {
  let open = 0;
  for (const character of word) open += character === '(' ? 1 : character === ')' ? -1 : 0;
  return word + ')'.repeat(Math.max(0, open));
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

/** `:(a OR b)`, as others write `:a,b`. */
function readAlternatives(source: Source): string[] | undefined {
  const [whole, inside] = match(source, /:\([^()]*\)(?=[\s)]|$)/y)?.match(/^:\((.*)\)$/s) ?? [];
  const alternatives = inside?.split(/ OR |,/).map(readSole) ?? [];
  const values = alternatives.filter((value) => value !== undefined && value.trim() !== '') as string[];
  if (!whole || values.length < alternatives.length) return undefined;
  source.at += whole.length;
  return values;
}

function readSole(text: string): string | undefined {
  const [only, ...others] = splitQuery(text);
  return others.length > 0 ? undefined : (only?.phrase ?? only?.raw);
}

function match(source: Source, pattern: RegExp, move = false): string | undefined {
  pattern.lastIndex = source.at;
  const found = pattern.exec(source.text)?.[0];
  if (move && found) source.at += found.length;
  return found;
}

/** And closing brackets that close nothing. */
const skipSpace = (source: Source): number =>
  source.at + (match(source, source.open > 0 ? /\s+/y : /[\s)]+/y)?.length ?? 0);
