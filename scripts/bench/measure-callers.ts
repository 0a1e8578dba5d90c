import { perform } from '../../src/actions/perform.ts';
import { locate, repositoryOf } from '../../src/git/ask/repository.ts';
import { type FileTracker, openFileTracker } from '../../src/home/file-tracker.ts';
import { median, quantile } from './numbers.ts';
import { type Bench, type Server, storeOf } from './servers.ts';

/** Calls of many callers of one process, one after another and all at once. */
export interface Callers {
  callers: number;
  calls: number;
  /** Of the calls at once; each of them would end in an error of the program's own. */
  failed: number;
  /** Time of all calls at once, of the same calls one after another: medians of rounds by turns. */
  ratio: number;
  /** ms at once. */
  p50: number;
  p99: number;
}

const callers = 20;
const callsEach = 25;
const rounds = 5;

/** Of five calls one writes. No process is between: what is measured is the store, not a door. */
export async function measureCallers(bench: Bench, server: Server, size: number): Promise<Callers> {
  bench.progress(`${server.name}: ${callers} callers at once at ${size}`);
  const ratios: number[] = [];
  const times: number[] = [];
  let failed = 0;
  for (let round = 0; round < rounds; round++) {
    const atOnce = await withWorkspace(await storeOf(bench, server, size), (ask) => {
      const each = Array.from({ length: callers }, async (_, caller) => {
        for (let at = 0; at < callsEach; at++) await ask(caller + at, caller);
      });
      return Promise.all(each);
    });
    const inTurn = await withWorkspace(await storeOf(bench, server, size), async (ask) => {
      for (let at = 0; at < callsEach; at++)
        for (let caller = 0; caller < callers; caller++) await ask(caller + at, caller);
    });
    ratios.push(atOnce.total / inTurn.total);
    times.push(...atOnce.times);
    failed += atOnce.failed;
  }
  const calls = callers * callsEach;
  return { callers, calls, failed, ratio: median(ratios), p50: median(times), p99: quantile(times, 0.99) };
}

type Ask = (which: number, caller: number) => Promise<void>;

async function withWorkspace(cwd: string, run: (ask: Ask) => Promise<unknown>) {
  const location = locate(cwd);
  const workspace = openFileTracker({ location, repository: repositoryOf(location.root) });
  const times: number[] = [];
  let failed = 0;
  try {
    const started = performance.now();
    await run(async (which, caller) => {
      const asked = performance.now();
      await callNth(workspace, which, caller).catch(() => failed++);
      times.push(performance.now() - asked);
    });
    return { total: performance.now() - started, times, failed };
  } finally {
    workspace.close();
  }
}

async function callNth(workspace: FileTracker, which: number, caller: number): Promise<void> {
  const mix = [
    { tool: 'ticket', args: { action: 'create', title: `Ticket of caller ${caller}` } },
    { tool: 'search', args: { query: 'session' } },
    { tool: 'board', args: { action: 'kanban' } },
    { tool: 'ticket', args: { action: 'list' } },
    { tool: 'board', args: { action: 'me' } },
  ] as const;
  const call = mix[which % mix.length];
  if (!call) return;
  const name = `caller-${caller}`;
  const author = { actor: name, actorKind: 'agent', session: name, client: 'bench' } as const;
  await perform(workspace, { author, scopes: 'all' }, call);
}
