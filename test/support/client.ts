import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { inject, onTestFinished } from 'vitest';
import { isOverLog } from './test-home.ts';
import { isolatedEnv } from './workspace.ts';

/** The program as it is shipped. */
export const program: string = inject('program');

export interface StartOptions {
  cwd: string;
  env?: Record<string, string>;
  /** As the client introduces itself. */
  name?: string;
  /** A command that starts the program in its own way: in a namespace, as another user. */
  through?: readonly string[];
  /** Of the program, besides `--mcp-server`. */
  args?: string[];
}

export interface ToolReply {
  text: string;
  isError: boolean;
}

export interface TestClient {
  /** Calls a tool; a refusal is a reply with `isError`. */
  call(tool: string, args?: Record<string, unknown>): Promise<ToolReply>;
  /** The SDK's client, for all that is no tool. */
  sdk: Client;
  pid: number;
  /** What the program has written to stderr so far. */
  stderr(): string;
  /** Ends the program as a client does; safe to repeat. */
  close(): Promise<void>;
}

/** Throws where the program that the test is about could not be built. */
export function checkBuilt(): void {
  const error = inject('buildError');
  if (error !== undefined) throw new Error(`The program could not be built: ${error}`);
}

/** Starts the program and speaks to it through the SDK's client over stdio; it ends with the test at the latest. */
export async function startClient(options: StartOptions): Promise<TestClient> {
  const client = await connectClient(options);
  onTestFinished(() => client.close());
  return client;
}

/** Like `startClient`, but the caller ends it. */
export async function connectClient(options: StartOptions): Promise<TestClient> {
  if (isOverLog) return (await import('./over-log.ts')).clientOverLog(options);
  const { cwd, env, name = 'test-client', args = [], through = [] } = options;
  checkBuilt();
  const [command = '', ...rest] = [...through, process.execPath, program, '--mcp-server', ...args];
  const transport = new StdioClientTransport({
    command,
    args: rest,
    cwd,
    env: isolatedEnv(env),
    stderr: 'pipe',
  });
  let errors = '';
  transport.stderr?.on('data', (chunk: Buffer) => {
    errors += chunk.toString();
  });
  const sdk = new Client({ name, version: '1.0.0' });
  await sdk.connect(transport);
  return {
    async call(tool, args = {}) {
      const { content, isError } = await sdk.callTool({ name: tool, arguments: args });
      const parts = content as { type: string; text: string }[];
      return { text: parts.map((part) => part.text).join('\n'), isError: isError === true };
    },
    sdk,
    pid: transport.pid!,
    stderr: () => errors,
    close: () => sdk.close(),
  };
}
