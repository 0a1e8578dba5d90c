/** Tokens that a reply may take where the caller sets no budget. */
export const defaultBudget = 2_000;

/** About how many tokens a text takes (o200k_base): four ASCII characters to a token, other characters one each. */
export function estimateTokens(text: string): number {
  let wide = 0;
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) > 127) wide++;
  return Math.ceil((text.length - wide) / 4 + wide);
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
