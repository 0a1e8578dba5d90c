import type { Params } from './messages.ts';
import type { CallRequest, CompletionKind, ToolText, Tracker } from './tracker.ts';

export interface ToolResult {
  content: { type: 'text'; text: string }[];
  isError?: true;
  [key: string]: unknown;
}

/** Calls a tool; never rejects: what fails without words of its own is said as `error internal`. */
export async function callTool(load: () => Promise<Tracker>, request: CallRequest): Promise<ToolText> {
  try {
    const tracker = await load();
    return await tracker.call(request);
  } catch (error) {
    return { text: `error internal: ${error instanceof Error ? error.message : String(error)}`, code: 'internal' };
  }
}

/** In a result's `_meta`: see ToolText. */
export const wroteKey = 'tracker/wrote';

/** As the protocol says it. */
export const toolResult = ({ text, code, wrote }: ToolText): ToolResult => ({
  content: [{ type: 'text', text }],
  ...(code && { isError: true }),
  ...(wrote && { _meta: { [wroteKey]: true } }),
});

/** Calls a tool in its turn, for a request with these parameters. */
export type Call = (tool: string, args: Params, params: Params) => Promise<ToolText>;

export type Complete = (kind: CompletionKind, prefix: string, meta: unknown) => Promise<string[]>;
