import { describe, expect, test } from 'vitest';
import { clients } from '../../../src/cli/clients/clients.ts';
import { planClient, planSessions } from '../../../src/cli/init/client-changes.ts';
import { makeRepository } from '../../support/workspace.ts';

const [claude] = clients;

describe('the entry of a client', () => {
  test('is made in the first of its files, or in the one that is there', async () => {
    const { root, write } = makeRepository();
    const plan = await Promise.all(clients.map((client) => planClient({ root }, client)));
    expect(plan.map(({ what, state }) => [what, state])).toEqual(clients.map(({ files }) => [files[0], 'create']));
    write('opencode.jsonc', '{}');
    const opencode = clients.find(({ name }) => name === 'opencode')!;
    expect(await planClient({ root }, opencode)).toMatchObject({ what: 'opencode.jsonc', state: 'change' });
  });

  test('that is of another product by our name is left as it is, and said to be', async () => {
    const { root, write } = makeRepository();
    write('.mcp.json', '{"mcpServers":{"tracker":{"url":"https://example.org"}}}');
    expect(await planClient({ root }, claude!)).toMatchObject({
      state: 'keep',
      note: 'Claude Code: its tracker is another server, which was left as it is',
    });
    write('.mcp.json', '{"mcpServers":{"tracker":{"command":"/opt/tracker","args":["--mcp-server"]}}}');
    expect(await planClient({ root }, claude!)).toMatchObject({ state: 'keep', note: 'Claude Code' });
  });
});

test('one file of instructions serves all clients that read it', async () => {
  const { root } = makeRepository();
  const plan = await planSessions({ root }, clients);
  expect(plan.map(({ what }) => what)).toEqual([
    ...['.claude/settings.json', '.codex/hooks.json', 'CLAUDE.md', 'AGENTS.md', 'GEMINI.md'],
  ]);
});
