import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** A program and its arguments. */
export type Launch = readonly [command: string, ...args: string[]];

/** How a client gets at the tickets: it starts our server, or asks one on another machine, at `URL/mcp`. */
export type Way = Launch | { url: string };

const local = ['npx', '--no', '--', 'tracker'] as const;
const yarn = ['yarn', 'exec', 'tracker'] as const;

/**
 * How clients start the server: the tracker that the repository depends on, never one from the network. Yarn's PnP has no
 * folder in which npx would find it; on Windows npx and yarn are scripts, which only a shell starts.
 */
export function launchIn(root: string, platform: NodeJS.Platform = process.platform): Launch {
  const own: Launch = [...programIn(root), '--mcp-server'];
  return platform === 'win32' ? ['cmd', '/c', ...own] : own;
}

/** The beginning of every command line that starts tracker from within the repository, in a shell. */
export const programIn = (root: string): typeof local | typeof yarn =>
  existsSync(join(root, '.pnp.cjs')) ? yarn : local;

export const everyProgram = [local, yarn] as const;

/** Every way in which an `init` has had clients start the server, on whatever platform it ran. */
export const everyLaunch: readonly Launch[] = everyProgram.flatMap((own): Launch[] => [
  [...own, '--mcp-server'],
  ['cmd', '/c', ...own, '--mcp-server'],
]);

/** Where each of them is used, and how it reads. */
export const launchLines: readonly (readonly [where: string, line: string])[] = [
  ['installed here, or globally', [...local, '--mcp-server'].join(' ')],
  ["Yarn's Plug'n'Play (`.pnp.cjs`)", [...yarn, '--mcp-server'].join(' ')],
  ['on Windows', ['cmd', '/c', ...local, '--mcp-server'].join(' ')],
];

/** An entry that is the user's alone, in a file that no repository has, for one repository. */
export interface OwnEntry {
  /** The file's name in the client's folder. */
  file: string;
  /** The variable that names the folder; without it that is the user's home. */
  folder: string;
  /** Where in the file, which is JSON. */
  pathFor(root: string): string[];
  /** What asks `url` with the headers that `helper`, a line for a shell, prints. */
  entry(url: string, helper: string): object;
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
  addServer(text: string | undefined, way: Way): string;
  /**
   * The text as it was before `addServer`, to the byte where nothing else has changed; undefined: there was no file. The text
   * itself where it has no entry, or one that is not as `addServer` writes it. Throws like `addServer`.
   */
  removeServer(text: string): string | undefined;
  /** The command line by which the text starts our server; empty where it has none. Throws like `addServer`. */
  readCommand(text: string): string[];
  /** The address that the text has for our server in place of a command. Throws like `addServer`. */
  readUrl(text: string): string | undefined;
  /** Where the user's own entry for a server stands, which goes before that of the repository; see `own-entry.ts`. */
  own?: OwnEntry;
  /** The file in which its hooks stand, where it has hooks that can tell a session what to know; see `hooks.ts`. */
  hookFile?: string;
  /** The file that it reads as instructions. */
  guide: 'AGENTS.md' | 'CLAUDE.md' | 'GEMINI.md';
  /** What the user has to do besides, in one sentence. */
  note?: string;
}
