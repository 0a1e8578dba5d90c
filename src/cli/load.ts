import { readFileSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { Script } from 'node:vm';
import { build, version } from './built.ts';
import { findCode, keepCode, trust } from './kept-code.ts';

/**
 * What `require` of NAME.js beside this file would return, in a third less time from the second start on: V8 is given the code of every
 * function that an earlier process had run by the time it kept it. Node's own compile cache is taken before a file is run,
 * and so lacks all but its outermost function.
 */
export function load<Part>(name: string): Part {
  const filename = join(import.meta.dirname, `${name}.js`);
  const kept = fileOf(name);
  const cachedData = kept && findCode(kept, build);
  const script = new Script(readFileSync(filename, 'latin1'), { filename, ...(cachedData && { cachedData }) });
  if (kept && (!cachedData || script.cachedDataRejected)) later(() => keepCode(kept, build, script.createCachedData()));
  if (kept && cachedData) later(() => trust(kept));
  const module = { exports: {} };
  script.runInThisContext()(module.exports, require, module, filename, import.meta.dirname);
  return module.exports as Part;
}

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
