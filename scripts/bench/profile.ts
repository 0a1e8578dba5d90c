import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { getFrom } from '../../src/domain/get-from.ts';
import { connect } from './connection.ts';
import { titleOf } from './corpus.ts';
import { type Bench, launchOf, makeTemporary, type Server, storeOf } from './servers.ts';

/** A share of the time (0 to 1) by what it went to. */
export interface Share {
  what: string;
  share: number;
}

interface Profile {
  nodes: { id: number; callFrame: { functionName: string; url: string }; children?: number[] }[];
  samples: number[];
  timeDeltas: number[];
}

/** Samples of the processor while a server starts and answers one list, and while it makes tickets back to back. */
export async function profileServer(
  bench: Bench,
  server: Server,
  size: number,
): Promise<{ start: Share[]; create: Share[] }> {
  bench.progress(`${server.name}: profile of a start and of creates`);
  const cwd = await storeOf(bench, server, size);
  const start = await profile(bench, server, { cwd, creates: 0 });
  const create = await profile(bench, server, { cwd, creates: 200 });
  return { start: sharesOf(start), create: sharesOf(create) };
}

async function profile(
  bench: Bench,
  server: Server,
  { cwd, creates }: { cwd: string; creates: number },
): Promise<Profile> {
  const folder = makeTemporary();
  const launch = launchOf(bench, server, cwd);
  const [node, ...args] = launch.command;
  const connection = connect({
    ...launch,
    command: [node, '--cpu-prof', '--cpu-prof-interval', '100', '--cpu-prof-dir', folder, ...args],
  });
  await connection.open();
  await connection.call('ticket', { action: 'list', limit: 20 });
  for (let n = 0; n < creates; n++) await connection.call('ticket', { action: 'create', title: titleOf(n) });
  await connection.close();
  const [written] = readdirSync(folder);
  if (written === undefined) throw new Error('Node has written no profile.');
  return JSON.parse(readFileSync(join(folder, written), 'utf8'));
}

const kinds: [what: string, pattern: RegExp][] = [
  ['waiting', /^\(idle\)$/],
  ['fsync', /^(fsync|fsyncSync)$/],
  ['copying the file', /^copyFile/],
  [
    'other calls of the file system',
    /^(open|close|stat|lstat|fstat|rename|unlink|rm|link|mkdir|access|futimes|read|write|exists|realpath|readdir|internalModuleStat|readFileUtf8)(Sync)?$/,
  ],
  ['opening and closing databases', /^(Database|close|open)$/],
  ['garbage collection', /^\(garbage collector\)$/],
  [
    'compiling and loading code',
    /^(compileFunction|wrapSafe|compileSourceTextModule|dlopen|compileForInternalLoader|requireBuiltin)/,
  ],
  ['SQLite', /^(run|get|all|exec|prepare|pragma|iterate|statementOf|tryBegin|runIn|transaction|sqliteTransaction)$/],
  ['Node itself', /^\((program|root)\)$/],
];

function sharesOf({ nodes, samples, timeDeltas }: Profile): Share[] {
  const kindOf = new Map(nodes.map(({ id, callFrame }) => [id, kindOfCall(callFrame)]));
  const times = new Map<string, number>();
  for (const [at, id] of samples.entries()) {
    const kind = getFrom(kindOf, id, 'node of the profile with the id');
    const delta = timeDeltas[at];
    if (delta === undefined) throw new Error(`Sample ${at} of the profile has no time.`);
    times.set(kind, (times.get(kind) ?? 0) + delta);
  }
  times.delete('waiting');
  const total = [...times.values()].reduce((a, b) => a + b, 0);
  return [...times].map(([what, time]) => ({ what, share: time / total })).sort((a, b) => b.share - a.share);
}

function kindOfCall({ functionName, url }: Profile['nodes'][number]['callFrame']): string {
  const known = kinds.find(([, pattern]) => pattern.test(functionName));
  if (known) return known[0];
  if (url.startsWith('node:')) return "Node's own JavaScript";
  return url.endsWith('.js') ? 'our code and drizzle' : 'Node itself';
}
