import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { program, startClient } from '../../support/client.ts';
import { dayMs, openPast } from '../../support/past.ts';
import { isOverLog } from '../../support/test-home.ts';
import { toolSession, useTracker } from '../../support/tool-session.ts';
import { cloneRepository, isolatedEnv, makeRepository } from '../../support/workspace.ts';

const tracker = useTracker();

const summary = (args: Record<string, unknown> = {}) => tracker.ask('board', { action: 'summary', ...args });

describe('summary', () => {
  it('counts nothing in an empty tracker', async () => {
    expect(await summary()).toBe('0 tickets, 0 open · 0 ready · 0 blocked · 0 claimed');
  });

  it('counts by type and status, and what is ready, blocked, claimed and overdue', async () => {
    const labels = ['all'];
    const [blocker, claimed, stuck, closed] = await tracker.createAll([
      { title: 'Blocker', labels },
      { title: 'Claimed', labels },
      { title: 'Stuck', labels },
      { title: 'Closed', labels, due: '2020-01-01' },
      { title: 'Waiting', labels, blocked_by: '$1' },
      { title: 'Late', labels, due: '2020-01-01' },
      { title: 'Bug', labels, type: 'bug' },
    ]);
    await tracker.ticket({ action: 'claim', id: claimed });
    await tracker.ticket({ action: 'move', id: stuck, status: 'in_progress' });
    await tracker.ticket({ action: 'move', id: stuck, status: 'blocked', message: 'No hardware' });
    await tracker.ticket({ action: 'close', id: closed });
    expect(await summary({ query: 'label:all' })).toBe(
      [
        '7 tickets, 6 open · 2 ready · 2 blocked · 1 claimed · 1 overdue · label:all',
        'task: backlog 3, in_progress 1, blocked 1, done 1',
        'bug: triage 1',
      ].join('\n'),
    );
    expect(await summary({ labels: ['all'], type: 'bug' })).toBe(
      '1 ticket, 1 open · 0 ready · 0 blocked · 0 claimed · type:bug label:all\nbug: triage 1',
    );
    await tracker.ticket({ action: 'close', id: blocker });
    expect((await summary({ query: 'label:all' })).split('\n')[0]).toBe(
      '7 tickets, 5 open · 2 ready · 1 blocked · 1 claimed · 1 overdue · label:all',
    );
  });

  it('counts the same whatever the query ends in', async () => {
    const open = await tracker.create({ title: 'Quote "unclosed', labels: ['odd'] });
    for (const query of ['"unclosed', 'unclosed :', 'unclosed -', 'unclosed “', `key:${open}`])
      expect(await summary({ query })).toMatch(/^1 ticket, 1 open · 1 ready · 0 blocked/);
  });

  it('leaves archived tickets out and names what emptied it', async () => {
    const key = await tracker.create({ title: 'On the shelf', labels: ['shelf'] });
    await tracker.ticket({ action: 'archive', id: key });
    expect(await summary({ query: 'label:shelf' })).toContain('0 tickets');
    expect(await summary({ query: 'label:shelf is:archived' })).toContain('1 ticket,');
    expect(await summary({ query: 'label:all type:epic' })).toContain('Nothing is left because of type:epic.');
  });

  it('lists tickets that are closed without the approval that they need', async () => {
    const [before, open] = await tracker.createAll([
      { title: 'Closed before the gate', type: 'bug', labels: ['gate'] },
      { title: 'Not closed', type: 'bug', labels: ['gate'] },
    ]);
    await tracker.ticket({ action: 'close', id: before });
    expect(await summary({ query: 'label:gate' })).not.toContain('approval');
    tracker.repository.write('.tracker/config.json', '{"review": {"bug": true}}');
    expect((await summary({ query: 'label:gate' })).split('\n').at(-1)).toBe(`Closed without approval: ${before}`);
    expect(await summary({ query: `key:${open}` })).not.toContain('approval');
    const other = await tracker.connect({ env: { TRACKER_ACTOR: 'bob' } });
    await tracker.ask('alignment', { action: 'submit', id: before, message: 'Fixed' });
    await other.ask('alignment', { action: 'decide', id: before, decision: 'approved' });
    expect(await summary({ query: 'label:gate' })).not.toContain('approval');
  });

  it('knows what became overdue since it was written', async () => {
    const past = openPast(tracker.repository.root);
    const due = new Date(Date.now() - dayMs).toISOString().slice(0, 10);
    await past.create(Date.now() - 9 * dayMs, { title: 'Was due yesterday', due, labels: ['due'] });
    await past.create(Date.now() - 9 * dayMs, {
      title: 'Is due today',
      due: new Date().toISOString().slice(0, 10),
      labels: ['due'],
    });
    expect(await summary({ query: 'label:due' })).toContain('· 1 overdue ·');
  });

  it.skipIf(isOverLog)('lists what two clones set differently, until somebody settles it', async () => {
    const first = makeRepository({ name: 'shared' });
    const run = (cwd: string, ...args: string[]) =>
      execFileSync(process.execPath, [program, ...args], { cwd, env: isolatedEnv(), stdio: 'pipe' });
    run(first.root, 'init');
    const alice = toolSession(await startClient({ cwd: first.root }));
    const [title, calm] = await alice.createAll([{ title: 'Disputed', labels: ['hot'] }, { title: 'Calm' }]);
    first.git('add', '-A');
    first.git('commit', '-qm', 'Track');
    const second = cloneRepository(first);
    run(second.root, 'init');
    const bob = toolSession(await startClient({ cwd: second.root }));
    await alice.ticket({ action: 'update', id: title, priority: 'urgent' });
    await bob.ticket({ action: 'update', id: title, priority: 'low' });
    await bob.ticket({ action: 'update', id: calm, points: 3 });
    for (const { git } of [first, second]) git('commit', '-qam', 'Change');
    first.git('pull', '-q', '--no-rebase', '--no-edit', second.root, 'main');
    const board = (query?: string) => alice.ask('board', { action: 'summary', query });
    expect((await board()).split('\n').at(-1)).toBe(`Conflicts to settle: ${title} (priority)`);
    expect(await board('label:hot')).toContain('Conflicts to settle');
    expect(await board('Calm')).not.toContain('Conflicts');
    await alice.ticket({ action: 'update', id: title, priority: 'high' });
    expect(await board()).not.toContain('Conflicts');
  });

  it('refuses a field that it does not use', async () => {
    expect(await tracker.refused('invalid_input', { action: 'summary', limit: 5 }, 'board')).toContain(
      'summary does not use "limit"',
    );
  });
});
