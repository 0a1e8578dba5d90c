import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { onTestFinished } from 'vitest';
import { checkBuilt, program, type StartOptions } from './client.ts';
import { isolatedEnv } from './workspace.ts';

export interface RpcReply {
  jsonrpc: '2.0';
  id: string | number | null;
  result?: {
    content?: { type: string; text: string }[];
    isError?: boolean;
    tools?: { name: string; inputSchema: object }[];
    protocolVersion?: string;
    [key: string]: unknown;
  };
  error?: { code: number; message: string };
}

export interface Exit {
  code: number | null;
  signal: NodeJS.Signals | null;
}

/** The program with its pipes bare: bytes in, lines out. */
export interface RawSession {
  child: ChildProcessWithoutNullStreams;
  /** Writes bytes as they are. */
  write(bytes: string | Buffer): void;
  /** Writes each message as a line, all of them at once. */
  send(...messages: object[]): void;
  /** The next line that no one has taken. Throws after two minutes, which is a hang, and where the line is not JSON. */
  next(): Promise<RpcReply>;
  /** The reply to a request, whatever comes before it; the other lines stay for `next`. */
  replyTo(id: string | number): Promise<RpcReply>;
  request(method: string, params?: object): Promise<RpcReply>;
  call(tool: string, args: object): Promise<RpcReply>;
  initialize(): Promise<RpcReply>;
  /** Lines that have arrived and were not taken. */
  rest(): string[];
  stderr(): string;
  /** Closes stdin. */
  end(): void;
  exited: Promise<Exit>;
}

const patienceMs = 120_000;

/** Starts the program for a test of the protocol itself; it is killed with the test at the latest. */
export function startRaw({ cwd, env, name = 'raw' }: StartOptions): RawSession {
  checkBuilt();
  const child = spawn(process.execPath, [program, '--mcp-server'], { cwd, env: isolatedEnv(env) });
  onTestFinished(() => void child.kill('SIGKILL'));
  const { lines, waitFor } = collectLines(child);
  let errors = '';
  child.stderr.on('data', (chunk: Buffer) => {
    errors += chunk.toString();
  });
  child.stdin.on('error', () => {});
  let lastId = 1000;

  const write = (bytes: string | Buffer) => void child.stdin.write(bytes);
  const send = (...messages: object[]) =>
    write(messages.map((message) => `${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`).join(''));
  const replyTo = (id: string | number) => waitFor((line) => parseReply(line).id === id, `the reply to ${id}`);
  const request = (method: string, params: object = {}) => {
    const id = ++lastId;
    send({ id, method, params });
    return replyTo(id);
  };
  return {
    child,
    write,
    send,
    next: () => waitFor(() => true, 'a line'),
    replyTo,
    request,
    call: (tool, args) => request('tools/call', { name: tool, arguments: args }),
    async initialize() {
      const clientInfo = { name, version: '1.0.0' };
      const reply = await request('initialize', { protocolVersion: '2025-11-25', capabilities: {}, clientInfo });
      send({ method: 'notifications/initialized' });
      return reply;
    },
    rest: () => lines,
    stderr: () => errors,
    end: () => void child.stdin.end(),
    exited: once(child, 'exit').then(([code, signal]) => ({ code, signal })),
  };
}

function collectLines(child: ChildProcessWithoutNullStreams) {
  const lines: string[] = [];
  let tail = '';
  const waiting: (() => void)[] = [];
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    const parts = (tail + chunk).split('\n');
    tail = parts.pop()!;
    lines.push(...parts);
    for (const wake of waiting.splice(0)) wake();
  });
  async function waitFor(wanted: (line: string) => boolean, what: string): Promise<RpcReply> {
    const deadline = Date.now() + patienceMs;
    for (;;) {
      const index = lines.findIndex(wanted);
      if (index >= 0) return parseReply(lines.splice(index, 1)[0]!);
      const left = deadline - Date.now();
      if (left <= 0) throw new Error(`${what} did not arrive; untaken: ${lines.join('\n').slice(0, 500)}`);
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, left);
        waiting.push(() => {
          clearTimeout(timer);
          resolve();
        });
      });
    }
  }
  return { lines, waitFor };
}

function parseReply(line: string): RpcReply {
  const reply = JSON.parse(line) as RpcReply;
  if (reply.jsonrpc !== '2.0') throw new Error(`not JSON-RPC: ${line.slice(0, 200)}`);
  return reply;
}
