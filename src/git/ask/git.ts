import { execFile } from 'node:child_process';

export interface GitAnswer {
  /** 127 where git is not installed, 124 where it took too long. */
  code: number;
  stdout: string;
  stderr: string;
}

/** What `git rev-parse --local-env-vars` names: a hook or an alias hands these down, and they point to another repository. */
const inherited = [
  'GIT_ALTERNATE_OBJECT_DIRECTORIES',
  'GIT_COMMON_DIR',
  'GIT_CONFIG',
  'GIT_CONFIG_COUNT',
  'GIT_CONFIG_PARAMETERS',
  'GIT_DIR',
  'GIT_GRAFT_FILE',
  'GIT_IMPLICIT_WORK_TREE',
  'GIT_INDEX_FILE',
  'GIT_INTERNAL_SUPER_PREFIX',
  'GIT_NO_REPLACE_OBJECTS',
  'GIT_OBJECT_DIRECTORY',
  'GIT_PREFIX',
  'GIT_REPLACE_REF_BASE',
  'GIT_SHALLOW_FILE',
  'GIT_WORK_TREE',
];

/** Runs git in `cwd`, without a shell, a prompt, a hook, the network or a lock; a refusal is an answer, not an error. */
export function git(
  cwd: string,
  args: string[],
  options: { input?: string; timeoutMs?: number; env?: NodeJS.ProcessEnv } = {},
): Promise<GitAnswer> {
  return new Promise((resolve) => {
    const child = execFile(
      'git',
      [...quiet, ...args],
      {
        cwd,
        env: { ...gitEnvironment(process.env), ...options.env },
        timeout: options.timeoutMs ?? 10_000,
        maxBuffer: 256 * 1024 * 1024,
        windowsHide: true,
      },
      (error, stdout, stderr) => resolve({ code: exitCode(error), stdout, stderr }),
    );
    child.stdin?.on('error', () => {});
    child.stdin?.end(options.input ?? '');
  });
}

/** As `git`, for what is no text; `index` stands for git's own index. */
export function gitBytes(
  cwd: string,
  args: string[],
  index?: string,
): Promise<{ code: number; bytes: Buffer; stderr: string }> {
  const env = { ...gitEnvironment(process.env), ...(index && { GIT_INDEX_FILE: index }) };
  const options = { cwd, env, timeout: 10_000, maxBuffer: 2 ** 30, encoding: 'buffer', windowsHide: true } as const;
  return new Promise((resolve) => {
    execFile('git', [...quiet, ...args], options, (error, bytes, stderr) =>
      resolve({ code: exitCode(error), bytes, stderr: String(stderr) }),
    );
  });
}

/** Options for every call: no monitor that the configuration names, no repository that a folder of the work tree holds bare. */
export const quiet = ['-c', 'core.fsmonitor=false', '-c', 'safe.bareRepository=explicit'];

/** The environment that git is started with: nobody else's repository, no question, no lazy fetch of a partial clone. */
export function gitEnvironment(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const own: NodeJS.ProcessEnv = {
    ...env,
    LC_ALL: 'C',
    GIT_TERMINAL_PROMPT: '0',
    GIT_OPTIONAL_LOCKS: '0',
    GIT_NO_LAZY_FETCH: '1',
  };
  for (const name of inherited) delete own[name];
  return own;
}

function exitCode(error: (Error & { code?: unknown; killed?: boolean }) | null): number {
  if (!error) return 0;
  if (typeof error.code === 'number') return error.code;
  return error.killed ? 124 : 127;
}
