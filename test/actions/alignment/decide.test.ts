import { beforeAll, describe, expect, it } from 'vitest';
import { connectClient } from '../../support/client.ts';
import { type ToolSession, toolSession, useTracker } from '../../support/tool-session.ts';

const tracker = useTracker({ env: { TRACKER_ACTOR: 'ada', TRACKER_SESSION: 'ada-1' } });

let bob: ToolSession;

beforeAll(async () => {
  const client = await connectClient({
    cwd: tracker.repository.root,
    env: { TRACKER_ACTOR: 'bob', TRACKER_SESSION: 'bob-1' },
  });
  bob = toolSession(client);
  return () => client.close();
});

const ask = (action: string, args: Record<string, unknown> = {}, who: ToolSession = tracker) =>
  who.ask('alignment', { action, ...args });
const decide = (id: string, decision: string, message?: string, who: ToolSession = bob) =>
  ask('decide', { id, decision, ...(message && { message }) }, who);

async function submitted(title = 'Submitted'): Promise<string> {
  const id = await tracker.create(title);
  await ask('submit', { id, message: 'Done' });
  return id;
}

describe('decide', () => {
  it.each(['approved', 'changes_requested', 'rejected', 'needs_review'])('records %s', async (decision) => {
    const id = await submitted();
    const turn = decision === 'needs_review' ? 'another person' : 'ada';
    const next = decision === 'approved' ? `: ticket(action:"close", id:"${id}")` : '';
    expect(await decide(id, decision, 'Because')).toBe(
      `${id} ${decision} · submitted by ada\nIt is backlog; ${turn}'s turn${next}`,
    );
    const text = await ask('get', { id });
    expect(text.split('\n')[1]).toBe(
      `task · backlog · review ${decision}${decision === 'needs_review' ? '' : " · ada's turn"}`,
    );
    expect(text).toMatch(new RegExp(`bob \\(agent\\) \\d{4}-\\d\\d-\\d\\d ${decision}: Because$`));
    expect(await ask('list')).toContain(decision === 'needs_review' ? id : '');
    expect((await ask('list')).includes(id)).toBe(decision === 'needs_review');
  });

  it('needs a message for everything but an approval', async () => {
    const id = await submitted();
    for (const decision of ['changes_requested', 'rejected', 'needs_review'])
      expect(await bob.refused('invalid_input', { action: 'decide', id, decision }, 'alignment')).toContain(
        `${decision} needs a message that says why`,
      );
    expect(await decide(id, 'approved')).toContain('approved');
  });

  it('records the same once, until something has happened to the ticket or more is said', async () => {
    const id = await submitted();
    const count = async () => (await tracker.ticket({ action: 'history', id })).match(/decided approved/g)?.length;
    await decide(id, 'approved', 'Good');
    expect(await decide(id, 'approved', 'Good')).toMatch(new RegExp(`^${id} approved already · submitted by ada\n`));
    expect(await count()).toBe(1);
    await decide(id, 'approved', 'Very good');
    expect(await count()).toBe(2);
    await tracker.ticket({ action: 'edit', id, op: 'append', new: 'More' });
    expect(await decide(id, 'approved', 'Very good')).not.toContain('already');
    expect(await count()).toBe(3);
  });

  it('takes a decision as people write it, and other names of the fields', async () => {
    const id = await submitted();
    expect(await ask('decide', { key: id, verdict: 'Changes Requested', rationale: 'No tests' }, bob)).toContain(
      'changes_requested',
    );
    expect(await ask('get', { id })).toContain('No tests');
  });

  it('is refused to the author of the submission, in any session', async () => {
    const id = await submitted();
    const again = await tracker.connect({ env: { TRACKER_ACTOR: 'ada', TRACKER_SESSION: 'ada-2' } });
    for (const who of [tracker, again])
      expect(
        await who.refused('permission_denied', { action: 'decide', id, decision: 'approved' }, 'alignment'),
      ).toMatch(/submitted by you, ada; .*\n.*alignment\(action:"list"\)/);
  });

  it('is refused to another actor in the same session', async () => {
    const id = await submitted();
    const guest = await tracker.connect({ env: { TRACKER_ACTOR: 'guest', TRACKER_SESSION: 'ada-1' } });
    expect(
      await guest.refused('permission_denied', { action: 'decide', id, decision: 'approved' }, 'alignment'),
    ).toContain('submitted in this session');
    expect((await tracker.get(id))[1]).toContain('review waiting');
  });

  it('is refused where nothing was submitted', async () => {
    const id = await tracker.create('Nothing there');
    expect(await bob.refused('not_found', { action: 'decide', id, decision: 'approved' }, 'alignment')).toContain(
      'alignment(action:"list")',
    );
  });

  it('refuses what is missing, unknown or not a decision', async () => {
    const id = await submitted();
    const refused = (args: Record<string, unknown>) =>
      bob.refused('invalid_input', { action: 'decide', ...args }, 'alignment');
    expect(await refused({ id })).toContain('decision is missing');
    expect(await refused({ id, decision: 'aproved' })).toMatch(/did you mean "approved"\?$/);
    expect(await refused({ id, decision: 'approved', evidence: ['x'] })).toContain('"evidence"');
    expect(await refused({ decision: 'approved' })).toContain('id is missing');
  });

  it('names its submission: a new one reopens the review', async () => {
    const id = await submitted();
    await decide(id, 'rejected', 'Wrong approach');
    await ask('submit', { id, message: 'Second attempt' });
    expect((await tracker.get(id))[1]).toContain('review waiting');
    expect(await ask('list')).toContain(id);
    await decide(id, 'approved');
    const text = await ask('get', { id });
    expect(text.split('\n')[1]).toContain('review approved');
    const [second, first] = [text.indexOf('Second attempt'), text.indexOf('rejected: Wrong approach')];
    expect(second).toBeGreaterThan(0);
    expect(first).toBeGreaterThan(second);
    expect(text.slice(second, first)).toContain('approved');
    expect(text.slice(first)).not.toContain('approved');
  });

  it('may be taken again by another reviewer; the last one counts', async () => {
    const id = await submitted();
    await decide(id, 'approved');
    const carol = await tracker.connect({ env: { TRACKER_ACTOR: 'carol' } });
    await decide(id, 'changes_requested', 'Found a hole', carol);
    expect((await tracker.get(id))[1]).toContain('review changes_requested');
  });

  it('lets whoever decided submit in turn, and the other decide', async () => {
    const id = await submitted();
    await decide(id, 'changes_requested', 'I will do it myself');
    await ask('submit', { id, message: 'By bob' }, bob);
    await bob.refused('permission_denied', { action: 'decide', id, decision: 'approved' }, 'alignment');
    expect(await decide(id, 'approved', undefined, tracker)).toBe(
      `${id} approved · submitted by bob\nIt is backlog; bob's turn: ticket(action:"close", id:"${id}")`,
    );
  });

  it('writes nothing on a dry run', async () => {
    const id = await submitted();
    expect(await ask('decide', { id, decision: 'approved', dry_run: true }, bob)).toMatch(/^Dry run, nothing written:/);
    expect((await tracker.get(id))[1]).toContain('review waiting');
  });

  it('of a submission that was undone is refused', async () => {
    const id = await submitted();
    await tracker.ticket({ action: 'undo', id });
    await bob.refused('not_found', { action: 'decide', id, decision: 'approved' }, 'alignment');
  });
});

