import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { runTracker } from '../../cli/run-tracker.ts';
import { isOverLog } from '../../support/test-home.ts';
import { useTracker } from '../../support/tool-session.ts';

const tracker = useTracker();
const claim = (fields: Record<string, unknown> = {}) => tracker.ticket({ action: 'claim', ...fields });
const bobs = () => tracker.connect({ env: { TRACKER_ACTOR: 'bob' } });

describe('claim', () => {
  it('assigns the caller, takes the lease and moves a ready ticket to in_progress', async () => {
    const ids = await tracker.createAll([
      { title: 'Task\nof two lines' },
      { title: 'Bug', type: 'bug' },
      { title: 'Feature', type: 'feature' },
    ]);
    await tracker.ticket({ action: 'move', id: ids[1], status: 'confirmed' });
    await tracker.ticket({ action: 'move', id: ids[2], status: 'approved' });
    expect(await claim({ id: ids[0] })).toBe(`Claimed ${ids[0]} · backlog → in_progress\nTask of two lines`);
    expect(await claim({ id: ids[1], message: 'on it' })).toBe(
      `Claimed ${ids[1]} · confirmed → in_progress, noted\nBug`,
    );
    expect(await claim({ id: ids[2] })).toBe(`Claimed ${ids[2]} · approved → in_progress\nFeature`);
    expect((await tracker.get(ids[1]!))[1]).toBe('bug · in_progress · rev 3 · alice/test-client · claimed by you');
    expect(await tracker.ticket({ action: 'history', id: ids[1], limit: 1 })).toContain('(on it)');
  });

  it('leaves a status that is not a ready one', async () => {
    const ids = await tracker.createAll([{ title: 'Untriaged', type: 'bug' }, { title: 'In review' }]);
    await tracker.ticket({ action: 'move', id: ids[1], status: 'in_progress' });
    await tracker.ticket({ action: 'move', id: ids[1], status: 'review' });
    expect(await claim({ id: ids[0] })).toBe(
      `Claimed ${ids[0]} · triage\nUntriaged\nNot begun: triage → confirmed → in_progress. ticket(action:"move", id:"${ids[0]}", status:"confirmed")`,
    );
    expect(await claim({ id: ids[1] })).toBe(`Claimed ${ids[1]} · review\nIn review`);
  });

  it('says that it is the caller’s already', async () => {
    const id = await tracker.create('Mine');
    await claim({ id });
    expect(await claim({ id })).toMatch(
      new RegExp(`^${id} is yours already, until \\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\dZ$`),
    );
    expect((await tracker.get(id))[1]).toContain('rev 2');
  });

  it('keeps who else is assigned', async () => {
    const id = await tracker.create({ title: 'Shared', assignees: ['carol'] });
    await claim({ id });
    expect((await tracker.get(id))[1]).toContain('carol, alice/test-client');
  });

  it('is blocked by an open blocker, which it names', async () => {
    const [blocker, id] = await tracker.createAll([{ title: 'First' }, { title: 'Second', blocked_by: '$1' }]);
    expect(await tracker.refused('blocked', { action: 'claim', id })).toBe(
      `error blocked: ${id} waits for ${blocker} (backlog).\nA blocker comes first. link(action:"graph", id:"${id}") shows the chain.`,
    );
    await tracker.ticket({ action: 'close', id: blocker });
    expect(await claim({ id })).toContain(`Claimed ${id}`);
  });

  it('is refused for what is closed, archived or not there', async () => {
    const [closed, archived] = await tracker.createAll([{ title: 'Closed' }, { title: 'Archived' }]);
    await tracker.ticket({ action: 'close', id: closed });
    await tracker.ticket({ action: 'archive', id: archived });
    expect(await tracker.refused('invalid_status', { action: 'claim', id: closed })).toContain(
      'there is nothing left to claim',
    );
    expect(await tracker.refused('invalid_status', { action: 'claim', id: archived })).toContain(
      `ticket(action:"unarchive", id:"${archived}")`,
    );
    await tracker.refused('not_found', { action: 'claim', id: '999999' });
  });

  it('does nothing in dry_run, and takes no lease', async () => {
    const id = await tracker.create('Dry');
    expect(await claim({ id, dry_run: true })).toBe(
      `Dry run, nothing written:\nClaimed ${id} · backlog → in_progress\nDry`,
    );
    expect((await tracker.get(id))[1]).toBe('task · backlog');
    expect(await (await bobs()).ticket({ action: 'claim', id })).toContain(`Claimed ${id}`);
  });

  it('is refused at another revision than expected', async () => {
    await tracker.refused('conflict', { action: 'claim', id: await tracker.create('Rev'), expected_revision: 3 });
  });

  it('costs at most 50 tokens worth of text', async () => {
    expect((await claim({ id: await tracker.create('Short') })).length).toBeLessThan(80);
  });
});

