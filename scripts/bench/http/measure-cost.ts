import { connect } from '../connection.ts';
import { median } from '../numbers.ts';
import { type Bench, launchOf, readServer, storeOf } from '../servers.ts';
import { type Door, openDoor, processorOf } from './door.ts';

/** Milliseconds of the server's processor for a call of an action: over stdio, and how much more by the other doors. */
export interface DoorCost {
  action: string;
  stdio: number;
  /** Medians over rounds of what a call takes more than over stdio in the same round. */
  rest: number;
  mcp: number;
}

/** The same calls by all doors; an id stands for a ticket that there is. */
const actions = [
  { tool: 'ticket', args: { action: 'get', id: '$key' } },
  { tool: 'ticket', args: { action: 'list' } },
  { tool: 'board', args: { action: 'summary' } },
  { tool: 'ticket', args: { action: 'comment', id: '$key', message: 'Seen again on main.' } },
] as const;

/** A server for each door takes its turn, on a store of its own: what the calls write is the same in each. */
export async function measureDoorCost(
  bench: Bench,
  size: number,
  { rounds, calls }: { rounds: number; calls: number },
): Promise<DoorCost[]> {
  const server = readServer('tracker');
  const stdio = connect(launchOf(bench, server, await storeOf(bench, server, size)));
  const door = await openDoor(bench, await storeOf(bench, server, size));
  const mcpDoor = await openDoor(bench, await storeOf(bench, server, size));
  try {
    await stdio.open();
    const key = await findKey(door);
    const measured: DoorCost[] = [];
    for (const { tool, args: given } of actions) {
      const args = { ...given, ...('id' in given && { id: key }) };
      const path = `POST /api/v1/actions/${tool}/${args.action}`;
      const { action: _, ...body } = args;
      const seen: { stdio: number; rest: number; mcp: number }[] = [];
      // In the first two rounds code is compiled.
      for (let round = -2; round < rounds; round++) {
        bench.progress(
          `processor of ${tool} ${args.action} by three doors: round ${Math.max(1, round + 1)} of ${rounds}`,
        );
        const own = await costOf(stdio.pid, calls, () => stdio.call(tool, args).then(({ isError }) => !isError));
        const rest = await costOf(door.pid, calls, () => door.ask(path, { body }).then(({ status }) => status === 200));
        const mcp = await costOf(mcpDoor.pid, calls, () =>
          mcpDoor.callTool(tool, args).then(({ status }) => status === 200),
        );
        if (round >= 0) seen.push({ stdio: own, rest: rest - own, mcp: mcp - own });
      }
      const middle = (name: 'stdio' | 'rest' | 'mcp') => median(seen.map((one) => one[name]));
      measured.push({
        action: `${tool} ${args.action}`,
        stdio: middle('stdio'),
        rest: middle('rest'),
        mcp: middle('mcp'),
      });
    }
    return measured;
  } finally {
    await stdio.close();
    await door.close();
    await mcpDoor.close();
  }
}

async function costOf(pid: number, calls: number, call: () => Promise<boolean>): Promise<number> {
  const before = processorOf(pid);
  for (let at = 0; at < calls; at++) if (!(await call())) throw new Error('A call was refused.');
  return (processorOf(pid) - before) / calls;
}

export async function findKey({ ask }: Door): Promise<string> {
  const { body } = await ask('GET /api/v1/tickets?limit=1');
  return JSON.parse(String(body)).tickets[0].key;
}
