import { type JsonLines, startJsonLines } from './json-lines.ts';
import type { RunOptions } from './run.ts';

/** A session with an MCP server, as plain as a client can be. */
export interface McpSession extends Pick<JsonLines, 'request' | 'end' | 'stderr'> {
  serverName: string;
  /** The text of a tool's reply. Throws where the tool refuses. */
  call(tool: string, args: object): Promise<string>;
}

export interface ToolResult {
  content: { type: string; text: string }[];
  isError?: boolean;
}

/** Starts a server and shakes hands with it. */
export async function startMcp(
  command: string,
  args: readonly string[],
  options: Pick<RunOptions, 'cwd' | 'env'>,
): Promise<McpSession> {
  const session = startJsonLines(command, args, options);
  const clientInfo = { name: 'packed-test', version: '1.0.0' };
  const { serverInfo } = await session.request<{ serverInfo: { name: string } }>('initialize', {
    protocolVersion: '2025-11-25',
    capabilities: {},
    clientInfo,
  });
  session.notify('notifications/initialized');
  return {
    ...session,
    serverName: serverInfo.name,
    call: async (tool, args) =>
      textOf(await session.request<ToolResult>('tools/call', { name: tool, arguments: args })),
  };
}

/** The text of a tool's result. Throws where the tool refused. */
export function textOf({ content, isError }: ToolResult): string {
  const text = content.map((part) => part.text).join('\n');
  if (isError) throw new Error(text);
  return text;
}

/** The key in `Created PAY-207668 …`. Throws where there is none. */
export function keyIn(text: string): string {
  const key = /^Created ([A-Z][A-Z0-9]*-\d{6})/.exec(text)?.[1];
  if (!key) throw new Error(`no ticket was created: ${text}`);
  return key;
}
