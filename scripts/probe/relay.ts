import type { Chance } from '../bench/random.ts';
import { type Agent, firstKey, keysIn, type Place } from './place.ts';
import { before, plants } from './plants.ts';

export interface Relayed {
  tasks: number;
  /** Closed with the rule kept. */
  finished: number;
  /** Closed without it: nobody in that session had seen it. */
  wrong: number;
  /** Steps that were done although an earlier session had done them. */
  twice: number;
  sessions: number;
  /** Of the workers, for each task that was finished. */
  callsPerTask: number;
  tokensPerTask: number;
}

const steps = 3;

interface Task {
  key: string;
  /** What the work has to be done with; who has not read it takes another. */
  rule: string;
  done: Set<number>;
}

/**
 * Workers who know only what replies have told them, each for a few calls: every task has a rule that stands in one planted
 * note, and steps that are ticked as they are done. A session ends at random, whatever it is at.
 */
export async function relay(
  place: Place,
  { tasks: count, chance }: { tasks: number; chance: Chance },
): Promise<Relayed> {
  const tasks = await plantTasks(place, count, chance);
  const total = { calls: 0, tokens: 0, sessions: 0, finished: 0, wrong: 0, twice: 0 };
  // A worker that gets nowhere ends the relay too.
  for (const most = count * 20; total.finished + total.wrong < count && total.sessions < most; total.sessions++) {
    const worker = await place.enter('bob/claude-code');
    const ended = await work(worker, { tasks, calls: 3 + chance.below(6), chance });
    await worker.leave();
    total.calls += worker.spent.calls;
    total.tokens += worker.spent.tokens;
    for (const name of ['finished', 'wrong', 'twice'] as const) total[name] += ended[name];
  }
  const { calls, tokens, ...others } = total;
  const each = Math.max(1, others.finished);
  return { tasks: count, ...others, callsPerTask: calls / each, tokensPerTask: tokens / each };
}

async function plantTasks(place: Place, count: number, chance: Chance): Promise<Map<string, Task>> {
  const worker = await place.enter('anna/codex');
  const reviewer = await place.enter('rita');
  const tasks = new Map<string, Task>();
  const description = Array.from({ length: steps }, (_, at) => `- [ ] Step ${at + 1}\n`).join('');
  for (let n = 0; n < count; n++) {
    const key = firstKey(await worker.ask('ticket', { action: 'create', title: `Task ${n}`, description }));
    const rule = `column_${chance.below(1_000_000)}`;
    const way = chance.pick(Object.keys(plants));
    const scene = { place, worker, reviewer, key };
    for (const earlier of before[way] ?? []) await plants[earlier]?.(scene, 'on it');
    await plants[way]?.(scene, `the name is ${rule}`);
    // What anna still holds she gives up without a word: bob comes next.
    const state = await worker.ask('ticket', { action: 'get', id: key });
    if (state.includes('claimed by you')) await worker.ask('ticket', { action: 'release', id: key });
    if (/ · blocked\b/.test(state)) await worker.ask('ticket', { action: 'move', id: key, status: 'todo' });
    tasks.set(key, { key, rule, done: new Set() });
  }
  await worker.leave();
  await reviewer.leave();
  return tasks;
}

/** The last task is closed, or another is held by somebody: the session ends. */
function orNone(refusal: Error): string {
  if (refusal.message.includes('No ticket is ready')) return '';
  throw refusal;
}

interface Ended {
  finished: number;
  wrong: number;
  twice: number;
}

/** One session: takes up what it holds or the next ticket, and works until its calls are used up. */
async function work(
  worker: Agent,
  { tasks, calls, chance }: { tasks: ReadonlyMap<string, Task>; calls: number; chance: Chance },
): Promise<Ended> {
  const ended: Ended = { finished: 0, wrong: 0, twice: 0 };
  let read = '';
  const ask = async (tool: string, args: object) => {
    const text = await worker.ask(tool, args);
    read += `\n${text}`;
    return text;
  };
  const isOver = () => worker.spent.calls >= calls;
  const me = await ask('board', { action: 'me' });
  let held = /^(?:Holding|Assigned):/m.test(me) ? keysIn(me.slice(me.search(/^(?:Holding|Assigned):/m)))[0] : undefined;
  while (!isOver()) {
    const claimed = await ask('ticket', { action: 'claim', ...(held && { id: held }) }).catch(orNone);
    const task = tasks.get(keysIn(claimed)[0] ?? '');
    held = undefined;
    if (!task) return ended;
    for (let step = 1; step <= steps && !isOver(); step++) {
      const said = await ask('ticket', { action: 'edit', id: task.key, op: 'check', checkbox: String(step) });
      if (said.includes('so already')) continue;
      if (task.done.has(step)) ended.twice++;
      task.done.add(step);
      // The next step is begun, and nobody is told.
      if (isOver() && step < steps && chance.next() < 0.5) task.done.add(step + 1);
    }
    if (isOver()) return ended;
    const used = new RegExp(`\\b${task.rule}\\b`).test(read) ? task.rule : 'id';
    await ask('ticket', { action: 'close', id: task.key, message: `with ${used}` });
    if (used === task.rule) ended.finished++;
    else ended.wrong++;
  }
  return ended;
}
