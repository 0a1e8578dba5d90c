import { readFileSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { Script } from 'node:vm';
import { build, version } from './built.ts';
import { findCode, keepCode, trust } from './kept-code.ts';

const running = new Map<string, unknown>();

/** What people and scripts start most: each keeps code of its own, so that it is given all that it runs, and no more. */
const often = ['board', 'list', 'ready', 'search', 'show'];

/**
 * What `require` of NAME.js beside this file would return, in a third less time from the second start on: V8 is given the code of every
 * function that an earlier process had run by the time it kept it. Node's own compile cache is taken before a file is run,
 * and so lacks all but its outermost function.
 */
export function load<Part>(name: string): Part {
  if (!running.has(name)) running.set(name, run(name));
  return running.get(name) as Part;
}

function run(name: string): unknown {
  const filename = join(import.meta.dirname, `${name}.js`);
  const [, , command = ''] = process.argv;
  const kept = fileOf(name === 'command-line' && often.includes(command) ? `${name}-${command}` : name);
  const cachedData = kept && findCode(kept, build);
  const source = readFileSync(filename, 'latin1');
  // It may be read long after the other half, whose names it uses.
  if (name === 'command-line-rest' && !source.includes(build))
    throw new Error('tracker was replaced by another build of it while this ran. Run the command again.');
  const script = new Script(source, { filename, ...(cachedData && { cachedData }) });
  if (kept && (!cachedData || script.cachedDataRejected))
    later(() => {
      // What a refusal runs is little of what the next start will.
      if (!process.exitCode) keepCode(kept, build, script.createCachedData());
    });
  if (kept && cachedData) later(() => trust(kept));
  const module = { exports: {} };
  script.runInThisContext()(module.exports, requirePart, module, filename, import.meta.dirname);
  return module.exports;
}

/** The parts of the program load each other by their files' names, as they do all else. */
const requirePart = (path: string): unknown => {
  const [, part] = /^\.\/(command-line(?:-rest)?)\.js$/.exec(path) ?? [];
  return part ? load(part) : require(path);
};

/** In a folder of the user's own: who can write there can make the user's programs do anything. */
function fileOf(name: string): string | undefined {
  const { NODE_DISABLE_COMPILE_CACHE, NODE_COMPILE_CACHE, XDG_CACHE_HOME, LOCALAPPDATA, HOME } = process.env;
  if (NODE_DISABLE_COMPILE_CACHE) return undefined;
  const folder = NODE_COMPILE_CACHE || XDG_CACHE_HOME || LOCALAPPDATA || (HOME && join(HOME, '.cache'));
  // A relative one is below whatever is checked out.
  if (!folder || !isAbsolute(folder)) return undefined;
  return join(folder, `tracker-mcp-${version}`, `${name}-${process.version}-${process.arch}`);
}

/** Long enough for the first answer to have left; by then V8 has thrown nothing away yet. */
const keepAfterMs = 1_000;

function later(step: () => void): void {
  const take = () => {
    clearTimeout(timer);
    process.removeListener('exit', take);
    try {
      step();
    } catch {
      // Where nothing can be kept, every start is as slow as the first.
    }
  };
  const timer = setTimeout(take, keepAfterMs).unref();
  process.once('exit', take);
}