describe('claim without id', () => {
  it('takes the parts of a ticket before the whole, which is ready when the last of them is closed', async () => {
    const label = { labels: ['parts'], priority: 'urgent' };
    const [whole, part, other] = await tracker.createAll([
      { ...label, title: 'Whole' },
      { ...label, title: 'Part', parent: '$1' },
      { ...label, title: 'Other part', parent: '$1' },
    ]);
    const query = 'label:parts';
    expect(await claim({ query })).toContain(`Claimed ${part}`);
    expect(await claim({ query })).toContain(`Claimed ${other}`);
    await tracker.refused('not_found', { action: 'claim', query });
    expect(await tracker.ask('search', { query: `${query} is:ready` })).not.toContain('Whole');
    expect(await tracker.ticket({ action: 'close', id: part })).toBe(`${part} in_progress → done`);
    expect(await tracker.ticket({ action: 'close', id: other })).toBe(
      `${other} in_progress → done\nReady now: ${whole} "Whole"`,
    );
    expect(await tracker.ask('search', { query: `${query} is:ready` })).toContain('Whole');
    expect(await claim({ query })).toContain(`Claimed ${whole}`);
  });

  it('takes the best ready ticket: by priority, then by what it unblocks, then by age', async () => {
    const label = { labels: ['queue'] };
    const [old, , unblocks, urgent, blocked] = await tracker.createAll([
      { title: 'old', ...label },
      { title: 'young', ...label },
      { title: 'unblocks', ...label },
      { title: 'urgent', priority: 'urgent', ...label },
      { title: 'blocked', priority: 'urgent', blocked_by: '$3', ...label },
      { title: 'not ready', type: 'bug', priority: 'urgent', ...label },
    ]);
    for (const [id, query] of [
      [urgent, { query: 'label:queue' }],
      [unblocks, { labels: 'queue' }],
      [old, { label: ['queue'], type: 'task' }],
    ] as const)
      expect(await claim(query)).toContain(`Claimed ${id} ·`);
    await tracker.ticket({ action: 'close', id: unblocks });
    expect(await claim({ query: 'label:queue' })).toContain(`Claimed ${blocked} ·`);
    expect(await claim({ query: 'label:queue', dry_run: true })).toContain('young');
  });

  it('says that none is ready, with the query', async () => {
    const id = await tracker.create({ title: 'Done already', labels: ['finished'] });
    await tracker.ticket({ action: 'close', id });
    expect(await tracker.refused('not_found', { action: 'claim', query: 'label:finished' })).toMatch(
      /No ticket matching label:finished is ready\.\nNone is open\. See board/,
    );
  });

  it('says that no ticket matches at all, what was understood, and the call that lists', async () => {
    const refusal = await tracker.refused('not_found', { action: 'claim', query: 'label:no-such' });
    expect(refusal).toMatch(/No ticket matches label:no-such\..*\nSee what there is: ticket\(action:"list"\)/);
    expect(refusal).not.toContain('holds them up');
  });

  it('does not take a query beside an id: it would be dropped', async () => {
    const id = await tracker.create('Either or');
    expect(await tracker.refused('invalid_input', { action: 'claim', id, query: 'x' })).toContain(
      'claim takes id or query, not both',
    );
    expect(await tracker.refused('invalid_input', { action: 'claim', id, type: 'bug' })).toContain(
      'id or type, not both',
    );
  });

  it('gives eight callers at once eight different tickets', async () => {
    await tracker.createAll(Array.from({ length: 8 }, (_, i) => ({ title: `race ${i}`, labels: ['race'] })));
    const others = await Promise.all(
      ['b', 'c', 'd'].map((actor) => tracker.connect({ env: { TRACKER_ACTOR: actor } })),
    );
    const replies = await Promise.all(
      [tracker, ...others, tracker, ...others].map((one) => one.ticket({ action: 'claim', query: 'label:race' })),
    );
    expect(new Set(replies.map((reply) => reply.split(' ')[1])).size).toBe(8);
  });
});

