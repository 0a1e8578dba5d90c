import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkBuilt, program } from '../support/client.ts';
import { skipOverLog } from '../support/test-home.ts';
import { isolatedEnv } from '../support/workspace.ts';

export interface Outcome {
  code: number | null;
  stdout: string;
  stderr: string;
}

export interface RunOptions {
  cwd: string;
  env?: Record<string, string>;
  input?: string;
}

/** Runs the built program, without a terminal, to its end. */
export function runTracker({ cwd, env, input = '' }: RunOptions, ...args: string[]): Promise<Outcome> {
  skipOverLog();
  checkBuilt();
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [program, ...args], { cwd, env: isolatedEnv(env) });
    const outcome: Outcome = { code: null, stdout: '', stderr: '' };
    child.stdout.setEncoding('utf8').on('data', (chunk) => (outcome.stdout += chunk));
    child.stderr.setEncoding('utf8').on('data', (chunk) => (outcome.stderr += chunk));
    child.on('error', reject);
    child.on('close', (code) => resolve({ ...outcome, code }));
    child.stdin.on('error', () => {});
    child.stdin.end(input);
  });
}

/** Every file below a folder with its bytes, for "nothing has changed". */
export function snapshot(folder: string): Map<string, string> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = files.map((entry) => join(entry.parentPath, entry.name)).sort();
  return new Map(paths.map((path) => [path.slice(folder.length + 1), readFileSync(path, 'latin1')]));
}
