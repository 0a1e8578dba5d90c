import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Connection, connect } from '../bench/connection.ts';
import { countRequest, countTokens } from '../bench/tokens.ts';

/** A repository that holds nothing but a tracker, and who comes to work in it. */
export interface Place {
  commit(subject: string): string;
  enter(actor: string): Promise<Agent>;
  remove(): void;
}

/** An agent in a session of its own: a server that ends with it. */
export interface Agent {
  /** Tokens of all requests and replies so far, and how many there were. */
  spent: { tokens: number; calls: number };
  /** Throws where the call is refused. */
  ask(tool: string, args: object): Promise<string>;
  leave(): Promise<void>;
}

export function makePlace(program: string): Place {
  const folder = mkdtempSync(join(tmpdir(), 'tracker-probe-'));
  const root = join(folder, 'payments');
  const home = { HOME: folder, XDG_CACHE_HOME: join(folder, 'cache'), GIT_CONFIG_NOSYSTEM: '1' };
  const env = { ...home, PATH: process.env.PATH ?? '' };
  const author = ['-c', 'user.name=anna', '-c', 'user.email=anna@example.org'];
  const git = (...args: string[]) =>
    execFileSync('git', [...author, ...args], { cwd: root, env, encoding: 'utf8' }).trim();
  execFileSync('git', ['init', '--quiet', '--initial-branch', 'main', root], { env });
  let commits = 0;
  let sessions = 0;
  return {
    commit(subject) {
      writeFileSync(join(root, 'work'), String(commits++));
      git('add', 'work');
      git('commit', '--quiet', '--message', subject);
      return git('rev-parse', 'HEAD');
    },
    async enter(actor) {
      const command = [process.execPath, program, '--mcp-server'] as const;
      const named = { TRACKER_ACTOR: actor, TRACKER_SESSION: `s${++sessions}` };
      const connection = connect({ command, cwd: root, env: { ...env, ...named } });
      await connection.open();
      return agentOf(connection, root);
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

function agentOf(connection: Connection, root: string): Agent {
  const spent = { tokens: 0, calls: 0 };
  return {
    spent,
    async ask(tool, args) {
      const { text, isError } = await connection.call(tool, args);
      // How long the name of a temporary folder is says nothing of tracker.
      const shown = text.replaceAll(root, '/work/payments');
      spent.calls++;
      spent.tokens += countRequest(tool, args) + countTokens(shown);
      if (isError) throw new Error(`${tool} ${JSON.stringify(args)} was refused: ${text}`);
      return shown;
    },
    leave: () => connection.close(),
  };
}

/** The keys in a reply, in their order. */
export const keysIn = (text: string): string[] => text.match(/\b[A-Z]{2,10}-\d{6}\b/g) ?? [];

export function firstKey(text: string): string {
  const [key] = keysIn(text);
  if (key === undefined) throw new Error(`There is no key in ${text}`);
  return key;
}
