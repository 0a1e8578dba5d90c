import { describe, expect, it } from 'vitest';
import { actingAs } from '../../src/actions/acting.ts';
import { actions } from '../../src/actions/actions.ts';
import { runTracker } from '../cli/run-tracker.ts';
import { useTracker } from '../support/tool-session.ts';

const tracker = useTracker({ env: { CLAUDE_CODE_SESSION_ID: 'S' }, name: 'claude-code' });
const me = 'alice/claude-code';

describe('a call that names its agent', () => {
  it('claims for that agent: its sibling on the same server, and the one without a name, are refused', async () => {
    const id = await tracker.create('Taken by one');
    expect(await tracker.ticket({ action: 'claim', id, as: 'one' })).toBe(
      `Claimed ${id} · backlog → in_progress\nTaken by one`,
    );
    expect(await tracker.refused('already_assigned', { action: 'claim', id, as: 'two' })).toContain(
      `claimed by ${me}/one until`,
    );
    await tracker.refused('already_assigned', { action: 'claim', id });
    expect(await tracker.ticket({ action: 'claim', id, as: `${me}/one` })).toContain('is yours already');
    expect((await tracker.get(id))[1]).toContain(`${me}/one`);
  });

  it('says of that agent who it is and what it holds', async () => {
    const id = await tracker.create('Held by three');
    await tracker.ticket({ action: 'claim', id, as: 'three' });
    const told = await tracker.ask('board', { action: 'me', as: 'three' });
    expect(told).toContain(`You are ${me}/three (agent), session S/three`);
    expect(told).toContain(`${id} Held by three`);
    expect(await tracker.ask('board', { action: 'me', as: 'four' })).not.toContain('Held by three');
    expect(await tracker.ask('search', { query: 'assignee:me is:open', as: 'three' })).toContain('Held by three');
    expect(await tracker.ticket({ action: 'history', id, limit: 1, as: 'four' })).toContain(`${me}/three`);
  });

  it("takes back that agent's work alone", async () => {
    const id = await tracker.create('Shared');
    await tracker.ticket({ action: 'update', id, priority: 'high', as: 'five' });
    await tracker.ticket({ action: 'update', id, points: 3, as: 'six' });
    await tracker.ticket({ action: 'undo', session: true, as: 'six' });
    expect((await tracker.get(id))[1]).toBe('task · backlog · high · rev 4');
    await tracker.refused('not_found', { action: 'undo', session: true, as: 'seven' });
  });

  it('is told what to call next in its name', async () => {
    const id = await tracker.create('Next');
    await tracker.ticket({ action: 'claim', id, as: 'one' });
    expect(await tracker.refused('already_assigned', { action: 'claim', id, as: 'two' })).toContain(
      'board(action:"ready", as:"two")',
    );
    expect(await tracker.ask('board', { action: 'me', as: 'nobody' })).toContain('ticket(action:"claim", as:"nobody")');
  });

  it("does not decide on its siblings' work: at the gate all agents of a server are one person's", async () => {
    const id = await tracker.create('Reviewed');
    await tracker.ask('alignment', { action: 'submit', id, message: 'done', as: 'one' });
    const decide = { action: 'decide', id, decision: 'approved' };
    for (const as of ['one', 'two', undefined])
      await tracker.refused('permission_denied', { ...decide, as }, 'alignment');
  });

  it('may name it in _meta, for a client that tells its agents apart itself', async () => {
    const id = await tracker.create('By meta');
    const call = async (args: Record<string, unknown>, as: unknown) => {
      const params = { name: 'ticket', arguments: args, _meta: { 'tracker/as': as } };
      return JSON.stringify((await tracker.client.sdk.callTool(params)).content);
    };
    expect(await call({ action: 'claim', id }, 'one')).toContain('Claimed');
    expect(await call({ action: 'claim', id }, 'two')).toContain('already_assigned');
    expect(await call({ action: 'claim', id, as: '' }, 'one')).toContain('yours already');
    expect(await call({ action: 'claim', id, as: 'two' }, 'one')).toContain('already_assigned');
    expect(await call({ action: 'get', id }, ['x'])).toContain('error invalid_input: as must be');
  });

  it('may be a command', async () => {
    const { root } = tracker.repository;
    const id = await tracker.create('By command');
    // An agent's own shell: a person may take over what their agents hold.
    const env = { CLAUDECODE: '1', CLAUDE_CODE_SESSION_ID: 'B' };
    await runTracker({ cwd: root, env }, 'claim', id, '--as', 'one');
    expect((await tracker.get(id))[1]).toContain('/claude-code/one');
    const { stderr } = await runTracker({ cwd: root, env }, 'claim', id, '--as', 'two');
    expect(stderr).toContain('already_assigned');
  });
});

describe('as', () => {
  const author = { actor: 'bob/codex', actorKind: 'agent', session: 'S', client: 'codex 1' } as const;

  it('is taken by every action of every tool, and published by none', async () => {
    const { tools } = await tracker.client.sdk.listTools();
    expect(JSON.stringify(tools)).not.toContain('"as"');
    for (const { tool, name, example } of actions) {
      const args = { ...(name !== tool && { action: name }), ...example, as: 'one', dry_run: true };
      const { text } = await tracker.client.call(tool, args);
      expect(text).not.toMatch(/does not use "as"/);
    }
  });

  it('is a name like that of an actor', () => {
    expect(actingAs(author, ' @worker-1 ')).toMatchObject({ actor: 'bob/codex/worker-1', session: 'S/worker-1' });
    expect(actingAs(author, 'bob/codex/worker-1')).toMatchObject({ actor: 'bob/codex/worker-1' });
    for (const name of ['alice/codex', 'me', 'none', '@', true, ['a'], { a: 1 }, 'x'.repeat(55)])
      expect(() => actingAs(author, name), JSON.stringify(name)).toThrow(/^as must|^as is/);
  });

  it('is not given where a client fills what it does not use', () => {
    const unused = ['', ' ', 'null', '[]', '{}', '["null"]', 0, false, [], {}, ['null'], [null], [''], null, undefined];
    for (const name of unused) expect(actingAs(author, name), JSON.stringify(name)).toBe(author);
  });
});
