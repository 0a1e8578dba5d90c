import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { fuzz } from './fuzz/fuzz.ts';

/**
 * npm run test:fuzz -- [--minutes 30] [--seed 1] [--keep FOLDER]
 * Tries spoiled files, forged events and senseless calls, and ends with 1 where one of them ends a process, hangs, takes too
 * much, ends in a defect, or is answered wrongly without an error. Files with which that happened are kept.
 */
const { values: options } = parseArgs({
  options: { minutes: { type: 'string', default: '30' }, seed: { type: 'string' }, keep: { type: 'string' } },
});
const seed = Number(options.seed ?? Date.now() % 1_000_000);
const kept = options.keep ?? join(process.cwd(), 'fuzz-findings');
const print = (text: string) => void process.stdout.write(`${text}\n`);
const until = performance.now() + Number(options.minutes) * 60_000;

print(`seed ${seed}`);
const { cases, findings, seconds, mebibytes } = await fuzz({ seed, kept, isOver: () => performance.now() > until });
for (const { seed: found, what, found: text, file } of findings) print(`${found} ${what}: ${text} (${file})`);
print(
  `${cases} cases, ${findings.length} findings; at most ${seconds.toFixed(1)} s of processor time for a case, ${mebibytes} MiB for a process.`,
);
process.exitCode = findings.length > 0 ? 1 : 0;
