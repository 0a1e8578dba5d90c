import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { RunOptions } from './run.ts';

export interface JsonLines {
  /** Sends a request; resolves to its result. Throws on an error, after a minute, and where the program ended. */
  request<T>(method: string, params?: object): Promise<T>;
  notify(method: string): void;
  /** Closes stdin, as a client that leaves does; resolves to the exit code, null where the program had to be killed. */
  end(): Promise<number | null>;
  stderr(): string;
}

interface Reply {
  id?: number;
  method?: string;
  result?: unknown;
  error?: { message: string };
}

const patienceMs = 60_000;
const partingMs = 10_000;

/** Starts a program that speaks JSON-RPC in lines on stdin and stdout. */
export function startJsonLines(
  command: string,
  args: readonly string[],
  { cwd, env }: Pick<RunOptions, 'cwd' | 'env'>,
): JsonLines {
  const child = spawn(command, args, { cwd, env });
  const waiting = new Map<number, (reply: Reply) => void>();
  let errors = '';
  let lastId = 0;
  let ended: Reply | undefined;
  child.stderr.setEncoding('utf8').on('data', (chunk) => (errors += chunk));
  child.stdin.on('error', () => {});
  child.on('error', (error) => (errors += error.message));
  child.on('close', () => {
    ended = { error: { message: `the program ended: ${errors.slice(-500)}` } };
    for (const answer of waiting.values()) answer(ended);
  });
  createInterface({ input: child.stdout }).on('line', (line) => {
    const reply = JSON.parse(line) as Reply;
    if (reply.id !== undefined && reply.method === undefined) waiting.get(reply.id)?.(reply);
  });
  const send = (message: object) => child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);
  return {
    async request<T>(method: string, params: object = {}) {
      const id = ++lastId;
      const reply = await new Promise<Reply>((resolve) => {
        const late = { error: { message: `no reply in ${patienceMs} ms; stderr: ${errors.slice(-500)}` } };
        const timer = setTimeout(() => resolve(late), patienceMs);
        waiting.set(id, (answer) => {
          clearTimeout(timer);
          resolve(answer);
        });
        if (ended) waiting.get(id)?.(ended);
        else send({ id, method, params });
      });
      waiting.delete(id);
      if (reply.error) throw new Error(`${method}: ${reply.error.message}`);
      return reply.result as T;
    },
    notify: (method) => void send({ method }),
    end: () => leave(child),
    stderr: () => errors,
  };
}

async function leave(child: ChildProcessWithoutNullStreams): Promise<number | null> {
  child.stdin.end();
  if (child.exitCode !== null) return child.exitCode;
  const timer = setTimeout(() => child.kill('SIGKILL'), partingMs);
  const [code] = await once(child, 'exit');
  clearTimeout(timer);
  return code;
}
