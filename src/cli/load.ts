import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Script } from 'node:vm';
import { build, version } from './built.ts';

/** The files beside this one that a whole start is in. */
interface Parts {
  'mcp-tracker': typeof import('./mcp-tracker.ts');
  'command-line': typeof import('./command-line.ts');
}

/**
 * What `require` of the file would return, in a third less time from the second start on: V8 is given the code of every
 * function that an earlier process had run by the time it kept it. Node's own compile cache is taken before a file is run,
 * and so lacks all but its outermost function.
 */
export function load<Name extends keyof Parts>(name: Name): Parts[Name] {
  const filename = join(import.meta.dirname, `${name}.js`);
  const kept = fileOf(name);
  const cachedData = kept && findCode(kept);
  const script = new Script(readFileSync(filename, 'latin1'), { filename, ...(cachedData && { cachedData }) });
  if (kept && (!cachedData || script.cachedDataRejected)) keepLater(kept, script);
  const module = { exports: {} };
  script.runInThisContext()(module.exports, require, module, filename, import.meta.dirname);
  return module.exports as Parts[Name];
}

/** In a folder of the user's own: who can write there can make the user's programs do anything. */
function fileOf(name: string): string | undefined {
  const { NODE_DISABLE_COMPILE_CACHE, NODE_COMPILE_CACHE, XDG_CACHE_HOME, LOCALAPPDATA, HOME } = process.env;
  if (NODE_DISABLE_COMPILE_CACHE) return undefined;
  const folder = NODE_COMPILE_CACHE || XDG_CACHE_HOME || LOCALAPPDATA || (HOME && join(HOME, '.cache'));
  return folder && join(folder, `tracker-mcp-${version}`, `${name}-${process.version}-${process.arch}`);
}

/** V8 checks that code is of its own version, but of the source no more than the length. */
function findCode(path: string): Buffer | undefined {
  try {
    const bytes = readFileSync(path);
    return bytes.toString('latin1', 0, build.length) === build ? bytes.subarray(build.length) : undefined;
  } catch {
    return undefined;
  }
}

/** Long enough for the first answer to have left; by then V8 has thrown nothing away yet. */
const keepAfterMs = 1_000;

function keepLater(path: string, script: Script): void {
  const keep = () => {
    clearTimeout(timer);
    process.removeListener('exit', keep);
    try {
      writeWhole(path, Buffer.concat([Buffer.from(build, 'latin1'), script.createCachedData()]));
    } catch {
      // Where nothing can be kept, every start is as slow as the first.
    }
  };
  const timer = setTimeout(keep, keepAfterMs).unref();
  process.once('exit', keep);
}

/** V8 believes what it is given: a file that a power cut left half written must never be found. */
function writeWhole(path: string, bytes: Buffer): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const draft = `${path}.${process.pid}`;
  try {
    writeFileSync(draft, bytes, { mode: 0o600, flush: true });
    renameSync(draft, path);
  } finally {
    rmSync(draft, { force: true });
  }
}
