/**
 * The keys that a commit's message names, in their canonical form, without repetition. What is found is kept: where the same
 * message gives others, raise `form` in git/ask/kept-naming.
 */
export interface NamedKeys {
  names: string[];
  /** Those that it says it finishes: `closes PAY-482913, PAY-104477`. */
  closes: string[];
}

const key = '[A-Za-z][A-Za-z0-9]{0,9}-\\d{6,9}';
const anyKey = new RegExp(`(?<![A-Za-z0-9_/-])${key}(?![A-Za-z0-9_-])`, 'g');
/** As GitHub has them. `fix: PAY-482913 …` only names it: so begin the commits of those who write what kind each is of. */
const closing = new RegExp(
  `\\b(?:close[sd]?:?|resolve[sd]?:?|fixe[sd]:?|fix)\\s+(${key}(?:(?:\\s*,\\s*(?:and\\s+)?|\\s+and\\s+|\\s*&\\s*)${key})*)(?![A-Za-z0-9_-])`,
  'gi',
);

export function keysInMessage(message: string): NamedKeys {
  const names = keysIn(message);
  if (names.length === 0) return { names, closes: [] };
  const isRevert = /^revert\b/i.test(message);
  return { names, closes: isRevert ? [] : keysIn([...message.matchAll(closing)].map((match) => match[1]).join(' ')) };
}

const keysIn = (text: string): string[] => [...new Set((text.match(anyKey) ?? []).map((one) => one.toUpperCase()))];

/** The commit that a message says it takes back, as git writes it. */
export const revertedBy = (message: string): string | undefined =>
  /^This reverts commit ([0-9a-f]{40,64})\b/m.exec(message)?.[1];
