import { expect, test } from 'vitest';
import { callerOf } from '../../src/cli/caller.ts';
import { locate } from '../../src/git/ask/repository.ts';
import { makeRepository } from '../support/workspace.ts';

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
