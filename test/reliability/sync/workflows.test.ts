import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { checkBuilt, program } from '../../support/client.ts';
import { blobOf, factsOf } from '../../support/file-facts.ts';
import { openTracker } from '../../support/in-process.ts';
import { cloneRepository, isolatedEnv, makeDirectory, makeHub, type TestRepository } from '../../support/workspace.ts';

interface Step {
  uses?: string;
  with?: Record<string, unknown>;
  run?: string;
  env?: Record<string, string>;
}
interface Workflow {
  name: string;
  on: Record<string, unknown>;
  permissions: Record<string, string>;
  jobs: Record<string, { steps: Step[] }>;
}

const docs = readFileSync(join(import.meta.dirname, '../../../docs/github-actions.md'), 'utf8');
const blocks = (language: string) =>
  [...docs.matchAll(new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\`$`, 'gms'))].map(([, text]) => text!);
const workflows = new Map(
  blocks('yaml')
    .map((text) => parse(text) as Workflow)
    .map((one) => [one.name, one]),
);

const install = 'npm install --global --ignore-scripts tracker-mcp@0.1.0';

/** A runner's PATH with the tracker that the install step would have brought, and `gh` for the branches of open pull requests. */
function makeRunner(pulls: string[] = []) {
  checkBuilt();
  const temp = makeDirectory();
  const bin = join(temp, 'bin');
  mkdirSync(bin);
  symlinkSync(program, join(bin, 'tracker'));
  const calls = join(temp, 'gh-calls');
  writeFileSync(
    join(bin, 'gh'),
    `#!/bin/sh\necho "$*" >>${calls}\n[ "$2" = list ] && printf '%s\\n' ${pulls.join(' ')}\nexit 0\n`,
  );
  chmodSync(join(bin, 'gh'), 0o755);
  writeFileSync(calls, '');
  const env = isolatedEnv({
    PATH: [bin, dirname(process.execPath), process.env.PATH].join(delimiter),
    RUNNER_TEMP: temp,
  });
  return { env, ghCalls: () => readFileSync(calls, 'utf8') };
}

/** Runs a script as a runner does: bash, ending at the first command that fails. */
function runScript(cwd: string, script: string, env: Record<string, string>) {
  const { status, stdout, stderr } = spawnSync('bash', ['-e', '-c', script], { cwd, env, encoding: 'utf8' });
  return { code: status, output: stdout + stderr };
}

/** The steps of a job in a fresh checkout: what `actions/checkout` does, and every script of the workflow. */
function runJob(name: string, hub: { root: string }, { env }: ReturnType<typeof makeRunner>, ref = 'main') {
  const { steps } = Object.values(workflows.get(name)!.jobs)[0]!;
  const checkout = steps.find(({ uses }) => uses?.startsWith('actions/checkout@'))!;
  expect(checkout.with).toMatchObject({ 'fetch-depth': 0 });
  const runner = cloneRepository(hub, { options: ['--no-tags'] });
  // As actions/checkout leaves it: no name to commit under, no note of the default branch.
  runner.git('config', '--unset', 'user.name');
  runner.git('config', '--unset', 'user.email');
  runner.git('remote', 'set-head', 'origin', '--delete');
  if (!ref.includes('/')) runner.git('switch', '--quiet', ref);
  else runner.git('switch', '--quiet', '--detach', ref);
  const values: Record<string, string> = { '${{ github.token }}': 'none', '${{ github.ref_name }}': ref };
  let last = { code: 0 as number | null, output: '' };
  for (const step of steps) {
    if (!step.run || step.run === install) continue;
    const own = Object.entries(step.env ?? {}).map(([key, value]) => [key, values[value]!]);
    last = runScript(runner.root, step.run, { ...env, ...Object.fromEntries(own) });
    if (last.code !== 0) break;
  }
  return { ...last, runner };
}

async function commitTicket(repository: TestRepository, title: string): Promise<void> {
  await openTracker(repository.root).call('ticket', { action: 'create', title });
  repository.git('add', '--all');
  repository.git('commit', '--quiet', '--message', title);
}

/** main with one ticket, and topic branches of it with one each; main then goes on. */
async function makeTeam(...topics: string[]) {
  const hub = makeHub();
  const alice = cloneRepository(hub, { user: 'alice' });
  await commitTicket(alice, 'Start');
  alice.git('push', '--quiet', 'origin', 'main');
  for (const topic of topics) {
    alice.git('switch', '--quiet', '--create', topic, 'main');
    await commitTicket(alice, `On ${topic}`);
    alice.git('push', '--quiet', 'origin', topic);
  }
  alice.git('switch', '--quiet', 'main');
  await commitTicket(alice, 'On main');
  alice.git('push', '--quiet', 'origin', 'main');
  return { hub, alice };
}

function titlesOn(alice: TestRepository, branch: string): string[] {
  alice.git('fetch', '--quiet');
  const { tickets } = factsOf(blobOf(alice, `origin/${branch}:.tracker/data.db`));
  return tickets.map(({ title }) => title).sort();
}

