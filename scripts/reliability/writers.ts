import { setTimeout as delay } from 'node:timers/promises';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import type { Site, World } from './world.ts';

export interface Writer {
  /** Ends the process as a client does, after its last answer. */
  stop(): Promise<void>;
}

interface Server {
  client: Client;
  pid: number;
}

let writers = 0;
let marks = 0;

/** One process after another that writes into a site: some are killed in the middle of a call, and the next takes over. */
export function startWriter(world: World, site: Site): Writer {
  const name = `writer-${writers++}`;
  const keys: string[] = [];
  let stopped = false;
  const loop = (async () => {
    let server = await startServer(world, site, name);
    while (!stopped) {
      if (Math.random() < 0.02) {
        const pending = call(world, site, { server, keys, dying: true });
        await delay(Math.random() * 25);
        process.kill(server.pid, 'SIGKILL');
        world.kills++;
        await pending;
        server = await startServer(world, site, name);
      }
      await call(world, site, { server, keys, dying: false });
      // Bursts, as agents write; in the pauses git gets to the end of what a write would have stopped.
      await delay(Math.random() < 0.04 ? Math.random() * 3_000 : Math.random() * 30);
    }
    await server.client.close();
  })();
  return {
    async stop() {
      stopped = true;
      await loop;
    },
  };
}

async function startServer(world: World, { root }: Site, name: string): Promise<Server> {
  const transport = new StdioClientTransport({
    command: process.execPath,
    args: [world.program, '--mcp-server'],
    cwd: root,
    env: { ...world.env, TRACKER_ACTOR: name, CLAUDE_CODE_SESSION_ID: name },
    stderr: 'pipe',
  });
  transport.stderr?.on('data', (chunk: Buffer) => world.faults.push(`${name} on stderr: ${chunk}`));
  const client = new Client({ name: 'claude-code', version: '1.0.0' });
  await client.connect(transport);
  const { pid } = transport;
  if (pid === null) throw new Error(`${name} has no process.`);
  return { client, pid };
}

interface Caller {
  server: Server;
  /** Of tickets that this writer has made; which of them are there depends on the branch. */
  keys: string[];
  dying: boolean;
}

/** Refusals that are no sign of damage: what is asked for is on another branch. */
const ordinary = /^error (not_found|conflict|invalid_input: .* is archived)/;

async function call(world: World, site: Site, { server, keys, dying }: Caller): Promise<void> {
  const { lane, moves } = site;
  const mark = `${lane ?? 'any'}.${marks++}.`;
  const id = keys.at(-1 - Math.floor(Math.random() * 5));
  const kind = id === undefined || Math.random() < 0.4 ? 'create' : Math.random() < 0.6 ? 'comment' : 'read';
  const sent = performance.now();
  try {
    const { text, isError } = await request(server, kind, { mark, id });
    const write = { mark, site: site.name, sent, answered: performance.now(), judged: site.moves === moves };
    if (isError) {
      if (!ordinary.test(text)) refuse(world, text);
    } else if (kind !== 'read') {
      world.writes.push(write);
      const key = /\b[A-Z]+-\d{6}\b/.exec(text)?.[0];
      if (kind === 'create' && key) keys.push(key);
    } else if (!text.includes('Base of')) world.faults.push(`${site.name}: a read without the oldest ticket: ${text}`);
  } catch (error) {
    if (!dying) world.faults.push(`${site.name}: ${(error as Error).message}`);
  }
}

const damage = /damaged|truncated|empty|not a SQLite|error internal/;

/** A refusal that names damage is a fault; one that names git's doings is counted. */
function refuse(world: World, text: string): void {
  const [line = ''] = text.split('\n');
  if (damage.test(line)) world.faults.push(text);
  else world.refusals.set(line, (world.refusals.get(line) ?? 0) + 1);
}

async function request(
  { client }: Server,
  kind: string,
  { mark, id }: { mark: string; id: string | undefined },
): Promise<{ text: string; isError: boolean }> {
  const [name, args] =
    kind === 'create'
      ? ['ticket', { action: 'create', title: `Made ${mark}` }]
      : kind === 'comment'
        ? ['ticket', { action: 'comment', id, message: `Said ${mark}` }]
        : ['search', { query: '"Base of"', limit: 5 }];
  const { content, isError } = await client.callTool({
    name: name as string,
    arguments: args as Record<string, unknown>,
  });
  return { text: (content as { text: string }[]).map((part) => part.text).join('\n'), isError: isError === true };
}
