import { setTimeout as delay } from 'node:timers/promises';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { type Place, placed } from './weather.ts';
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
export function startWriter(world: World, site: Site, place: Place = 'plain'): Writer {
  const name = `writer-${writers++}`;
  const keys: string[] = [];
  const start = () => startServer(world, { site, name, place });
  let stopped = false;
  const loop = (async () => {
    let server = await start();
    while (!stopped) {
      if (Math.random() < 0.02) {
        const pending = call(world, site, { server, keys, dying: true });
        await delay(Math.random() * 25);
        letGo(world, name);
        process.kill(server.pid, 'SIGKILL');
        world.kills++;
        await pending;
        server = await start();
      }
      if (Math.random() < 0.15) await claimOrRelease(world, site, { server, name });
      else await call(world, site, { server, keys, dying: false });
      // Bursts, as agents write; in the pauses git gets to the end of what a write would have stopped.
      await delay(Math.random() < 0.04 ? Math.random() * 3_000 : Math.random() * 30);
    }
    letGo(world, name);
    await server.client.close();
  })();
  return {
    async stop() {
      stopped = true;
      await loop;
    },
  };
}

interface Start {
  site: Site;
  name: string;
  place: Place;
}

async function startServer(world: World, { site, name, place }: Start): Promise<Server> {
  const [command, ...args] = placed(place, site, [process.execPath, world.program, '--mcp-server']);
  const transport = new StdioClientTransport({
    command,
    args,
    cwd: site.root,
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

/** What the holder of a ticket says of it in the names that `World.holders` has: work trees of a clone share their claims. */
const holding = (site: Site, key: string): string => `${site.name === 'peer' ? 'peer' : 'main'} ${key}`;

/** A ticket that all branches have is claimed, or given back by whoever holds it: at no moment two have been told that it is theirs. */
async function claimOrRelease(world: World, site: Site, { server, name }: { server: Server; name: string }) {
  const key = world.shared[Math.floor(Math.random() * world.shared.length)] ?? '';
  const place = holding(site, key);
  const before = world.holders.get(place);
  // Given back before the call is sent: from then on another may have it.
  if (before === name) world.holders.delete(place);
  const action = before === name ? 'release' : 'claim';
  try {
    const { text, isError } = await send(server, 'ticket', { action, id: key });
    if (isError) {
      if (!ordinaryClaim.test(text)) refuse(world, text);
    } else if (action === 'claim') {
      world.claims++;
      const other = world.holders.get(place);
      if (other !== undefined && other !== name) world.doubleHolders.push(`${place}: ${other}, then ${name}: ${text}`);
      world.holders.set(place, name);
    }
  } catch (error) {
    world.faults.push(`${site.name}: ${(error as Error).message}`);
  }
}

const ordinaryClaim = /^error (not_found|conflict|already_assigned|permission_denied|invalid_status|blocked)/;

/** Who is about to end holds nothing any more. */
function letGo({ holders }: World, name: string): void {
  for (const [place, holder] of holders) if (holder === name) holders.delete(place);
}

const damage = /damaged|truncated|empty|not a SQLite|error internal/;

/** A refusal that names damage is a fault; one that names git's doings is counted. */
function refuse(world: World, text: string): void {
  const [line = ''] = text.split('\n');
  if (damage.test(line)) world.faults.push(text);
  else world.refusals.set(line, (world.refusals.get(line) ?? 0) + 1);
}

function request(
  server: Server,
  kind: string,
  { mark, id }: { mark: string; id: string | undefined },
): Promise<Answer> {
  if (kind === 'create') return send(server, 'ticket', { action: 'create', title: `Made ${mark}` });
  if (kind === 'comment') return send(server, 'ticket', { action: 'comment', id, message: `Said ${mark}` });
  return send(server, 'search', { query: '"Base of"', limit: 5 });
}

interface Answer {
  text: string;
  isError: boolean;
}

async function send({ client }: Server, name: string, args: Record<string, unknown>): Promise<Answer> {
  const { content, isError } = await client.callTool({ name, arguments: args });
  return { text: (content as { text: string }[]).map((part) => part.text).join('\n'), isError: isError === true };
}
