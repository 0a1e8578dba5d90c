import { beginningOf } from '../cut.ts';

/** Tokens that a reply may take where the caller sets no budget. */
export const defaultBudget = 2_000;

/** More than any text has: what a person scrolls, or a script reads. A door that says less at a time asks for less. */
export const largestBudget = 1_000_000;

/** What does not fit into one reply over MCP is cut where the reply says how to go on, not by the client. */
export const replyBudget = 9_000;

/** About how many tokens a text takes (o200k_base): four ASCII characters to a token, other characters one each. */
export function estimateTokens(text: string): number {
  let wide = 0;
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) > 127) wide++;
  return Math.ceil((text.length - wide) / 4 + wide);
}

/** The longest beginning of a text that the budget has room for, by the same estimate; no character is cut in two. */
export function startWithin(text: string, budget: number): string {
  let quarters = Math.max(0, Math.floor(budget)) * 4;
  for (let i = 0; i < text.length; i++) {
    quarters -= text.charCodeAt(i) > 127 ? 4 : 1;
    if (quarters < 0) return beginningOf(text, i);
  }
  return text;
}

/** The text's beginning, within about as many tokens, and how much more there is. */
export function cutText(text: string, tokens: number): string {
  const kept = startWithin(text, tokens);
  return kept.length === text.length ? text : `${kept}… (${text.length - kept.length} characters more)`;
}

/** How many of the items, from the first, fit into the budget; at least one, so that paging always gets on. */
export function countFitting<T>(items: readonly T[], budget: number, costOf: (item: T) => number): number {
  let left = budget;
  for (const [count, item] of items.entries()) {
    left -= costOf(item);
    if (left < 0) return Math.max(1, count);
  }
  return items.length;
}
