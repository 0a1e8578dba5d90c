import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** A program and its arguments. */
export type Launch = readonly [command: string, ...args: string[]];

const local: Launch = ['npx', '--no', '--', 'tracker', '--mcp-server'];

/**
 * How clients start the server: the tracker that the repository depends on, never one from the network. Yarn's PnP has no
 * folder in which npx would find it; on Windows npx and yarn are scripts, which only a shell starts.
 */
export function launchIn(root: string, platform: NodeJS.Platform = process.platform): Launch {
  const own: Launch = existsSync(join(root, '.pnp.cjs')) ? ['yarn', 'exec', 'tracker', '--mcp-server'] : local;
  return platform === 'win32' ? ['cmd', '/c', ...own] : own;
}

/** A program that can be told of the server by a file in the repository. */
export interface Client {
  /** As given to `--agents`. */
  name: string;
  title: string;
  /** The file's path from the root; the first that exists, else the first. */
  files: [string, ...string[]];
  /**
   * The file's text with our entry in it, every byte of the rest kept. Returns the text itself where it has an entry
   * named tracker, and the whole new file for `undefined`. Throws `invalid_input`, its message a
   * clause without a subject's name, on a text that is not well-formed.
   */
  addServer(text: string | undefined, launch: Launch): string;
  /** The command line by which the text starts our server; empty where it has none. Throws like `addServer`. */
  readCommand(text: string): string[];
  /** What the user has to do besides, in one sentence. */
  note?: string;
}
