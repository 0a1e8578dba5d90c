import { beginningOf } from '../domain/cut.ts';
import { largestBudget, replyBudget } from '../domain/input/budget.ts';
import { safeText } from '../domain/shown.ts';

/** Clients cut or hide replies of 40,000 characters and more. */
const maxCharacters = 39_000;

/**
 * What a reply, a resource or a prompt says, whatever it was made of: nothing in it acts on a terminal or hides from a
 * reader, and no client has to cut it. Actions page their replies; the cut is for the one line, say, that is longer.
 */
export function replyText(given: string): string {
  const text = safeText(given);
  if (text.length <= maxCharacters) return text;
  const end = text.lastIndexOf('\n', maxCharacters);
  // Below the heading may stand one line that is longer than all of this.
  const kept = beginningOf(text, end > maxCharacters / 2 ? end : maxCharacters);
  return `${kept}\n… cut: ${text.length - kept.length} of ${text.length} characters more. Ask for less, with limit, section or lines.`;
}

/** Arguments with what fits into one reply as their budget; what asks for more than there can be is no number of tokens. */
export function withinReply(args: Record<string, unknown>): Record<string, unknown> {
  const { budget } = args;
  const asked = typeof budget === 'string' ? Number(budget) : budget;
  const isMore = typeof asked === 'number' && asked > replyBudget && asked <= largestBudget;
  return isMore ? { ...args, budget: replyBudget } : args;
}
