import { getFrom } from '../../src/domain/get-from.ts';
import { httpGoals } from './http/goals.ts';
import type { Latency } from './measure-growth.ts';
import { mergedEvents } from './measure-merge.ts';
import { getOwnStart } from './measure-start.ts';
import type { Measured } from './results.ts';

/** A number that has to be reached; `measured` may not be above `goal`, or below it where `atLeast` is set. */
export interface Goal {
  what: string;
  goal: number;
  measured: number;
  atLeast?: true;
  unit?: string;
}

export const isReached = ({ goal, measured, atLeast }: Goal): boolean =>
  atLeast ? measured >= goal : measured <= goal;

/** Tokens of request and reply together. */
export const tokenGoals = {
  createTitle: 25,
  update: 26,
  move: 28,
  comment: 40,
  link: 40,
  editLine: 66,
  get: 80,
  list: 310,
  claim: 50,
  refusal: 80,
} as const;
export const sessionGoal = 1_400;
export const definitionsGoal = 950;

export function listGoals(measured: Measured): Goal[] {
  const [{ tokens }] = measured.sides;
  const operations = new Map(Object.entries(tokens.operations));
  const total = (name: string) => {
    const { request, reply } = getFrom(operations, name, 'count of the tokens of');
    return request + reply;
  };
  const own = getOwnStart(measured.starts).ratio;
  const newer = getOwnStart(measured.startsOnNewer).ratio;
  return [
    {
      what: 'tokens of definitions and instructions',
      goal: definitionsGoal,
      measured: tokens.definitions + tokens.instructions,
    },
    ...Object.entries(tokenGoals).map(([name, goal]) => ({ what: `tokens: ${name}`, goal, measured: total(name) })),
    { what: 'tokens: session of 19 operations', goal: sessionGoal, measured: tokens.session.tokens },
    { what: 'spawn to tools/list, of bare node', goal: 1.3, measured: own.listed, unit: '×' },
    { what: 'spawn to first stored answer, of bare node', goal: 2.2, measured: own.answered, unit: '×' },
    { what: 'spawn to tools/list on Node 24', goal: 1.3, measured: newer.listed, unit: '×' },
    { what: 'spawn to first stored answer on Node 24', goal: 2.2, measured: newer.answered, unit: '×' },
    ...measured.commands.map(({ command, ratio }) => ({
      what: `tracker ${command}, of bare node`,
      goal: command === '--version' ? 1.3 : 2.5,
      measured: ratio,
      unit: '×',
    })),
    { what: 'peak memory after start, of bare node', goal: 1.6, measured: own.answeredMemory, unit: '×' },
    {
      what: `${measured.callers.callers} callers of one process at once, of one after another`,
      goal: 1,
      measured: measured.callers.ratio,
      unit: '×',
    },
    { what: 'of their calls failed', goal: 0, measured: measured.callers.failed },
    ...growthGoals(measured),
    ...mergeGoals(measured),
    ...writeGoals(measured),
    ...httpGoals(measured.http),
  ];
}

function mergeGoals({ merges: [small, large] }: Measured): Goal[] {
  const at = `merge of ${mergedEvents} events into ${large.size}`;
  return [
    { what: `${at}, of ${small.size}`, goal: 5, measured: large.unite / small.unite, unit: '×' },
    { what: `peak memory of a ${at}`, goal: 100, measured: large.uniteMemory, unit: ' MiB' },
  ];
}

function growthGoals({ sides, sizes, middle }: Measured): Goal[] {
  const [{ growth }] = sides;
  const smallest = Math.min(...sizes);
  const largest = Math.max(...sizes);
  const limits = (size: number) => (size > middle ? { read: 4, search: 10 } : { read: 2, search: 5 });
  const reads = [middle, largest].filter((size, at, all) => size > smallest && all.indexOf(size) === at);
  return [
    ...reads.flatMap((size) =>
      growth.reads
        .filter((one) => one.size === size)
        .map(({ operation }) => {
          const goal = operation.startsWith('search') ? limits(size).search : limits(size).read;
          return {
            what: `${operation} at ${size}, of ${smallest}`,
            goal,
            measured: ratioOf(growth.reads, operation, { size, smallest }),
            unit: '×',
          };
        }),
    ),
    ...(['paced', 'backToBack'] as const).flatMap((way) =>
      growth[way]
        .filter((one) => one.size === middle && middle > smallest)
        .map(({ operation }) => ({
          what: `${operation} at ${middle}, of ${smallest}, ${way === 'paced' ? 'one call per 200 ms' : 'back to back'}`,
          goal: way === 'paced' ? 5 : 25,
          measured: ratioOf(growth[way], operation, { size: middle, smallest }),
          unit: '×',
        })),
    ),
    ...growth.memory
      .filter(({ size }) => size === largest)
      .map(({ size, mib }) => ({ what: `peak memory at ${size}`, goal: 80, measured: mib, unit: ' MiB' })),
  ];
}

export function ratioOf(
  latencies: Latency[],
  operation: string,
  { size, smallest }: { size: number; smallest: number },
): number {
  const at = (wanted: number) => {
    const found = latencies.find((one) => one.operation === operation && one.size === wanted);
    if (!found) throw new Error(`${operation} has not been measured at ${wanted}.`);
    return found.p50;
  };
  return at(size) / at(smallest);
}

function writeGoals({ sides, file, middle, rebuild, longest }: Measured): Goal[] {
  const [{ alone, together }] = sides;
  return [
    { what: 'creates per second by one client', goal: 100, measured: alone.perSecond, atLeast: true },
    { what: 'p99 of those', goal: 150, measured: alone.p99, unit: ' ms' },
    { what: 'creates per second by eight processes', goal: 100, measured: together.perSecond, atLeast: true },
    { what: 'p99 of those', goal: 150, measured: together.p99, unit: ' ms' },
    { what: 'acknowledged creates that are lost', goal: 0, measured: alone.lost + together.lost },
    { what: `file with ${middle} tickets and ${middle * 8} events`, goal: 35, measured: file / 1e6, unit: ' MB' },
    { what: `full text of ${middle} from nothing`, goal: 2, measured: rebuild.search / 1000, unit: ' s' },
    { what: `characters of the longest reply at ${longest.size}`, goal: 40_000, measured: longest.characters },
  ];
}
