import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { getPid, type Launch } from '../connection.ts';
import { type Bench, launchOf, readServer } from '../servers.ts';

export interface Answer {
  status: number;
  body: Buffer;
  headers: Record<string, unknown>;
  /** From before the request is sent until the answer's last byte. */
  ms: number;
}

/** `tracker serve` in a process of its own, and whoever asks it. */
export interface Door {
  url: string;
  pid: number;
  /** From the spawn to the line that says where it serves. */
  startMs: number;
  /** Of one person each, who may read and write. */
  tokens: readonly string[];
  /** `GET /api/v1/…`; a body is sent as JSON. */
  ask(line: string, options?: { body?: object; headers?: Record<string, string>; token?: string }): Promise<Answer>;
  /** Calls a tool as a client of 2025-11-25 does that has introduced itself. */
  callTool(tool: string, args: object): Promise<Answer>;
  close(): Promise<void>;
}

const unlimited = '999999,999999';

/** How the program is started there with other arguments than a stdio server's. */
export const commandIn = (bench: Bench, cwd: string, args: string[]): Launch =>
  launchOf(bench, { ...readServer('tracker'), args }, cwd);

export async function openDoor(bench: Bench, cwd: string, { tokens: wanted = 1 } = {}): Promise<Door> {
  const tokens = makeTokens(bench, cwd, wanted);
  const { command, env } = commandIn(bench, cwd, ['serve', '--addr', '127.0.0.1:0', '--rate', unlimited]);
  const started = performance.now();
  const [program, ...args] = command;
  const child = spawn(program, args, { cwd, env, stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = await once(child.stdout.setEncoding('utf8'), 'data');
  const startMs = performance.now() - started;
  const url = /http:\S+/.exec(String(line))?.[0];
  if (url === undefined) throw new Error(`tracker serve said: ${line}`);
  const agent = new Agent({ keepAlive: true, maxSockets: 256 });
  const ask: Door['ask'] = (asked, { body, headers = {}, token = tokens[0] } = {}) => {
    const [method = 'GET', path = '/'] = asked.split(' ');
    const text = body && JSON.stringify(body);
    const all = {
      Authorization: `Bearer ${token}`,
      ...(text !== undefined && { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(text) }),
      ...headers,
    };
    const start = performance.now();
    return new Promise((resolve, reject) => {
      const sent = request(new URL(path, url), { method, headers: all, agent }, (answer) => {
        const parts: Buffer[] = [];
        answer.on('data', (part: Buffer) => parts.push(part)).on('error', reject);
        answer.on('end', () => {
          const ms = performance.now() - start;
          resolve({ status: answer.statusCode ?? 0, body: Buffer.concat(parts), headers: answer.headers, ms });
        });
      });
      sent.on('error', reject).end(text);
    });
  };
  const accept = { Accept: 'application/json, text/event-stream' };
  let last = 0;
  const send = (method: string, params: object, headers: Record<string, string> = {}) =>
    ask('POST /mcp', { body: { jsonrpc: '2.0', id: ++last, method, params }, headers: { ...accept, ...headers } });
  let label: Promise<string> | undefined;
  const introduce = async (): Promise<string> => {
    const clientInfo = { name: 'bench', version: '1.0.0' };
    const { headers } = await send('initialize', { protocolVersion: '2025-11-25', capabilities: {}, clientInfo });
    return String(headers['mcp-session-id']);
  };
  return {
    ...{ url, pid: getPid(child), startMs, tokens, ask },
    async callTool(tool, args) {
      label ??= introduce();
      return send('tools/call', { name: tool, arguments: args }, { 'Mcp-Session-Id': await label });
    },
    async close() {
      agent.destroy();
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      await ended;
    },
  };
}

/** By the command, as whoever runs the server makes them. */
function makeTokens(bench: Bench, cwd: string, wanted: number): string[] {
  const run = (...args: string[]): string => {
    const { command, env } = commandIn(bench, cwd, args);
    const [program, ...rest] = command;
    return execFileSync(program, rest, { cwd, env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  };
  return Array.from({ length: wanted }, (_, number) => {
    run('actor', 'add', `person${number}`, '--kind', 'human');
    return run('token', 'create', '--actor', `person${number}`, '--scope', 'agent');
  });
}

/** Milliseconds of processor that a process has had, by /proc: ten at a time, so of many calls together. */
export function processorOf(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /s, '')
    .split(' ');
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

/** Resident memory in MiB now. */
export const memoryOf = (pid: number): number =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;
