import { spawn } from 'node:child_process';
import { expect, onTestFinished, test } from 'vitest';
import { callerOf } from '../../src/cli/caller.ts';
import { locate } from '../../src/git/ask/repository.ts';
import { program } from '../support/client.ts';
import { until } from '../support/until.ts';
import { isolatedEnv, makeRepository } from '../support/workspace.ts';
import { runTracker } from './run-tracker.ts';

/** Of a command without a terminal. */
function caller(env: Record<string, string>) {
  const { root, git } = makeRepository();
  git('config', 'user.name', 'Ada');
  return callerOf({ env, location: locate(root), version: '1.0' });
}

test('a command without a terminal is a script of the person that git names', async () => {
  expect(await caller({})).toMatchObject({ actor: 'Ada', actorKind: 'service', client: 'cli 1.0' });
  expect(await caller({ TRACKER_ACTOR: ' Bob ', TRACKER_SESSION: 's' })).toMatchObject({
    ...{ actor: 'Bob', actorKind: 'service', session: 's' },
  });
});

test.each([
  [
    { CLAUDECODE: '1', CLAUDE_CODE_SESSION_ID: 'c' },
    { actor: 'Ada/claude-code', session: 'c' },
  ],
  [{ CODEX_THREAD_ID: 't' }, { actor: 'Ada/codex-mcp-client', session: 't' }],
  [{ CODEX_SANDBOX: 'seatbelt' }, { actor: 'Ada/codex-mcp-client' }],
  [{ GEMINI_CLI: '1' }, { actor: 'Ada/gemini-cli-mcp-client' }],
  [
    { CLAUDECODE: '1', TRACKER_SESSION: 'mine' },
    { actor: 'Ada/claude-code', session: 'mine' },
  ],
  [{ CLAUDECODE: '1', TRACKER_ACTOR: 'Bob' }, { actor: 'Bob' }],
])('in an agent’s shell, told by %j, it is that agent', async (env, expected) => {
  expect(await caller(env as Record<string, string>)).toMatchObject({ ...expected, actorKind: 'agent' });
});

test('a declared name is read as the names are that are assigned and asked for, at every door', async () => {
  const { root } = makeRepository({ name: 'payments' });
  const location = locate(root);
  const actorOf = async (env: Record<string, string>) => (await callerOf({ env, location, version: '1' })).actor;
  const named = await actorOf({});
  expect(await actorOf({ TRACKER_ACTOR: '@jane' })).toBe('jane');
  expect(await actorOf({ TRACKER_ACTOR: ' jane\ndoe ' })).toBe('jane doe');
  expect(await actorOf({ TRACKER_ACTOR: 'x'.repeat(3_000) })).toHaveLength(64);
  for (const none of ['none', 'me', '@me', ' ']) expect(await actorOf({ TRACKER_ACTOR: none })).toBe(named);
  const session = (await callerOf({ env: { TRACKER_SESSION: 'a\nb' }, location, version: '1' })).session;
  expect(session).toBe('a b');
});

test('what an actor with a strange name claims is its own', async () => {
  const { root } = makeRepository({ name: 'payments' });
  for (const actor of ['@jane', 'y'.repeat(80), 'line\nbreak']) {
    const run = (...args: string[]) => runTracker({ cwd: root, env: { TRACKER_ACTOR: actor } }, ...args);
    const key = /[A-Z]+-\d{6}/.exec((await run('create', `For ${actor.slice(0, 5)}`)).stdout)![0];
    expect((await run('claim', key)).stdout).toContain('Claimed');
    expect((await run('update', key, '--assignee', '@me')).stdout).toContain('is so already');
    expect((await run('list', 'assignee:me')).stdout).toContain(key);
  }
});

test('what scripts do at one time are sessions of their own, each of all its commands', async () => {
  const { root } = makeRepository({ name: 'payments' });
  const [key] = /[A-Z]+-\d{6}/.exec((await runTracker({ cwd: root }, 'create', 'One')).stdout)!;
  const tracker = `'${process.execPath}' '${program}'`;
  const start = (script: string) => {
    const shell = spawn('bash', ['-c', script], { cwd: root, env: isolatedEnv() });
    onTestFinished(() => void shell.kill());
    let output = '';
    for (const stream of [shell.stdout, shell.stderr])
      stream.setEncoding('utf8').on('data', (text) => (output += text));
    return { shell, output: () => output };
  };
  // It runs on, as an agent's script may.
  const first = start(`${tracker} claim ${key}; ${tracker} claim ${key}; echo claimed; read`);
  await until('the first has claimed', () => first.output().includes('claimed\n'));
  expect(first.output()).toMatch(/^Claimed [^\n]+\n[^\n]+\n[^\n]*yours already/);
  const second = start(`${tracker} claim ${key}; ${tracker} undo --session; echo done`);
  await until('the second has tried', () => second.output().includes('done\n'));
  // A person's scripts are that person, who may: but is told, and takes back no more than this one did.
  expect(second.output()).toMatch(
    /^Claimed [^\n]+ taken over from another session of alice\n[^\n]+\n[^\n]+ undone claim: [^\n]+\ndone\n$/,
  );
});
