import type { Readable } from 'node:stream';
import { findHookAgent } from '../agents.ts';
import { didYouMean, UsageError } from '../usage.ts';

/** Whose hook has started a command. */
export interface HookCaller {
  /** The agent, as its MCP client calls itself. */
  name: string;
  session: string | undefined;
}

/** A client sends a few hundred bytes at once. */
const mostBytes = 2 ** 16;
const waitMs = 500;

/** The agent that a client's name stands for. Throws UsageError for a client without hooks. */
export function parseHookClient(client: string): string {
  const { agent, clients } = findHookAgent(client);
  if (agent !== undefined) return agent;
  throw new UsageError(
    `--hook knows ${clients.join(' and ')}, not ${JSON.stringify(client)}.${didYouMean(client, clients)}`,
  );
}

/**
 * The session's name in what a client writes to its hooks: a JSON object with `session_id`. Waits half a second at most,
 * and answers undefined for anything else: also a terminal, where nobody writes such a thing.
 */
export async function readHookSession(stdin: Readable & { isTTY?: boolean }): Promise<string | undefined> {
  if (stdin.isTTY) return undefined;
  let text = '';
  await new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, waitMs);
    const end = () => {
      clearTimeout(timer);
      resolve();
    };
    stdin.on('data', (chunk) => {
      text += String(chunk);
      if (text.length > mostBytes || sessionIn(text) !== undefined) end();
    });
    stdin.once('end', end).once('error', end);
  });
  // Nobody waits for what is still to come.
  stdin.destroy();
  return sessionIn(text);
}

function sessionIn(text: string): string | undefined {
  try {
    const { session_id: session } = JSON.parse(text) as { session_id?: unknown };
    return typeof session === 'string' ? session : undefined;
  } catch {
    return undefined;
  }
}
