/** The repository that clients are started in, with a packed tracker installed and `tracker init` done. */
export interface Site {
  root: string;
  /** A directory of the repository below the root. */
  below: string;
  /** Empty, and the client's own. */
  home: string;
  env: Record<string, string>;
  /** The client's program. */
  program: string;
  /** The tracker is asked over HTTP, at a server of another folder: `tracker init --server` is what was done here. */
  isRemote: boolean;
}

/** Runs a check and reports it by its title; a check fails by throwing. */
export type Check = (title: string, body: () => Promise<void>) => Promise<void>;

export interface ClientTest {
  name: string;
  /** The npm package that the client is, and the program in it. */
  spec: string;
  bin: string;
  run(site: Site, check: Check): Promise<void>;
}

/** Throws where the text lacks one of the parts. */
export function checkIncludes(text: string, ...parts: string[]): void {
  const missing = parts.filter((part) => !text.includes(part));
  if (missing.length > 0) throw new Error(`${missing.join(', ')} not in: ${text.trim().slice(-600)}`);
}

export const toolNames = ['ticket', 'board', 'search', 'link', 'alignment'];
export const promptNames = ['next', 'triage', 'review'];
