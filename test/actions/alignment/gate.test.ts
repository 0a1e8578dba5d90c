import { beforeAll, describe, expect, it } from 'vitest';
import { connectClient } from '../../support/client.ts';
import { type ToolSession, toolSession, useTracker } from '../../support/tool-session.ts';

const tracker = useTracker({ env: { TRACKER_ACTOR: 'ada' } }, (repository) => {
  repository.write('.tracker/config.json', '{"review": {"bug": true}}');
});

let bob: ToolSession;

beforeAll(async () => {
  const client = await connectClient({ cwd: tracker.repository.root, env: { TRACKER_ACTOR: 'bob' } });
  bob = toolSession(client);
  return () => client.close();
});

const submit = (id: string) => tracker.ask('alignment', { action: 'submit', id, message: 'Fixed' });
const decide = (id: string, decision: string) =>
  bob.ask('alignment', { action: 'decide', id, decision, message: 'Seen' });
const statusOf = async (id: string) => (await tracker.get(id))[1]!.split(' · ')[1];

async function started(type = 'bug'): Promise<string> {
  const id = await tracker.create({ title: `A ${type} in progress`, type });
  const path = { bug: ['confirmed', 'in_progress'], task: ['in_progress'], feature: ['approved', 'in_progress'] }[
    type
  ]!;
  for (const status of path) await tracker.ticket({ action: 'move', id, status });
  return id;
}

/** Every way into the positive terminal status. */
const ways = (id: string) => [
  { action: 'close', id },
  { action: 'close', id, status: 'resolved' },
  { action: 'close', ids: [id] },
  { action: 'move', id, status: 'resolved' },
  { action: 'move', id, status: 'Resolved' },
  { action: 'update', id, status: 'resolved' },
];

async function checkClosed(id: string): Promise<string> {
  const texts: string[] = [];
  for (const way of ways(id)) texts.push(await tracker.refused('review_required', way));
  expect(await statusOf(id)).toBe('in_progress');
  return texts[0]!;
}

describe('a review gate', () => {
  it('keeps every way into the positive status shut until there is an approval', async () => {
    const id = await started();
    expect(await checkClosed(id)).toMatch(
      new RegExp(`${id}: a bug becomes resolved only after an approval\\.\nSubmit what was done`),
    );
    await submit(id);
    expect(await checkClosed(id)).toMatch(/waits for a decision\.\n.*alignment\(action:"get"/);
    await decide(id, 'approved');
    expect(await tracker.ticket({ action: 'close', id })).toBe(`${id} in_progress → resolved`);
  });

  it('stays shut before the first step of a close from the initial status', async () => {
    const id = await tracker.create({ title: 'From the start', type: 'bug' });
    await tracker.refused('review_required', { action: 'close', id });
    expect(await statusOf(id)).toBe('triage');
  });

  it.each(['changes_requested', 'rejected', 'needs_review'])('stays shut after %s', async (decision) => {
    const id = await started();
    await submit(id);
    await decide(id, decision);
    expect(await checkClosed(id)).toContain(`is ${decision}`);
  });

  it('is shut again by a new submission, whatever was decided on the one before', async () => {
    const id = await started();
    await submit(id);
    await decide(id, 'approved');
    await submit(id);
    await checkClosed(id);
    await decide(id, 'approved');
    expect(await tracker.ticket({ action: 'move', id, status: 'resolved' })).toContain('resolved');
  });

  it('opens for each of the ways', async () => {
    for (const way of ['close', 'move', 'update']) {
      const id = await started();
      await submit(id);
      await decide(id, 'approved');
      await tracker.ticket({ action: way, id, ...(way !== 'close' && { status: 'resolved' }) });
      expect(await statusOf(id)).toBe('resolved');
    }
  });

  it('does not stand before the other terminal status, nor before other types', async () => {
    const bug = await started();
    await tracker.ticket({ action: 'close', id: bug, status: 'wont_fix', message: 'By design' });
    expect(await statusOf(bug)).toBe('wont_fix');
    const task = await started('task');
    await tracker.ticket({ action: 'close', id: task });
    expect(await statusOf(task)).toBe('done');
  });

  it('needs a new approval after a reopening only where there is a new submission', async () => {
    const id = await started();
    await submit(id);
    await decide(id, 'approved');
    await tracker.ticket({ action: 'close', id });
    await tracker.ticket({ action: 'move', id, status: 'triage', message: 'It is back' });
    await submit(id);
    await tracker.refused('review_required', { action: 'close', id });
  });

  it('cannot be passed by a change of type, to and fro', async () => {
    const id = await started();
    expect(await tracker.refused('review_required', { action: 'update', id, type: 'task' })).toContain('resolved');
    await tracker.refused('review_required', { action: 'update', id, type: 'task', status: 'done' });
    expect((await tracker.get(id))[1]).toContain('bug · in_progress');
    const task = await started('task');
    await tracker.refused('review_required', { action: 'update', id: task, type: 'bug', status: 'resolved' });
    expect((await tracker.get(task))[1]).toContain('task · in_progress');
  });

  it('lets a ticket change its type before work on it begins, and after an approval', async () => {
    const early = await tracker.create({ title: 'Not a bug', type: 'bug' });
    expect(await tracker.ticket({ action: 'update', id: early, type: 'task' })).toContain('type bug → task');
    const id = await started();
    await submit(id);
    await decide(id, 'approved');
    expect(await tracker.ticket({ action: 'update', id, type: 'task' })).toContain('type bug → task');
  });

  it('cannot be passed by undoing and dry runs change nothing', async () => {
    const id = await started();
    await submit(id);
    await decide(id, 'approved');
    await tracker.refused('review_required', { action: 'close', id: await started(), dry_run: true });
    expect(await tracker.ticket({ action: 'close', id, dry_run: true })).toMatch(/^Dry run/);
    expect(await statusOf(id)).toBe('in_progress');
    await bob.ticket({ action: 'undo', id });
    await tracker.refused('review_required', { action: 'close', id });
  });

  it('closes all of several tickets or none', async () => {
    const [shut, open] = [await started(), await started('task')];
    await tracker.refused('review_required', { action: 'close', ids: [open, shut] });
    expect(await statusOf(open)).toBe('in_progress');
  });

  it('is told by the review', async () => {
    const id = await started();
    await submit(id);
    expect(await tracker.ask('alignment', { action: 'get', id })).toContain('approval needed to close');
  });

  it('of a configuration that is not valid stops writes and not reads', async () => {
    const id = await started();
    tracker.repository.write('.tracker/config.json', '{"review": {"bgu": true}}');
    const refusal = await tracker.client.call('alignment', { action: 'submit', id, message: 'Done' });
    expect(refusal.isError).toBe(true);
    expect(refusal.text).toMatch(/config\.json.*review/s);
    expect(await tracker.ask('search', { query: `key:${id}` })).toContain(id);
    tracker.repository.write('.tracker/config.json', '{"review": {"bug": true}}');
    await submit(id);
  });
});
