import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readBytes } from '../../src/home/file/bytes.ts';
import { dump } from '../../src/store/read/dump.ts';
import { chanceFrom } from '../bench/random.ts';
import { mutateBytes } from './mutate-bytes.ts';
import { mutateEvents } from './mutate-events.ts';
import { tryCalls } from './try-calls.ts';
import { tryFile } from './try-file.ts';
import { makeWorld } from './world.ts';

/**
 * `child.ts FROM COUNT FOLDER`: cases of the fuzzer, in a process that may crash. Each is announced by a line of JSON, with its
 * variant in FOLDER, by its seed, and followed by a line with what was found; a variant with which nothing was goes.
 */
const [from = 0, count = 1] = process.argv.slice(2, 4).map(Number);
const folder = process.argv[4] ?? '.';
const say = (line: object) => void process.stdout.write(`${JSON.stringify(line)}\n`);

const world = await makeWorld();
try {
  const genuine = await readBytes(Buffer.from(world.file), async (db) => [...dump(db)].join(''));
  for (let seed = from; seed < from + count; seed++) {
    const chance = chanceFrom(seed);
    const started = process.cpuUsage();
    if (chance.below(4) === 0) {
      say({ seed, what: 'calls' });
      say({ seed, found: await tryCalls(world, chance, 40), ...cost(started) });
      continue;
    }
    const { what, bytes } =
      chance.below(2) === 0 ? mutateBytes(world.file, world.later, chance) : mutateEvents(world.file, chance);
    const variant = join(folder, `${seed}.db`);
    writeFileSync(variant, bytes);
    say({ seed, what });
    const found = await tryFile(world, bytes, genuine);
    if (found.length === 0) rmSync(variant);
    say({ seed, found, ...cost(started) });
  }
} finally {
  rmSync(world.folder, { recursive: true, force: true });
}

/** Seconds of processor time, and the most memory that the process has had so far, in MiB. */
function cost(started: NodeJS.CpuUsage): { seconds: number; mebibytes: number } {
  const { user, system } = process.cpuUsage(started);
  return { seconds: (user + system) / 1e6, mebibytes: Math.round(process.resourceUsage().maxRSS / 1024) };
}
