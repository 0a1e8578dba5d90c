import { type Profiler, Session } from 'node:inspector';
import { setFlagsFromString } from 'node:v8';

/**
 * Work is counted instead of timed: how often V8 enters each block of code, and how many items or characters the built-in
 * functions go through that hide a loop. The same input gives the same count on every machine, so that two sizes can be
 * compared. For files named `*.work.test.ts`: in their process V8 counts from the start.
 */
export function countWork(run: () => unknown): number {
  const hidden = countHidden();
  try {
    takeBlocks();
    run();
    return takeBlocks() + hidden.count();
  } finally {
    hidden.stop();
  }
}

/** How many times the work of a size is that of half of it: 2 where it is in proportion to the size, 4 to its square. */
export function growth(size: number, run: (size: number) => unknown): number {
  // What is made when it is first needed, such as tables, is work of no size.
  run(size / 2);
  return countWork(() => run(size)) / countWork(() => run(size / 2));
}

/** The growth of what goes through its input once, whatever it does with each part of it; measured are 2.00 to 2.03. */
export const linear = 2.1;

const session = new Session();

export function startCounting(): void {
  // Optimised code leaves out some of the counting.
  for (const flag of ['--no-opt', '--no-maglev']) setFlagsFromString(flag);
  session.connect();
  session.post('Profiler.enable');
  session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
}

/** How often blocks were entered since the last time. */
function takeBlocks(): number {
  let scripts: Profiler.ScriptCoverage[] = [];
  // The session is of this very thread, and answers before `post` returns.
  session.post('Profiler.takePreciseCoverage', (error, taken) => {
    if (error) throw error;
    scripts = taken.result;
  });
  const ranges = scripts.flatMap(({ functions }) => functions.flatMap((one) => one.ranges));
  return ranges.reduce((sum, { count }) => sum + count, 0);
}

type Named = Record<string | symbol, (...args: unknown[]) => unknown>;
/** What a call of a built-in function goes through. */
type Extent = (self: { length: number; size: number }, result: unknown, args: unknown[]) => number;

const whole: Extent = ({ length }) => length;
const upToFound: Extent = ({ length }, found) => (typeof found === 'number' && found >= 0 ? found + 1 : length);
const result: Extent = (_, made) => (made as { length: number }).length;
/** What is behind the place moves. */
const behind: Extent = ({ length }, _, [start]) => (Number(start) < 0 ? -Number(start) : length - Number(start));

const loops: [prototype: object, names: (string | symbol)[], extent: Extent][] = [
  [Array.prototype, ['indexOf', 'includes'], upToFound],
  [Array.prototype, ['slice', 'concat'], result],
  [Array.prototype, ['splice'], behind],
  [Array.prototype, ['shift', 'unshift', 'reverse', 'join', 'fill', 'with', Symbol.iterator], whole],
  [Map.prototype, [Symbol.iterator, 'keys', 'values', 'entries'], ({ size }) => size],
  [Set.prototype, [Symbol.iterator, 'keys', 'values', 'entries'], ({ size }) => size],
  [String.prototype, ['indexOf', 'includes'], upToFound],
  [String.prototype, ['split', 'replace', 'replaceAll', 'match', 'matchAll', 'trim', 'normalize'], whole],
];

function countHidden(): { count(): number; stop(): void } {
  let sum = 0;
  const undo: (() => void)[] = [];
  for (const [prototype, names, extent] of loops)
    for (const name of names) {
      const descriptor = Object.getOwnPropertyDescriptor(prototype, name)!;
      const original = (prototype as Named)[name]!;
      Object.defineProperty(prototype, name, {
        ...descriptor,
        value(this: Parameters<Extent>[0], ...args: unknown[]) {
          const answer = original.apply(this, args);
          sum += extent(this, answer, args);
          return answer;
        },
      });
      undo.push(() => void Object.defineProperty(prototype, name, descriptor));
    }
  return {
    count: () => sum,
    stop() {
      for (const one of undo) one();
    },
  };
}
