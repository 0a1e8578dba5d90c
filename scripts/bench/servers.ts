import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stagePackage } from '../package/stage.ts';
import type { Launch } from './connection.ts';
import { writePeerStore } from './peer-stores.ts';
import { cacheFolder, makePay, seededCopy } from './seed.ts';

export interface Step {
  tool: string;
  args: Record<string, unknown>;
}

/** A server to be measured, as `servers/NAME.json` describes it; `$name` in a text stands for a variable. */
export interface Server {
  name: string;
  /** From npm; without it, the program of this repository. */
  package?: string;
  entry?: string;
  args: string[];
  env?: Record<string, string>;
  /** What makes an empty store. */
  setup?: string[];
  /** In which form a store of some size is written. */
  store?: 'backlog' | 'task-master' | 'memory';
  /** A tool that the server tells the model to call before any other. */
  readFirst?: string;
  /** Finds the key of a new ticket in the answer; or what it is. */
  key?: string;
  keyIs?: string;
  /** Finds a refusal that is not marked as one. */
  refused: string;
  /** What an answer to a create may have besides. */
  hint?: string;
  /** Why it may be ahead, where its source has been looked at. */
  behind?: {
    definitions?: string;
    memory?: string;
    reads?: string;
    writes?: string;
    /** By operation. */
    tokens?: Record<string, string>;
  };
  statuses: string[];
  priorities: string[];
  operations: Record<string, Step[]>;
}

const folder = import.meta.dirname;

export const readServer = (name: string): Server =>
  JSON.parse(readFileSync(join(folder, 'servers', `${name}.json`), 'utf8'));

/** The package as it is installed from these sources, so that nothing changes under the benchmark. */
export async function freezeProgram(): Promise<string> {
  const copy = makeTemporary();
  await stagePackage(copy);
  return join(copy, 'bin/tracker.js');
}

/** Installs a package from npm into the cache, once. Returns its folder. */
export function installed(name: string): string {
  const target = cacheFolder(name.replaceAll(/[^a-z0-9.]+/g, '-'));
  if (existsSync(join(target, 'node_modules'))) return target;
  mkdirSync(target, { recursive: true });
  writeFileSync(join(target, 'package.json'), '{"private":true}');
  execFileSync('npm', ['install', '--no-audit', '--no-fund', '--loglevel=error', name], {
    cwd: target,
    stdio: 'ignore',
  });
  return target;
}

/** The newest Node of a line, from npm: the package of this very platform. */
export function nodeOf(major: number): string {
  const name = `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;
  return join(installed(`${name}@${major}`), 'node_modules', name, 'bin/node');
}

export interface Bench {
  /** The frozen program. */
  program: string;
  progress(text: string): void;
}

/** How to start a server in a folder. */
export function launchOf(bench: Bench, server: Server, cwd: string, node = process.execPath): Launch {
  const own = Object.entries(server.env ?? {}).map(([name, value]) => [name, value.replace('$cwd', cwd)]);
  return {
    command: [node, entryOf(bench, server), ...server.args],
    cwd,
    env: { ...quietEnv(), ...Object.fromEntries(own) },
  };
}

function entryOf({ program }: Bench, { name, package: source, entry }: Server): string {
  if (!source) return program;
  if (!entry) throw new Error(`servers/${name}.json does not say which file of ${source} is started.`);
  return join(installed(source), entry);
}

/** A new store with as many tickets; the keys of a peer's. */
export async function storeOf(bench: Bench, server: Server, size: number): Promise<string> {
  const parent = makeTemporary();
  if (!server.package && size > 0) return seededCopy(size, parent, bench.progress);
  const cwd = makePay(parent);
  if (server.setup) {
    const { command, env } = launchOf(bench, { ...server, args: server.setup }, cwd);
    const [program, ...args] = command;
    execFileSync(program, args, { cwd, env, stdio: 'ignore' });
  }
  if (server.store) writePeerStore(server.store, cwd, size);
  return cwd;
}

/** Without the settings of the person that runs this. */
function quietEnv(): Record<string, string> {
  const { PATH = '', TMPDIR = tmpdir() } = process.env;
  home ??= makeTemporary();
  return { PATH, TMPDIR, HOME: home, GIT_CONFIG_NOSYSTEM: '1' };
}
let home: string | undefined;

const temporary: string[] = [];

export function makeTemporary(): string {
  const made = mkdtempSync(join(tmpdir(), 'tracker-bench-'));
  temporary.push(made);
  return made;
}

export function removeTemporary(): void {
  for (const one of temporary.splice(0)) rmSync(one, { recursive: true, force: true, maxRetries: 3 });
}