describe('get', () => {
  it('shows every submission with its evidence and decisions, the newest first', async () => {
    const id = await tracker.create({ title: 'Whole story', type: 'bug' });
    await ask('submit', { id, message: 'First', evidence: ['npm test -> 1'] });
    await decide(id, 'changes_requested', 'Tests fail');
    await ask('submit', { id, message: 'Second', evidence: ['npm test -> 0'] });
    const day = '\\d{4}-\\d\\d-\\d\\d';
    expect(await ask('get', { id })).toMatch(
      new RegExp(
        [
          `^${id} Whole story`,
          'bug · triage · review waiting',
          '',
          `ada submitted ${day} \\[\\w{6}\\]`,
          'Second',
          '- npm test -> 0',
          '',
          `ada submitted ${day} \\[\\w{6}\\]`,
          'First',
          '- npm test -> 1',
          `bob \\(agent\\) ${day} changes_requested: Tests fail$`,
        ].join('\n'),
      ),
    );
    expect(await tracker.ask('alignment', { id })).toBe(await ask('get', { id }));
  });

  it('is also read with the whole ticket, so that no tool that writes is needed for it', async () => {
    const id = await tracker.create('Read in plan mode');
    await ask('submit', { id, message: 'Ready for a look', evidence: ['npm test -> 0'] });
    await decide(id, 'rejected', 'Not what was asked for');
    const text = await tracker.ask('search', { query: `key:${id}` });
    expect(text).toContain('review rejected');
    expect(text).toMatch(
      /ada submitted \d{4}-\d\d-\d\d \[\w{6}\]\nReady for a look\n- npm test -> 0\nbob \(agent\) \S+ rejected: Not/,
    );
  });

  it('keeps to the budget and says how many submissions are left', async () => {
    const id = await tracker.create('Many rounds');
    for (let i = 0; i < 8; i++) await ask('submit', { id, message: `Round ${i}: ${'words '.repeat(50)}` });
    const text = await ask('get', { id, budget: 300 });
    expect(text.length).toBeLessThan(1600);
    expect(text).toContain('Round 7');
    const shown = text.match(/Round \d/g)!.length;
    expect(text.split('\n').at(-1)).toBe(`${8 - shown} earlier submissions: ticket(action:"history", id:"${id}")`);
  });

  it('cuts a message that is longer than the budget', async () => {
    const id = await tracker.create('Long story');
    await ask('submit', { id, message: '長'.repeat(60_000), evidence: [`${'note '.repeat(20_000)}`] });
    const text = await ask('get', { id });
    expect(text.length).toBeLessThan(8000);
    expect(text).toMatch(/… \(\d+ characters more\)/);
  });

  it('of a ticket that was never submitted is not found', async () => {
    const id = await tracker.create('Untouched');
    expect(await tracker.refused('not_found', { action: 'get', id }, 'alignment')).toContain(
      'alignment(action:"list")',
    );
  });
});
