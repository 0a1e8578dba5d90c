import { beginningOf } from '../domain/cut.ts';
import { safeText } from '../domain/shown.ts';
import type { CallRequest, CompletionKind, ToolText, Tracker } from './tracker.ts';

export interface ToolResult {
  content: { type: 'text'; text: string }[];
  isError?: true;
  [key: string]: unknown;
}

/** Clients cut or hide replies of 40,000 characters and more. */
const maxCharacters = 39_000;

/**
 * Calls a tool; never rejects: what fails without words of its own is said as `error internal`. All that replies, resources
 * and prompts say comes from here, and nothing in it acts on a terminal or hides from a reader.
 */
export async function callTool(load: () => Promise<Tracker>, request: CallRequest): Promise<ToolText> {
  const { text, code } = await askTracker(load, request);
  return { text: safeText(text), code };
}

async function askTracker(load: () => Promise<Tracker>, request: CallRequest): Promise<ToolText> {
  try {
    const tracker = await load();
    return await tracker.call(request);
  } catch (error) {
    return { text: `error internal: ${error instanceof Error ? error.message : String(error)}`, code: 'internal' };
  }
}

/** As the protocol says it. */
export function toolResult({ text, code }: ToolText): ToolResult {
  return { content: [{ type: 'text', text: cutText(text) }], ...(code && { isError: true }) };
}

/** Actions page their replies; this is for the one line, say, that is longer than a whole reply may be. */
function cutText(text: string): string {
  if (text.length <= maxCharacters) return text;
  const end = text.lastIndexOf('\n', maxCharacters);
  const kept = beginningOf(text, end > 0 ? end : maxCharacters);
  return `${kept}\n… cut: ${text.length - kept.length} of ${text.length} characters more. Ask for less, with limit, section or lines.`;
}

/** Calls a tool in its turn; `meta` is the `_meta` of the request that it is for. */
export type Call = (tool: string, args: Record<string, unknown>, meta: unknown) => Promise<ToolText>;

export type Complete = (kind: CompletionKind, prefix: string, meta: unknown) => Promise<string[]>;
