import { chmodSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { npmEnv } from '../clients/environment.ts';
import { installOnce } from '../clients/install.ts';
import { runWell } from '../clients/run.ts';

/** A program that looks at what is added before each commit, and puts the rest aside meanwhile. */
export interface HookTool {
  name: string;
  /** Fetches it where that has not been done; returns its program. Throws where it cannot be fetched. */
  install(): Promise<string>;
  /** Files to write into the repository. */
  files: Readonly<Record<string, string>>;
  /** What makes git run the program before a commit: words for it, or a hook that starts it. */
  enable: readonly string[] | 'hook';
}

const fromNpm = (spec: string, bin: string) => async () => join(await installOnce(spec), 'node_modules/.bin', bin);

const lintStaged = (version: string): HookTool => ({
  name: `lint-staged ${version}`,
  install: fromNpm(`lint-staged@${version}`, 'lint-staged'),
  files: { '.lintstagedrc.json': '{ "*": "true" }\n' },
  enable: 'hook',
});

export const tools: readonly HookTool[] = [
  lintStaged('15.5.2'),
  lintStaged('16.4.0'),
  {
    name: 'lefthook 1.13.6',
    install: fromNpm('lefthook@1.13.6', 'lefthook'),
    files: { 'lefthook.yml': 'pre-commit:\n  jobs:\n    - run: "true {staged_files}"\n' },
    enable: ['install'],
  },
  {
    name: 'pre-commit 4.6.2',
    install: () => installFromPip('pre-commit==4.6.2', 'pre-commit'),
    files: {
      '.pre-commit-config.yaml':
        'repos:\n  - repo: local\n    hooks:\n      - { id: look, name: look, entry: "true", language: system }\n',
    },
    enable: ['install'],
  },
];

async function installFromPip(spec: string, bin: string): Promise<string> {
  const folder = join(tmpdir(), 'tracker-test-cache', spec);
  const complete = join(folder, 'complete');
  if (!existsSync(complete)) {
    const options = { cwd: tmpdir(), env: npmEnv(), timeoutMs: 300_000 };
    await runWell('python3', ['-m', 'venv', folder], options);
    await runWell(join(folder, 'bin/pip'), ['install', '--quiet', '--disable-pip-version-check', spec], options);
    writeFileSync(complete, '');
  }
  return join(folder, 'bin', bin);
}

/** Has git run a program before each commit. */
export function writeHook(root: string, program: string): void {
  mkdirSync(join(root, '.git/hooks'), { recursive: true });
  writeFileSync(join(root, '.git/hooks/pre-commit'), `#!/bin/sh\nexec '${program}'\n`);
  chmodSync(join(root, '.git/hooks/pre-commit'), 0o755);
}
