import { type ChildProcess, type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { GivenTool } from './tokens.ts';

export interface Launch {
  command: readonly [program: string, ...args: string[]];
  cwd: string;
  env: Record<string, string>;
}

export interface Answer {
  text: string;
  isError: boolean;
  /** From the write of the request to the arrival of the answer's last byte. */
  ms: number;
}

/** A server behind its pipes, as a client has it. */
export interface Connection {
  pid: number;
  /** Of `performance.now()`, just before the spawn. */
  spawned: number;
  /** `initialize` and `tools/list`. */
  open(): Promise<{ tools: GivenTool[]; instructions: string }>;
  call(tool: string, args: object): Promise<Answer>;
  /** Closes stdin and waits; what does not leave is killed. */
  close(): Promise<void>;
}

interface Reply {
  id?: number;
  result?: {
    tools?: GivenTool[];
    instructions?: string;
    content?: { text?: string }[];
    isError?: boolean;
  };
  error?: { message: string };
}

const patienceMs = 120_000;

export function connect({ command, cwd, env }: Launch): Connection {
  const spawned = performance.now();
  const [program, ...args] = command;
  const child = spawn(program, args, { cwd, env });
  const exited = once(child, 'exit');
  const waiting = listen(child);
  child.stdin.on('error', () => {});
  child.stderr.resume();
  let last = 0;

  const send = (message: object) => child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);
  const request = (method: string, params: object): Promise<Reply> => {
    const id = ++last;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`no answer to ${method} in time`)), patienceMs).unref();
      waiting.set(id, (reply) => {
        clearTimeout(timer);
        resolve(reply);
      });
      void exited.then(() => reject(new Error(`the server left before it answered ${method}`)));
      send({ id, method, params });
    });
  };
  return {
    get pid() {
      return getPid(child);
    },
    spawned,
    async open() {
      const hello = {
        protocolVersion: '2025-06-18',
        capabilities: {},
        clientInfo: { name: 'bench', version: '1.0.0' },
      };
      const { result } = await request('initialize', hello);
      send({ method: 'notifications/initialized' });
      const list = await request('tools/list', {});
      return { tools: list.result?.tools ?? [], instructions: result?.instructions ?? '' };
    },
    async call(tool, args) {
      const start = performance.now();
      const { result, error } = await request('tools/call', { name: tool, arguments: args });
      const ms = performance.now() - start;
      const text = error?.message ?? result?.content?.map((part) => part.text ?? '').join('\n') ?? '';
      return { text, isError: error !== undefined || result?.isError === true, ms };
    },
    async close() {
      child.stdin.end();
      const timer = setTimeout(() => child.kill('SIGKILL'), 5_000);
      await exited;
      clearTimeout(timer);
    },
  };
}

export function getPid({ pid, spawnfile }: ChildProcess): number {
  if (pid === undefined) throw new Error(`${spawnfile} could not be started.`);
  return pid;
}

/** Who waits for the answer to which request. */
function listen(child: ChildProcessWithoutNullStreams): Map<number, (reply: Reply) => void> {
  const waiting = new Map<number, (reply: Reply) => void>();
  const parts: string[] = [];
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    const [end = '', ...lines] = chunk.split('\n');
    parts.push(end);
    for (const rest of lines) {
      take(parts.splice(0).join(''));
      parts.push(rest);
    }
  });
  function take(line: string): void {
    // Some servers write other things to their output.
    if (!line.startsWith('{')) return;
    const reply = JSON.parse(line) as Reply;
    if (reply.id === undefined) return;
    waiting.get(reply.id)?.(reply);
    waiting.delete(reply.id);
  }
  return waiting;
}
