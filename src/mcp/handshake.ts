import type { ToolName } from '../domain/hint.ts';
import { modernRevision } from './era.ts';
import { isObject, type Params, RpcError } from './messages.ts';
import type { Prompt } from './prompts.ts';
import type { resources, resourceTemplates } from './resources.ts';
import type { PublishedTool } from './tools/tool.ts';

/**
 * What a caller is told: what clients open with is answered from it, without an SDK. For who may all it is made when the
 * program is built.
 */
export interface Published {
  instructions: string;
  tools: PublishedTool[];
  /** Tools of which the caller may ask for nothing. */
  unlisted: ToolName[];
  prompts: Prompt[];
  resources: typeof resources;
  resourceTemplates: typeof resourceTemplates;
}

/** Revisions of MCP that open with `initialize`, oldest first. */
const revisions = ['2024-11-05', '2025-03-26', '2025-06-18', '2025-11-25'] as const;

const serverName = 'tracker';
export const serverInfo = (version: string) => ({ name: serverName, title: serverName, version });
export const capabilities = { tools: {}, resources: {}, prompts: {}, completions: {} };

/** The reply to `initialize`. Throws RpcError when the client names no revision. */
export function initializeResult(params: Params, about: { version: string; published: Published }): object {
  const asked = params.protocolVersion;
  if (typeof asked !== 'string') throw new RpcError('invalidParams', '"protocolVersion" has to be a string.');
  return {
    protocolVersion: chooseRevision(asked),
    capabilities,
    serverInfo: serverInfo(about.version),
    instructions: about.published.instructions,
  };
}

/** The reply to `server/discover`, with which the modern era opens. */
export const discoverResult = ({ instructions }: Published): object => ({
  supportedVersions: [modernRevision],
  capabilities,
  instructions,
});

/** The newest that is not newer than what a client asks for, else the oldest; to what is no date the newest of all. */
const chooseRevision = (asked: string): string | undefined =>
  /^\d{4}-\d\d-\d\d$/.test(asked)
    ? (revisions.findLast((revision) => revision <= asked) ?? revisions[0])
    : revisions.at(-1);

/** Methods that list, and what each of them does. */
const lists = {
  'tools/list': 'tools',
  'prompts/list': 'prompts',
  'resources/list': 'resources',
  'resources/templates/list': 'resourceTemplates',
} as const;
type List = keyof typeof lists;
export const listMethods = Object.keys(lists) as List[];

/** The reply to a method that lists: one page. Throws RpcError on a cursor, since none was ever given out; an empty one is none. */
export function listResult(method: List, { cursor }: Params, published: Published): Record<string, unknown> {
  if (cursor !== undefined && cursor !== null && cursor !== '') throw new RpcError('invalidParams', 'Unknown cursor.');
  const name = lists[method];
  return { [name]: published[name] };
}

export interface ToolCall {
  tool: string;
  args: Record<string, unknown>;
}

/**
 * The parameters of `tools/call`. Throws RpcError on an unknown tool and on arguments that are not an object, or JSON of
 * one: some clients hand on the text that their model wrote.
 */
export function parseToolCall(params: Params, published: Published): ToolCall {
  const names = published.tools.map((tool) => tool.name);
  if (typeof params.name !== 'string') throw new RpcError('invalidParams', '"name" has to be the name of a tool.');
  // One that this caller may ask nothing of is refused for that, by name of the scope.
  if (![...names, ...published.unlisted].some((name) => name === params.name)) {
    throw new RpcError('invalidParams', `Unknown tool: ${params.name.slice(0, 100)}. There are ${names.join(', ')}.`);
  }
  const args = typeof params.arguments === 'string' ? readJson(params.arguments) : (params.arguments ?? {});
  if (!isObject(args)) throw new RpcError('invalidParams', '"arguments" has to be an object.');
  return { tool: params.name, args };
}

/** What the text is JSON of; no text is no arguments. Undefined for anything else. */
function readJson(text: string): unknown {
  if (text.trim() === '') return {};
  try {
    return JSON.parse(text) ?? {};
  } catch {
    return undefined;
  }
}
