import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Check, ClientTest } from './clients/check.ts';
import { claude } from './clients/claude.ts';
import { codex } from './clients/codex.ts';
import { emptyEnv } from './clients/environment.ts';
import { inspector } from './clients/inspector.ts';
import { installInto, installOnce, makeFolder } from './clients/install.ts';
import { opencode } from './clients/opencode.ts';
import { runWell } from './clients/run.ts';
import { packTracker } from './package/tarball.ts';

/** Runs real clients, without accounts and with empty homes, against the packed program in a new repository. */
const clients = [claude, codex, inspector, opencode];
const counts = { passed: 0, failed: 0, skipped: 0 };
const print = (text: string) => void process.stdout.write(`${text}\n`);

const folder = makeFolder();
try {
  const root = await makeRepository();
  for (const client of clients) await testClient(client, { root });
  const { url, token, stop } = await startServer(root);
  try {
    const elsewhere = await makeServed(url, root);
    // Inspector reads Claude Code's file, and puts no variables into it.
    for (const client of [claude, codex, opencode]) await testClient(client, { root: elsewhere, token });
  } finally {
    await stop();
  }
} finally {
  // A client that has just ended may still be writing into its home.
  rmSync(folder, { recursive: true, force: true, maxRetries: 10 });
}
const { passed, failed, skipped } = counts;
print(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
process.exitCode = failed > 0 ? 1 : 0;

async function makeRepository(): Promise<string> {
  const root = join(folder, 'payments');
  await installInto(root, await packTracker(folder));
  mkdirSync(join(root, 'src'));
  const options = { cwd: root, env: emptyEnv(folder) };
  await runWell('git', ['init', '--quiet'], options);
  await runWell('git', ['config', 'user.name', 'alice'], options);
  await runWell('npx', ['--no', '--', 'tracker', 'init', '--agents', 'claude,codex,opencode'], options);
  return root;
}

/** A repository without a tracker, whose clients ask the one of another. */
async function makeServed(url: string, from: string): Promise<string> {
  const root = join(folder, 'elsewhere');
  mkdirSync(join(root, 'src'), { recursive: true });
  const env = emptyEnv(folder);
  await runWell('git', ['init', '--quiet'], { cwd: root, env });
  const program = join(from, 'node_modules/.bin/tracker');
  await runWell(program, ['init', '--server', url, '--agents', 'claude,codex,opencode'], { cwd: root, env });
  return root;
}

/** Serves the repository's tracker, to a token of its own. */
async function startServer(cwd: string): Promise<{ url: string; token: string; stop(): Promise<void> }> {
  const options = { cwd, env: emptyEnv(folder) };
  const tracker = (...args: string[]) => runWell('npx', ['--no', '--', 'tracker', ...args], options);
  await tracker('actor', 'add', 'bot', '--kind', 'agent');
  const token = (await tracker('token', 'create', '--actor', 'bot', '--scope', 'agent')).trim();
  const server = spawn(join(cwd, 'node_modules/.bin/tracker'), ['serve', '--addr', ':0'], {
    ...options,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(server, 'exit');
  const [said] = (await once(server.stdout.setEncoding('utf8'), 'data')) as [string];
  const stop = async () => {
    server.kill();
    await ended;
  };
  return { url: said.trim().split(' ').at(-1) ?? '', token, stop };
}

interface Place {
  root: string;
  /** Of a tracker that is asked over HTTP. */
  token?: string;
}

async function testClient({ name: client, spec, bin, run }: ClientTest, { root, token }: Place): Promise<void> {
  const isRemote = token !== undefined;
  const name = isRemote ? `${client} over HTTP` : client;
  let installed: string;
  try {
    installed = await installOnce(spec);
  } catch (error) {
    counts.skipped++;
    return print(`skipped ${name}: ${(error as Error).message.split('\n')[0]}`);
  }
  const check: Check = async (title, body) => {
    try {
      await body();
      counts.passed++;
      print(`ok ${name} ${title}`);
    } catch (error) {
      counts.failed++;
      print(`FAILED ${name} ${title}: ${(error as Error).message}`);
    }
  };
  const home = join(folder, `home-${client}${isRemote ? '-http' : ''}`);
  mkdirSync(home);
  const program = join(installed, 'node_modules/.bin', bin);
  const env = emptyEnv(home, isRemote ? { TRACKER_TOKEN: token } : {});
  await run({ root, below: join(root, 'src'), home, env, program, isRemote }, check);
}