test('every workflow of the documentation installs before it checks out, and none trusts a fork', () => {
  expect([...workflows.keys()]).toEqual(['Tickets', 'Tickets into pull requests', 'Heal tickets']);
  for (const { on, permissions, jobs } of workflows.values()) {
    expect(Object.keys(on)).not.toContain('pull_request_target');
    expect(permissions).toBeDefined();
    for (const { steps } of Object.values(jobs)) {
      const at = (wanted: (step: Step) => boolean | undefined) => steps.findIndex(wanted);
      expect(at(({ run }) => run === install)).toBeGreaterThan(
        at(({ uses }) => uses?.startsWith('actions/setup-node@')),
      );
      expect(at(({ run }) => run === install)).toBeLessThan(at(({ uses }) => uses?.startsWith('actions/checkout@')));
      // An expression in a script would let a branch's name be run as a command.
      for (const { run } of steps) expect(run ?? '').not.toContain('${{');
    }
  }
});

test('the check passes on a whole history and names what a merge dropped', async () => {
  const { hub, alice } = await makeTeam('topic');
  const runner = makeRunner();
  expect(runJob('Tickets', hub, runner)).toMatchObject({ code: 0, output: expect.stringMatching(/^Complete: /) });
  alice.git('merge', '--quiet', '--no-edit', '--strategy=ours', 'topic');
  alice.git('push', '--quiet');
  const failed = runJob('Tickets', hub, runner, 'origin/main');
  const key = factsOf(blobOf(alice, 'topic:.tracker/data.db')).tickets.find(({ title }) => title === 'On topic')!.key;
  const commit = alice.git('rev-parse', '--short=7', 'HEAD');
  expect(failed.code).toBe(1);
  expect(failed.output).toBe(
    `Commit ${commit} dropped 1 event of ${key}.\nBring them back: tracker merge, then commit .tracker/data.db.\n`,
  );
});

test('the base is merged into each open pull request that changes tickets too', async () => {
  const { hub, alice } = await makeTeam('one', 'feature/two', 'conflicting');
  alice.git('switch', '--quiet', '--create', 'code-only', 'main~1');
  alice.commit('code', 'code.txt', 'a\n');
  alice.git('push', '--quiet', 'origin', 'code-only');
  alice.git('switch', '--quiet', 'conflicting');
  alice.commit('theirs', 'other.txt', 'theirs\n');
  alice.git('push', '--quiet', 'origin', 'conflicting');
  alice.git('switch', '--quiet', 'main');
  alice.commit('ours', 'other.txt', 'ours\n');
  alice.git('push', '--quiet');
  const before = alice.git('rev-parse', 'origin/code-only', 'origin/conflicting');
  const runner = makeRunner(['code-only', 'conflicting', 'one', 'feature/two']);
  const { code, output } = runJob('Tickets into pull requests', hub, runner);
  expect({ code, output }).toMatchObject({ code: 0 });
  expect(output).toContain('Merged origin/main (2 commits) into one, with 1 event of 1 ticket.\nPushed to origin/one.');
  expect(output).toContain('::warning::conflicting was left as it is');
  expect(titlesOn(alice, 'one')).toEqual(['On main', 'On one', 'Start']);
  expect(titlesOn(alice, 'feature/two')).toEqual(['On feature/two', 'On main', 'Start']);
  expect(alice.git('rev-parse', 'origin/code-only', 'origin/conflicting')).toBe(before);
  expect(runner.ghCalls()).toContain('pr list --base main');
  // What the merge button does then: a plain merge without any driver, which now has nothing to resolve.
  alice.git('-c', 'core.attributesFile=/dev/null', 'merge', '--quiet', '--no-edit', 'origin/one');
});

test('the default branch gets back what a merge dropped, by a push or by a pull request', async () => {
  const { hub, alice } = await makeTeam('topic');
  alice.git('merge', '--quiet', '--no-edit', '--strategy=ours', 'topic');
  alice.git('push', '--quiet');
  const dropped = alice.git('rev-parse', 'HEAD');
  const runner = makeRunner();
  const healed = runJob('Heal tickets', hub, runner);
  expect(healed).toMatchObject({ code: 0 });
  expect(titlesOn(alice, 'main')).toEqual(['On main', 'On topic', 'Start']);
  expect(runJob('Heal tickets', hub, runner)).toMatchObject({
    code: 0,
    output: expect.stringMatching(/^Complete: [^\n]*\n$/),
  });

  alice.git('push', '--quiet', '--force', 'origin', `${dropped}:refs/heads/main`);
  const [instead] = blocks('sh');
  const step = Object.values(workflows.get('Heal tickets')!.jobs)[0]!.steps.at(-1)!;
  step.run = step.run!.replace('tracker sync --push\n', instead!);
  expect(runJob('Heal tickets', hub, runner)).toMatchObject({ code: 0 });
  expect(titlesOn(alice, 'main')).not.toContain('On topic');
  expect(titlesOn(alice, 'heal-tickets')).toEqual(['On main', 'On topic', 'Start']);
  expect(runner.ghCalls()).toContain('pr create --head heal-tickets');
});
