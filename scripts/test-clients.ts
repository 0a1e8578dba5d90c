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
  for (const client of clients) await testClient(client, root);
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

async function testClient({ name, spec, bin, run }: ClientTest, root: string): Promise<void> {
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
  const home = join(folder, `home-${name}`);
  mkdirSync(home);
  const program = join(installed, 'node_modules/.bin', bin);
  await run({ root, below: join(root, 'src'), home, env: emptyEnv(home), program }, check);
}
