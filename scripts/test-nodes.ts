import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { emptyEnv } from './clients/environment.ts';
import { installInto, installOnce, makeFolder } from './clients/install.ts';
import { keyIn, startMcp } from './clients/mcp.ts';
import { runWell } from './clients/run.ts';
import { packTracker } from './package/tarball.ts';

/** The oldest that is supported, and the newest of each line that is. */
const versions = ['22.14.0', '22', '24', '26'];

const steps = ['handshake', 'create', 'get', 'exit on EOF'] as const;
type Step = (typeof steps)[number];

interface Row {
  version: string;
  done: Set<Step>;
  error?: string;
}

/** Runs the packed program on one version of Node, through to its end. */
async function tryVersion(version: string, project: string): Promise<Row> {
  const row: Row = { version, done: new Set() };
  const home = makeFolder('tracker-home-');
  try {
    // The package of the very platform, which `node` itself would fetch in an install script.
    const name = `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;
    const folder = await installOnce(`${name}@${version}`);
    const node = join(folder, 'node_modules', name, 'bin/node');
    const options = { cwd: project, env: emptyEnv(home) };
    row.version = (await runWell(node, ['--version'], options)).trim();
    const program = join(project, 'node_modules/tracker-mcp/bin/tracker.js');
    const session = await startMcp(node, [program, '--mcp-server'], options);
    row.done.add('handshake');
    const title = `Runs on ${row.version}`;
    const key = keyIn(await session.call('ticket', { action: 'create', title }));
    row.done.add('create');
    if ((await session.call('ticket', { action: 'get', id: key })).includes(title)) row.done.add('get');
    if ((await session.end()) === 0 && session.stderr() === '') row.done.add('exit on EOF');
    else row.error = session.stderr();
  } catch (error) {
    row.error = (error as Error).message;
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
  return row;
}

const print = (text: string) => void process.stdout.write(`${text}\n`);
const folder = makeFolder();
const project = join(folder, 'payments');
await installInto(project, await packTracker(folder));
await runWell('git', ['init', '--quiet'], { cwd: project, env: emptyEnv(folder) });
const rows: Row[] = [];
for (const version of versions) rows.push(await tryVersion(version, project));
rmSync(folder, { recursive: true, force: true });

const line = (cells: readonly string[]) =>
  cells
    .map((cell) => cell.padEnd(12))
    .join('')
    .trimEnd();
print(line(['Node', ...steps]));
for (const { version, done, error } of rows) {
  print(line([version, ...steps.map((step) => (done.has(step) ? 'ok' : 'FAILED'))]));
  if (error) print(`  ${error}`);
}
process.exitCode = rows.every(({ done }) => done.size === steps.length) ? 0 : 1;
