import { parseArgs } from 'node:util';
import { chanceFrom } from './bench/random.ts';
import { freezeProgram, removeTemporary } from './bench/servers.ts';
import { makePlace, type Place } from './probe/place.ts';
import { recover } from './probe/recovery.ts';
import { relay } from './probe/relay.ts';

/**
 * npm run probe -- [--tasks 200] [--seed 1]
 * How much of what one agent writes down reaches the next, without any model: facts that are seen in two calls, and work
 * that is finished by workers who know only what replies have told them. Ends with 1 below the goals.
 */
const { values } = parseArgs({
  options: { tasks: { type: 'string', default: '200' }, seed: { type: 'string', default: '1' } },
});
const print = (text: string) => void process.stdout.write(`${text}\n`);
const program = await freezeProgram();

async function inPlace<T>(run: (place: Place) => Promise<T>): Promise<T> {
  const place = makePlace(program);
  try {
    return await run(place);
  } finally {
    place.remove();
  }
}

try {
  const read = await inPlace(recover);
  print(`recovery: ${read.seen} of ${read.planted} facts in ${read.calls} calls and ${read.tokens} tokens`);
  if (read.unseen.length > 0) print(`  not seen: ${read.unseen.join(', ')}`);
  const tasks = Number(values.tasks);
  const done = await inPlace((place) => relay(place, { tasks, chance: chanceFrom(Number(values.seed)) }));
  const share = Math.round((100 * done.finished) / done.tasks);
  print(
    `relay: ${share} % of ${done.tasks} tasks finished, ${done.wrong} closed against their rule, ${done.twice} steps done twice`,
  );
  print(
    `  ${done.sessions} sessions, ${done.callsPerTask.toFixed(1)} calls and ${Math.round(done.tokensPerTask)} tokens a finished task`,
  );
  process.exitCode = read.seen >= 12 && read.tokens <= 300 && done.wrong === 0 && done.finished === tasks ? 0 : 1;
} finally {
  removeTemporary();
}
