import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { emptyEnv } from './clients/environment.ts';
import { makeFolder } from './clients/install.ts';
import { run, runWell } from './clients/run.ts';
import { type HookTool, tools, writeHook } from './hooks/tools.ts';

/**
 * npm run test:hooks: commits by way of real lint-staged, lefthook and pre-commit, while tickets that are not added lie on
 * top of one that is. The commit has to have the one, the file in the work tree all of them, and both have to be whole.
 */
const program = join(import.meta.dirname, '../bin/tracker.js');
const counts = { passed: 0, failed: 0, skipped: 0 };
const print = (text: string) => void process.stdout.write(`${text}\n`);

/** What agents do between `git add` and `git commit`: more tickets alone, and changes of those that there are. */
const cases: [string, (tracker: (...args: string[]) => Promise<string>) => Promise<unknown>][] = [
  ['with one more ticket', async (tracker) => tracker('create', 'On top')],
  [
    'with changes, too',
    async (tracker) => {
      const made = JSON.parse(await tracker('create', 'On top', '--json'));
      await tracker('comment', made.tickets[0].key, 'And a comment');
      await tracker('move', (await tracker('list', '--json').then(JSON.parse)).tickets[0].key, 'todo');
    },
  ],
];

const folder = makeFolder('tracker-hooks-');
try {
  for (const tool of tools) await testTool(tool);
} finally {
  rmSync(folder, { recursive: true, force: true, maxRetries: 10 });
}
const { passed, failed, skipped } = counts;
print(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
process.exitCode = failed > 0 ? 1 : 0;

async function testTool(tool: HookTool): Promise<void> {
  let installed: string;
  try {
    installed = await tool.install();
  } catch (error) {
    counts.skipped++;
    return print(`skipped ${tool.name}: ${(error as Error).message.split('\n')[0]}`);
  }
  for (const [title, write] of cases) {
    try {
      await testCommit(tool, installed, write);
      counts.passed++;
      print(`ok ${tool.name} commits ${title}`);
    } catch (error) {
      counts.failed++;
      print(`FAILED ${tool.name} commits ${title}: ${(error as Error).message}`);
    }
  }
}

async function testCommit(tool: HookTool, installed: string, write: (typeof cases)[number][1]): Promise<void> {
  const root = join(mkdtempSync(join(folder, 'case-')), 'payments');
  mkdirSync(root);
  const env = emptyEnv(folder);
  const git = (...args: string[]) => runWell('git', args, { cwd: root, env });
  const tracker = (...args: string[]) => runWell(process.execPath, [program, ...args], { cwd: root, env });
  await git('init', '--quiet');
  await git('config', 'user.name', 'alice');
  await git('config', 'user.email', 'alice@example.org');
  for (const [path, text] of Object.entries(tool.files)) writeFileSync(join(root, path), text);
  await tracker('init', '--key', 'PAY', '--yes');
  await tracker('create', 'Base');
  await git('add', '--all');
  await git('commit', '--quiet', '--message', 'Base');
  if (tool.enable === 'hook') writeHook(root, installed);
  else await runWell(installed, tool.enable, { cwd: root, env });
  await tracker('create', 'Added');
  writeFileSync(join(root, 'app.js'), 'one\n');
  await git('add', '--all');
  await write(tracker);
  const before = readFileSync(join(root, '.tracker/data.db'));
  const { code, stdout, stderr } = await run('git', ['commit', '--message', 'Added'], { cwd: root, env });
  if (code !== 0) throw new Error(`git commit ended with ${code}: ${stderr}${stdout}`);
  if (!readFileSync(join(root, '.tracker/data.db')).equals(before)) throw new Error('the file is another one now');
  await tracker('doctor');
  expectTitles(await tracker('export', '--jsonl'), ['Added', 'Base', 'On top']);
  await git('checkout', '--quiet', '--', '.tracker/data.db');
  await tracker('doctor');
  expectTitles(await tracker('export', '--jsonl'), ['Added', 'Base']);
}

function expectTitles(lines: string, wanted: readonly string[]): void {
  const titles = lines
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line).title as string);
  if (titles.sort().join() !== wanted.join()) throw new Error(`there are ${titles.join(', ')}`);
}
