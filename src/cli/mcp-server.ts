import { serveStdio } from '../mcp/stdio/serve.ts';
import { published, version } from './built.ts';
import { load } from './load.ts';

/** Serves MCP on this process's stdin and stdout; the process then ends by itself. Nothing is opened before the first call. */
export function serveMcp(argv: readonly string[]): void {
  const root = rootIn(argv);
  if (process.stdin.isTTY) console.error(invitation);
  // An empty one is what a client's configuration makes of a variable that is not set.
  const loadRemote = () => load<typeof import('./network/remote.ts')>('remote');
  const remote = process.env.TRACKER_URL ? loadRemote() : undefined;
  serveStdio({
    input: process.stdin,
    output: process.stdout,
    strays: () => process.stderr,
    env: process.env,
    version,
    published: remote?.listsOf(process.env) ?? published,
    load: async (askRoots) => {
      if (remote) return remote.createRemote(process.env);
      // Before the code is loaded: V8 checks that it was kept under the same flags.
      (await import('node:v8')).setFlagsFromString(leanFlags);
      const { createTracker } = load<typeof import('./mcp-tracker.ts')>('mcp-tracker');
      const createBridge = (origin: string) => loadRemote().createBridge(process.env, origin);
      return createTracker(process.env, { root, askRoots, createBridge });
    },
  });
}

/** What `--root PATH` or `--root=PATH` names; every call says it where that is nothing. */
function rootIn(argv: readonly string[]): string | undefined {
  const at = argv.findIndex((arg) => /^--root(?:=|$)/.test(arg));
  return at < 0 ? undefined : (/=(.*)$/s.exec(argv[at] ?? '')?.[1] ?? argv[at + 1] ?? '');
}

/**
 * A server waits most of its life, beside many others. Left to itself V8 keeps up to 32 MiB for young objects once something
 * large has been read, and does not give them back; and what it inlines takes memory while it compiles.
 */
const leanFlags = '--semi-space-growth-factor=1 --max-inlined-bytecode-size-cumulative=100';

/** What a person sees who starts the server by hand. */
const invitation = [
  'tracker waits for an MCP client on standard input. Press Ctrl+C to leave.',
  'To add it to a client, run this in the repository:',
  '  npx --no -- tracker init --agents claude        (or codex, opencode, gemini)',
  'People use the same tickets from the command line: npx --no -- tracker --help',
].join('\n');