describe('a claim of another session', () => {
  it('cannot be taken while it lives, by whom and until when', async () => {
    const id = await tracker.create('Held');
    const bob = await bobs();
    await claim({ id });
    expect(await bob.refused('already_assigned', { action: 'claim', id })).toMatch(
      new RegExp(
        `^error already_assigned: ${id} is claimed by alice/test-client until \\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\dZ\\.\nboard\\(action:"ready"\\) shows others\\. alice can free it at a terminal: tracker release ${id}\\.$`,
      ),
    );
    expect((await bob.get(id))[1]).toMatch(/claimed by alice\/test-client until /);
    expect(await bob.refused('permission_denied', { action: 'release', id })).toContain(
      'is claimed by alice/test-client',
    );
  });

  it.skipIf(isOverLog)('is not for another session of the same actor, as long as its process runs', async () => {
    const id = await tracker.create('Same name');
    const twin = await tracker.connect();
    await twin.ticket({ action: 'claim', id });
    await tracker.refused('already_assigned', { action: 'claim', id });
    await twin.client.close();
    expect(await claim({ id })).toContain(`Claimed ${id}`);
  });

  it('stays with another actor when the process has gone', async () => {
    const id = await tracker.create('Gone');
    const bob = await bobs();
    await bob.ticket({ action: 'claim', id });
    await bob.client.close();
    await tracker.refused('already_assigned', { action: 'claim', id });
  });

  it.skipIf(isOverLog)(
    'is released by another session of the same actor only when its process has gone, and that one is told',
    async () => {
      const id = await tracker.create('Other desk');
      const twin = await tracker.connect();
      await twin.ticket({ action: 'claim', id });
      expect(await tracker.refused('permission_denied', { action: 'release', id })).toMatch(
        new RegExp(
          `is claimed by another session of alice/test-client until .*; only that one releases it before\\.\nIf it is yours, release it over MCP, where it was claimed\\. Else ask them in a comment\\. alice can free it at a terminal: tracker release ${id}\\.$`,
        ),
      );
      expect((await tracker.get(id))[1]).toContain('in_progress');
      await twin.client.close();
      expect(await tracker.ticket({ action: 'release', id })).toBe(
        `Released ${id} · in_progress → todo, which another session of alice/test-client held`,
      );
    },
  );

  it('is released at once by its person on the command line', async () => {
    const id = await tracker.create('Freed');
    await claim({ id });
    expect((await runTracker({ cwd: tracker.repository.root }, 'release', id)).stdout).toBe(
      `Released ${id} · in_progress → todo, which alice/test-client held\n`,
    );
  });

  it('ends when somebody else is assigned, and when the ticket is closed', async () => {
    const [handed, closed] = await tracker.createAll([{ title: 'Handed over' }, { title: 'Closed' }]);
    const bob = await bobs();
    await claim({ id: handed });
    await tracker.ticket({ action: 'update', id: handed, assignees: ['bob'] });
    expect((await tracker.get(handed!))[1]).toBe('task · in_progress · rev 3 · bob');
    expect(await bob.ticket({ action: 'claim', id: handed })).toBe(
      `Claimed ${handed} · handed over by alice/test-client\nHanded over`,
    );
    await claim({ id: closed });
    await tracker.ticket({ action: 'close', id: closed });
    await tracker.ticket({ action: 'move', id: closed, status: 'backlog', message: 'again' });
    expect(await bob.ticket({ action: 'claim', id: closed })).toContain(`Claimed ${closed} · backlog → in_progress`);
  });

  it.skipIf(isOverLog)('holds in every work tree of the clone', async () => {
    const id = await tracker.create('Elsewhere');
    const { git, root } = tracker.repository;
    git('add', '.tracker');
    git('commit', '--quiet', '--message', 'tickets');
    git('worktree', 'add', '--quiet', `${root}-two`, '-b', 'two');
    await claim({ id });
    const bob = await tracker.connect({ cwd: `${root}-two`, env: { TRACKER_ACTOR: 'bob' } });
    await bob.refused('already_assigned', { action: 'claim', id });
  });
});

