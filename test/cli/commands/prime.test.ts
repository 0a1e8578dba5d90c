import { spawn } from 'node:child_process';
import { expect, test } from 'vitest';
import { program } from '../../support/client.ts';
import { useTracker } from '../../support/tool-session.ts';
import { isolatedEnv, makeRepository } from '../../support/workspace.ts';
import { runTracker, snapshot } from '../run-tracker.ts';

const tracker = useTracker();
const anna = { TRACKER_ACTOR: 'anna' };
const prime = (env: Record<string, string> = anna, ...args: string[]) =>
  runTracker({ cwd: tracker.repository.root, env }, 'prime', ...args);

test('where there is no tracker it prints nothing, makes nothing and ends well, also as a hook', async () => {
  const { root } = makeRepository();
  const before = snapshot(root);
  const hook = { cwd: root, input: '{"session_id":"s"}' };
  for (const args of [[], ['--json'], ['--hook', 'claude'], ['--hook', 'codex']])
    expect(await runTracker(hook, 'prime', ...args)).toEqual({ code: 0, stdout: '', stderr: '' });
  expect(snapshot(root)).toEqual(before);
});

test('a hook is told of the session and the agent whose it is, by the calls of MCP', async () => {
  const { root, git } = tracker.repository;
  git('config', 'user.name', 'Ada');
  const claude = await tracker.connect({
    env: { TRACKER_ACTOR: 'Ada/claude-code', CLAUDE_CODE_SESSION_ID: 'one' },
  });
  const id = await tracker.create('Rotate the keys');
  await claude.ticket({ action: 'claim', id, message: 'the vault is sealed' });
  const asHook = (session: string) =>
    runTracker(
      { cwd: root, input: JSON.stringify({ session_id: session, source: 'compact', hook_event_name: 'SessionStart' }) },
      ...['prime', '--hook', 'claude'],
    );
  const { stdout, stderr } = await asHook('one');
  expect(stderr).toBe('');
  expect(stdout).toContain(`You are Ada/claude-code. Work is tracked in ${root} · main\nYou hold:\n ${id} Rotate`);
  expect(stdout).toMatch(/^ {2}\d\d-\d\d claimed: the vault is sealed$/m);
  expect(stdout).toContain(`Go on with ${id}: ticket(action:"get", id:"${id}")`);
  expect((await asHook('two')).stdout).toContain('in_progress · in another session');
});

test('what others have changed stays news: it is no visit', async () => {
  const bea = await tracker.connect({ env: { TRACKER_ACTOR: 'bea', TRACKER_SESSION: 'b' } });
  await bea.ask('board', { action: 'me' });
  const id = await tracker.create('New for Bea');
  expect((await prime({ TRACKER_ACTOR: 'bea', TRACKER_SESSION: 'b' })).stdout).not.toContain('Changed');
  expect(await bea.ask('board', { action: 'me' })).toMatch(new RegExp(`Changed since [^]*${id}`));
});

test('an input that never ends holds nobody up', async () => {
  const child = spawn(process.execPath, [program, 'prime', '--hook', 'codex'], {
    cwd: tracker.repository.root,
    env: isolatedEnv(anna),
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  let said = '';
  child.stdout.on('data', (chunk) => {
    said += chunk;
  });
  expect(await new Promise((resolve) => child.on('close', resolve))).toBe(0);
  expect(said).toContain('You are anna.');
});

test('what goes wrong does not stop the session that the hook is of', async () => {
  const { root, write } = makeRepository();
  write('.tracker/data.db', 'no database');
  const hook = await runTracker({ cwd: root, input: 'no JSON' }, 'prime', '--hook', 'claude');
  expect(hook).toMatchObject({ code: 0, stdout: '', stderr: expect.stringContaining('data.db') });
  expect((await runTracker({ cwd: root }, 'prime')).code).toBe(1);
  expect(await runTracker({ cwd: root }, 'prime', '--hook', 'claud')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('--hook knows claude and codex, not "claud". Did you mean claude?'),
  });
});
