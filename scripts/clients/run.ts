import { spawn } from 'node:child_process';

export interface Outcome {
  /** Null where the program was ended by a signal, as after `timeoutMs`. */
  code: number | null;
  stdout: string;
  stderr: string;
}

export interface RunOptions {
  cwd: string;
  env: Record<string, string>;
  input?: string;
  timeoutMs?: number;
}

/** Runs a program to its end; it is killed after a minute unless said otherwise. */
export function run(command: string, args: readonly string[], options: RunOptions): Promise<Outcome> {
  const { cwd, env, input = '', timeoutMs = 60_000 } = options;
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, env, timeout: timeoutMs, killSignal: 'SIGKILL' });
    const outcome: Outcome = { code: null, stdout: '', stderr: '' };
    child.stdout.setEncoding('utf8').on('data', (chunk) => (outcome.stdout += chunk));
    child.stderr.setEncoding('utf8').on('data', (chunk) => (outcome.stderr += chunk));
    child.on('error', reject);
    child.on('close', (code) => resolve({ ...outcome, code }));
    child.stdin.on('error', () => {});
    child.stdin.end(input);
  });
}

/** Like `run`, for what has to succeed; returns its stdout. Throws with what it wrote where it does not. */
export async function runWell(command: string, args: readonly string[], options: RunOptions): Promise<string> {
  const { code, stdout, stderr } = await run(command, args, options);
  if (code === 0) return stdout;
  const said = `${stderr}${stdout}`.replace(/^npm (?:warn|notice).*\n/gim, '').trim();
  throw new Error(`${command} ${args.join(' ')} ended with ${code ?? 'a signal'}: ${said.slice(0, 1000)}`);
}