describe('what a dead agent held', () => {
  const run = (env: Record<string, string>, ...args: string[]) =>
    runTracker({ cwd: tracker.repository.root, env }, ...args);

  async function leave(title: string): Promise<string> {
    const id = await tracker.create(title);
    const agent = await tracker.connect();
    await agent.ticket({ action: 'claim', id });
    process.kill(agent.client.pid, 'SIGKILL');
    await agent.client.close();
    return id;
  }

  it('its person takes over and gives up, at a terminal or by a script, and is told whose it was', async () => {
    const [claimed, released] = [await leave('To claim'), await leave('To release')];
    expect(await run({}, 'claim', claimed!)).toMatchObject({
      code: 0,
      stdout: `Claimed ${claimed} · in_progress, taken over from alice/test-client\nTo claim\n`,
    });
    expect(await run({}, 'release', released!)).toMatchObject({
      code: 0,
      stdout: `Released ${released} · in_progress → todo, which alice/test-client held\n`,
    });
    expect((await tracker.get(released!))[1]).toBe('task · todo · rev 3');
  });

  it('another person, and another agent of the same one, do not; the refusal names the call that works', async () => {
    const id = await leave('Not theirs');
    const others: Record<string, string>[] = [
      { TRACKER_ACTOR: 'bob' },
      { CLAUDECODE: '1', CLAUDE_CODE_SESSION_ID: 's' },
    ];
    for (const env of others)
      for (const verb of ['claim', 'release'])
        expect(await run(env, verb, id)).toMatchObject({
          code: 1,
          stderr: expect.stringContaining(`alice can free it at a terminal: tracker release ${id}.`),
        });
  });

  it('another session of the agent may claim, and is told that it was not its own', async () => {
    const id = await leave('Mine again');
    expect(await claim({ id })).toContain('taken over from another session of alice/test-client');
  });
});

describe('a lease that has run out', () => {
  const short = useTracker({}, (repository) => void repository.write('.tracker/config.json', '{"leaseHours": 0.0003}'));

  it('can be taken over by anybody, and that is recorded', async () => {
    const id = await short.create('Abandoned');
    await short.ticket({ action: 'claim', id });
    await wait(1_200);
    expect((await short.get(id))[1]).not.toContain('claimed by bob');
    const carol = await short.connect({ env: { TRACKER_ACTOR: 'carol' } });
    const dave = await short.connect({ env: { TRACKER_ACTOR: 'dave' } });
    expect(await carol.ticket({ action: 'claim', id })).toContain('taken over from alice/test-client');
    await wait(1_200);
    expect(await dave.ticket({ action: 'claim', id })).toMatch(
      new RegExp(`^Claimed ${id} · in_progress, taken over from carol\nAbandoned$`),
    );
    expect((await dave.get(id))[1]).toContain('· dave ·');
    expect(await dave.ticket({ action: 'history', id })).toMatch(/dave claim assignees \+dave, assignees -carol/);
  });
});
