import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { inject } from 'vitest';

declare module 'vitest' {
  interface ProvidedContext {
    /** What `git init` makes: an empty repository on `main`, and a bare one beside it. */
    emptyRepositories: { plain: string; bare: string };
  }
}

export interface TestRepository {
  root: string;
  /** What git prints, trimmed. Throws where git refuses. */
  git(...args: string[]): string;
  /** Writes a file, with its folders; returns its absolute path. */
  write(path: string, content: string | Buffer): string;
  read(path: string): string;
  /** Writes a file, adds it and commits it; returns the full hash. */
  commit(subject: string, path?: string, content?: string): string;
}

const made: string[] = [];
let home: string | undefined;

/** After each file of tests: several of them may share this module. */
export function removeDirectories(): void {
  for (const directory of made.splice(0)) rmSync(directory, { recursive: true, force: true, maxRetries: 3 });
  home = undefined;
}

/** A new empty directory, outside any repository, that is gone after the test file. */
export function makeDirectory(prefix = 'tracker-test-'): string {
  const directory = realpathSync(mkdtempSync(join(tmpdir(), prefix)));
  made.push(directory);
  return directory;
}

/**
 * What git would do besides, and no test is about: a second process after each commit, merge and fetch, and a dozen sample
 * hooks in each new repository.
 */
const gitConfig = (template: string) => `[maintenance]
  auto = false
[gc]
  auto = 0
[init]
  templateDir = ${template}
`;

function makeHome(): string {
  const made = makeDirectory('tracker-home-');
  const template = join(made, 'template');
  for (const folder of ['hooks', 'info']) mkdirSync(join(template, folder), { recursive: true });
  writeFileSync(join(made, '.gitconfig-of-tests'), gitConfig(template));
  return made;
}

/**
 * An environment without the configuration of the machine or of the person that runs the tests: of git, of tracker, of
 * the agent that the tests may be run by.
 */
export function isolatedEnv(more: Record<string, string> = {}): Record<string, string> {
  home ??= makeHome();
  return {
    PATH: process.env.PATH ?? '',
    TMPDIR: tmpdir(),
    HOME: home,
    // Compiled once for all files of tests; what is kept there is of a build, and no other build uses it.
    XDG_CACHE_HOME: resolve('node_modules/.cache'),
    LANG: 'C.UTF-8',
    TZ: 'UTC',
    GIT_CONFIG_GLOBAL: join(home, '.gitconfig-of-tests'),
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_TERMINAL_PROMPT: '0',
    ...more,
  };
}

/** An empty repository on `main` whose user is Alice; `name` is the folder's. */
export function makeRepository({ name = 'payments', user = 'alice' } = {}): TestRepository {
  const root = join(makeDirectory(), name);
  // Copied: three processes for each of some thousand repositories take longer than what the tests do in them.
  cpSync(inject('emptyRepositories').plain, root, { recursive: true });
  setUser(root, user);
  return openRepository(root);
}

/** An empty bare repository whose default branch is `main`, as a hosting service makes it. */
export function makeHub(): { root: string } {
  const root = join(makeDirectory(), 'payments.git');
  cpSync(inject('emptyRepositories').bare, root, { recursive: true });
  return { root };
}

/** A clone of it, with a user of its own; `options` are git's. */
export function cloneRepository(
  origin: Pick<TestRepository, 'root'>,
  { user = 'bob', options = [] as string[] } = {},
): TestRepository {
  const root = join(makeDirectory(), 'clone');
  // By its URL: git takes a path for a copy on the same disk, and ignores --depth.
  const source = options.length > 0 ? `file://${origin.root}` : origin.root;
  execFileSync('git', ['clone', '--quiet', ...options, source, root], { env: isolatedEnv(), stdio: 'pipe' });
  setUser(root, user);
  return openRepository(root);
}

/** Publishes it to a remote of its own, where another clone is then a commit ahead. */
export function fallBehind({ git }: TestRepository): void {
  const hub = makeHub();
  git('remote', 'add', 'origin', hub.root);
  git('push', '--quiet', '--set-upstream', 'origin', 'main');
  const other = cloneRepository(hub);
  other.commit('code');
  other.git('push', '--quiet');
}

/** As `git config` would, without its process. */
function setUser(root: string, user: string): void {
  const config = ['.git/config', 'config'].map((path) => join(root, path)).find((path) => existsSync(path))!;
  appendFileSync(config, `[user]\n\tname = ${user}\n\temail = ${user}@example.org\n`);
}

/** The commit of HEAD, read from the files of a plain repository; of others git is asked. */
function headOf({ root, git }: Pick<TestRepository, 'root' | 'git'>): string {
  try {
    const [, ref] = /^ref: (refs\/.+)\n$/.exec(readFileSync(join(root, '.git/HEAD'), 'utf8')) ?? [];
    return readFileSync(join(root, '.git', ref!), 'utf8').trim();
  } catch {
    return git('rev-parse', 'HEAD');
  }
}

/** What is at a path already. */
export function openRepository(root: string): TestRepository {
  const git = (...args: string[]) =>
    execFileSync('git', args, { cwd: root, env: isolatedEnv(), encoding: 'utf8', stdio: 'pipe' }).trim();
  const write = (path: string, content: string | Buffer) => {
    const absolute = join(root, path);
    mkdirSync(dirname(absolute), { recursive: true });
    writeFileSync(absolute, content);
    return absolute;
  };
  return {
    root,
    git,
    write,
    read: (path) => readFileSync(join(root, path), 'utf8'),
    commit(subject, path = 'README.md', content = `${subject}\n`) {
      write(path, content);
      git('add', path);
      git('commit', '--quiet', '--message', subject);
      return headOf({ root, git });
    },
  };
}
