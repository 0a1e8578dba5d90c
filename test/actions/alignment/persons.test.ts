import { execFileSync } from 'node:child_process';
import { beforeAll, describe, expect, it } from 'vitest';
import { runTracker } from '../../cli/run-tracker.ts';
import { connectClient, program } from '../../support/client.ts';
import { isOverLog } from '../../support/test-home.ts';
import { type ToolSession, toolSession, useTracker } from '../../support/tool-session.ts';
import { isolatedEnv } from '../../support/workspace.ts';

const shell = { CLAUDECODE: '1', CLAUDE_CODE_SESSION_ID: 'one' };
const tracker = useTracker({ name: 'claude-code', env: shell }, (repository) => {
  repository.git('config', 'user.name', 'Ada');
  repository.write('.tracker/config.json', '{"review": {"bug": true, "task": "other"}}');
});

/** Another client of the same person. */
let codex: ToolSession;

beforeAll(async () => {
  codex = toolSession(await connectClient({ cwd: tracker.repository.root, name: 'codex-mcp-client' }));
  return () => codex.client.close();
});

async function submitted(fields: Record<string, unknown> = {}): Promise<string> {
  const id = await tracker.create({ title: 'Submitted', type: 'bug', ...fields });
  await tracker.ask('alignment', { action: 'submit', id, message: 'Done' });
  return id;
}

const command = (env: Record<string, string>, ...args: string[]) =>
  runTracker({ cwd: tracker.repository.root, env }, ...args);

/** On a terminal, as a person types it; what it printed, without the colours. */
function atTerminal(...args: string[]): string {
  const line = [process.execPath, program, ...args].map((part) => `'${part}'`).join(' ');
  const options = {
    cwd: tracker.repository.root,
    env: isolatedEnv({ NO_COLOR: '1', TERM: 'xterm' }),
    encoding: 'utf8',
  } as const;
  return execFileSync('script', ['--quiet', '--command', line, '/dev/null'], options);
}

describe('what an agent has submitted', () => {
  it('is not decided on by the command line in its own shell, which is known for its', async () => {
    const id = await submitted();
    const { code, stderr } = await command(shell, 'align', 'decide', id, 'approved');
    expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining('permission_denied') });
    expect(stderr).toContain('submitted by you, Ada/claude-code');
    expect((await command(shell, 'board', 'me')).stdout).toMatch(/^You are Ada\/claude-code \(agent\), session one/);
  });

  it('is not decided on by another agent, nor by a script, of the same person', async () => {
    const id = await submitted();
    await codex.refused('permission_denied', { action: 'decide', id, decision: 'approved' }, 'alignment');
    const asked: Record<string, string>[] = [
      {},
      { CODEX_THREAD_ID: 't' },
      { GEMINI_CLI: '1' },
      { TRACKER_ACTOR: 'ADA' },
    ];
    for (const env of asked)
      expect((await command(env, 'align', 'decide', id, 'approved')).stderr, JSON.stringify(env)).toMatch(
        /permission_denied: .* of the same person as you; nobody decides on their own work/,
      );
    expect(await codex.ask('alignment', { action: 'list' })).toMatch(new RegExp(`${id} .* yours`));
  });

  it.skipIf(isOverLog)('is decided on by its person at a terminal, and shown as that', async () => {
    const id = await submitted();
    expect(atTerminal('align', 'decide', id, 'approved')).toContain(
      `${id} approved · submitted by Ada/claude-code, your own agent`,
    );
    expect(await tracker.ask('alignment', { action: 'get', id })).toMatch(
      /Ada \(human\) [0-9-]{10} approved of their own agent's work$/,
    );
  });

  it.skipIf(isOverLog)('waits for another person where the type asks for one', async () => {
    const id = await submitted({ type: 'task' });
    expect(atTerminal('align', 'decide', id, 'approved')).toContain('permission_denied');
    const other = { TRACKER_ACTOR: 'Bob' };
    expect((await command(other, 'align', 'decide', id, 'approved')).stdout).toContain(`${id} approved`);
  });
});

describe('a decision', () => {
  it('names who else has held the ticket', async () => {
    const id = await tracker.create('Held by two');
    await codex.ticket({ action: 'claim', id });
    await codex.ticket({ action: 'release', id });
    await tracker.ask('alignment', { action: 'submit', id, message: 'Done' });
    expect((await command({ TRACKER_ACTOR: 'Bob' }, 'align', 'decide', id, 'approved')).stdout).toContain(
      `${id} approved · submitted by Ada/claude-code · held by Ada/codex-mcp-client`,
    );
  });

  it('is taken back by nobody but its author', async () => {
    const id = await submitted();
    const bob = { TRACKER_ACTOR: 'Bob' };
    await command(bob, 'align', 'decide', id, 'rejected', '-m', 'No tests');
    expect(await tracker.ticket({ action: 'undo', id })).toContain('Bob decided that, and nobody else takes it back.');
    expect((await tracker.get(id))[1]).toContain('review rejected');
    expect((await command(bob, 'undo', id)).code).toBe(0);
    expect((await tracker.get(id))[1]).toContain('review waiting');
  });
});
