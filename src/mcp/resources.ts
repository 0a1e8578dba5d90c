import type { Call } from './call-tool.ts';
import { Asking, type Params, RpcError } from './messages.ts';
import type { ToolText } from './tracker.ts';

const mimeType = 'text/markdown';
const boardUri = 'tracker://board';
const ticketUri = 'tracker://ticket/';

/** A person who attaches a ticket wants all of it. */
const budgetTokens = 8000;

export const ticketTemplate = `${ticketUri}{key}`;

export const resources = [
  { uri: boardUri, name: 'board', title: 'Board', description: 'Open tickets by status', mimeType },
];

export const resourceTemplates = [
  {
    uriTemplate: ticketTemplate,
    name: 'ticket',
    title: 'Ticket',
    description: 'One ticket with its description, links, review and notes',
    mimeType,
  },
];

/** The reply to `resources/read`. Throws RpcError where there is no such resource or it cannot be read. */
export async function readResource(params: Params, call: Call): Promise<{ contents: object[] }> {
  const uri = params.uri;
  if (typeof uri !== 'string') throw new RpcError('invalidParams', '"uri" has to be a string.');
  const text = getText(await readUri(uri, (tool, args) => call(tool, args, params)), { uri });
  return { contents: [{ uri, mimeType, text }] };
}

/** The text of a tool's reply. Throws RpcError with that text where it is an error, and with what was not found; and Asking. */
export function getText({ text, code, asks }: ToolText, sought?: { uri: string }): string {
  if (asks) throw new Asking(asks);
  if (code === undefined) return text;
  if (code === 'not_found') throw new RpcError(sought ? 'resourceNotFound' : 'invalidParams', text, sought);
  if (code === 'permission_denied') throw new RpcError('invalidRequest', text);
  throw new RpcError(code === 'invalid_input' ? 'invalidParams' : 'internal', text);
}

function readUri(uri: string, call: (tool: string, args: Params) => Promise<ToolText>): Promise<ToolText> {
  if (uri === boardUri) return call('board', { action: 'kanban' });
  const key = uri.startsWith(ticketUri) ? decodeKey(uri.slice(ticketUri.length)) : undefined;
  if (key) return call('ticket', { action: 'get', id: key, budget: budgetTokens });
  throw new RpcError('resourceNotFound', `No resource ${uri}. There are ${boardUri} and ${ticketTemplate}.`, { uri });
}

function decodeKey(encoded: string): string | undefined {
  try {
    return decodeURIComponent(encoded);
  } catch {
    return undefined;
  }
}
