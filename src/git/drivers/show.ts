import { spawn } from 'node:child_process';
import { TrackerError } from '../../domain/errors.ts';
import { shimOnce, startOnce } from './program.ts';
import type { Program } from './program-files.ts';

export interface ShowOptions {
  root: string;
  env: NodeJS.ProcessEnv;
  program: Pick<Program, 'node' | 'script'>;
}

/**
 * Runs a command of git's that shows differences, of the database alone and with tickets, on this process's streams: git
 * pages and colours as it is configured to. Answers git's exit code.
 */
export function showTickets(args: readonly string[], { root, env, program }: ShowOptions): Promise<number> {
  const driver = `${startOnce} diff-driver`;
  // By the configuration where attributes name the driver, else by the environment, whatever they say of the file.
  const child = spawn('git', ['-c', `diff.tracker.command=${driver}`, ...args, '--', '.tracker/data.db'], {
    cwd: root,
    env: { ...env, ...shimOnce(program), GIT_EXTERNAL_DIFF: driver },
    stdio: 'inherit',
  });
  return new Promise((resolve, reject) => {
    child.on('error', (cause) => {
      const hint = 'Install git: it has the history.';
      reject(new TrackerError('not_found', 'git is not on the PATH.', hint, { cause }));
    });
    child.on('exit', (code) => resolve(code ?? 1));
  });
}
