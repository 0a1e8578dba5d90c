import { serveStdio } from '../mcp/stdio.ts';
import type { Tracker } from '../mcp/tracker.ts';
import { published, version } from './built.ts';

/** Serves MCP on this process's stdin and stdout; the process then ends by itself. Nothing is opened before the first call. */
export function serveMcp(): void {
  if (process.stdin.isTTY) console.error(invitation);
  serveStdio({
    input: process.stdin,
    output: process.stdout,
    strays: () => process.stderr,
    env: process.env,
    version,
    published,
    load: loadTracker,
  });
  // For what is loaded from here on, once the handshake, if it has arrived, is answered.
  setImmediate(() => process.getBuiltinModule('node:module').enableCompileCache());
}

async function loadTracker(): Promise<Tracker> {
  const { env } = process;
  const { locate, userName } = await import('../git/repository.ts');
  // Git is asked while the rest is loaded. What fails here fails again, and is said, in the call.
  const ask = async () => env.TRACKER_ACTOR || userName(locate(process.cwd()).root);
  ask().catch(() => {});
  return (await import('./mcp-tracker.ts')).createTracker({ env, userName });
}

/** What a person sees who starts the server by hand. */
const invitation = [
  'tracker waits for an MCP client on standard input. Press Ctrl+C to leave.',
  'To add it to a client, run this in the repository:',
  '  npx --no -- tracker init --agents claude        (or codex, opencode, gemini)',
  'People use the same tickets from the command line: npx --no -- tracker --help',
].join('\n');
