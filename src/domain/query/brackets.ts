import type { Token } from './split.ts';

/** Of the nodes of an entry any one is enough, of what is in brackets all entries must hold. */
export type Node = Token | { all: Node[][]; not: boolean };

/**
 * The tokens with what `OR` (or `|`) joins and what stands in brackets. `OR` joins the two beside it before they stand beside
 * others, as in web searches: "login OR signup is:open" is open in any case. `AND` is what a space means. Without something on
 * either side both are words. Brackets that are never closed end with the text.
 */
export function nest(tokens: readonly Token[]): Node[][] {
  return readAll({ tokens, at: 0 });
}

/** Whether an `OR` stands between more words than it joins, so that its author may have meant all of them. */
export const joinsFewer = (all: readonly Node[][]): boolean =>
  all.some((entry, at) => entry.length > 1 && [all[at - 1], all[at + 1]].some(isWord));

interface Source {
  tokens: readonly Token[];
  at: number;
}

function readAll(source: Source): Node[][] {
  const all: Node[][] = [];
  for (let token = source.tokens[source.at]; token; token = source.tokens[source.at]) {
    if (token.bracket === 'close') break;
    const before = all.at(-1);
    const joined = before && operatorOf(token) && isOperand(source.tokens[source.at + 1]);
    if (joined) source.at++;
    if (joined && operatorOf(token) === 'or') before.push(readNode(source));
    else if (!joined) all.push([readNode(source)]);
  }
  return all;
}

function readNode(source: Source): Node {
  const token = source.tokens[source.at++] as Token;
  if (token.bracket !== 'open') return operatorOf(token) ? quoted(token) : token;
  const all = readAll(source);
  // Its closing bracket, where there is one.
  source.at++;
  return { all, not: token.not };
}

/** As a word it can stand anywhere only in quotes. */
const quoted = (token: Token): Token => ({ ...token, raw: `"${token.raw}"`, phrase: token.raw });

function operatorOf({ raw, phrase, bracket }: Token): 'or' | 'and' | undefined {
  if (phrase !== undefined || bracket) return undefined;
  return /^(?:OR|\|\|?)$/.test(raw) ? 'or' : raw === 'AND' ? 'and' : undefined;
}

const isOperand = (token: Token | undefined): boolean =>
  token !== undefined && token.bracket !== 'close' && operatorOf(token) === undefined;

const isWord = (entry: readonly Node[] | undefined): boolean => {
  const [only, ...others] = entry ?? [];
  return only !== undefined && others.length === 0 && 'raw' in only && !only.name && !only.not;
};
