import { describe, expect, it } from 'vitest';
import type { RememberedCall } from '../../src/actions/call-memory.ts';
import { perform } from '../../src/actions/perform.ts';
import { memoryIn } from '../../src/serve/once.ts';
import { dayMs, openStore, refused } from '../access/opened.ts';
import { openTracker } from '../support/in-process.ts';
import { isOverLog } from '../support/test-home.ts';
import { authorOf } from '../support/ticket-events.ts';
import { makeRepository, type TestRepository } from '../support/workspace.ts';

type Args = Record<string, unknown>;

/** A tracker whose calls are remembered in an access store, as those are that come over HTTP. */
function remembered(repository: TestRepository = makeRepository()) {
  const { workspace } = openTracker(repository.root);
  const { store, clock } = openStore();
  const memory = memoryIn(store);
  const as = async (args: Args, tool = 'ticket') =>
    (await perform(workspace, { author: authorOf('anna'), scopes: 'all' }, { tool, args, memory })) as {
      repeated?: true;
      // biome-ignore lint/suspicious/noExplicitAny: what an action answers is what its test expects.
      result: any;
    };
  /** As its server leaves it that ends between the write and its answer. */
  const cutOff = async (key: string) => {
    const call = (await store.calls.find(key)) as RememberedCall;
    await store.calls.keep(key, { ...call, isDone: false });
    return call;
  };
  return { ...repository, as, clock, cutOff, calls: store.calls, workspace };
}

const create = { action: 'create', title: 'Made once', idempotency_key: 'k' };

describe('a call with a key', () => {
  it('is remembered with the ids of its events, and without a text', async () => {
    const { as, calls } = remembered();
    const { result } = await as(create);
    const kept = await calls.find('k');
    expect(kept).toMatchObject({ isDone: true, events: [expect.stringMatching(/^[0-9A-Z]{26}$/)] });
    expect(kept?.answer).toMatchObject({ tickets: [{ key: result.tickets[0].key, status: 'backlog' }] });
    expect(JSON.stringify(kept)).not.toContain('Made once');
  });

  it('is not remembered where it is a rehearsal, was refused, or has no key', async () => {
    const { as, calls } = remembered();
    await as({ ...create, dry_run: true });
    expect(await refused(() => as({ ...create, parent: 'PAY-999999' }))).toMatch(/^not_found/);
    await as({ action: 'create', title: 'Without a key' });
    expect(await calls.find('k')).toBeUndefined();
  });

  it('that has changed nothing is not done later, when it would', async () => {
    const { as } = remembered();
    const { result } = await as({ action: 'create', title: 'One' });
    const { key } = result.tickets[0];
    const again = { action: 'update', id: key, title: 'One', idempotency_key: 'k' };
    await as(again);
    await as({ action: 'update', id: key, title: 'Two' });
    expect(await as(again)).toMatchObject({ repeated: true, result: { already: true } });
    expect((await as({ action: 'get', id: key })).result.ticket.title).toBe('Two');
    expect(await refused(() => as({ ...again, title: 'Three' }))).toMatch(/^conflict: .*used with other input/);
  });
});

describe.skipIf(isOverLog)('a call with a key that was done on another branch', () => {
  /** Done on `feature`; main is checked out. */
  async function onFeature() {
    const tracker = remembered();
    const { git, as } = tracker;
    await as({ action: 'create', title: 'There before' });
    git('add', '--all');
    git('commit', '--quiet', '--message', 'tracker');
    git('switch', '--quiet', '--create', 'feature');
    const { result } = await as(create);
    git('commit', '--quiet', '--all', '--message', 'feature');
    git('switch', '--quiet', 'main');
    return { ...tracker, made: result.tickets[0] as { key: string; id: string } };
  }
  const titles = async ({ as }: Pick<Awaited<ReturnType<typeof onFeature>>, 'as'>) =>
    (await as({ action: 'list' })).result.tickets.map(({ title }: { title: string }) => title);

  it('is answered as it was', async () => {
    const tracker = await onFeature();
    const { key, id } = tracker.made;
    expect(await tracker.as(create)).toMatchObject({ repeated: true, result: { reply: key, tickets: [{ key, id }] } });
    expect(await titles(tracker)).toEqual(['There before']);
    expect(await refused(() => tracker.as({ ...create, title: 'Else' }))).toMatch(/^conflict: .*other input/);
  });

  it('is answered too where its server ended before it had answered', async () => {
    const tracker = await onFeature();
    await tracker.cutOff('k');
    expect(await tracker.as(create)).toMatchObject({ repeated: true, result: { tickets: [{ id: tracker.made.id }] } });
    expect(await titles(tracker)).toEqual(['There before']);
    tracker.git('merge', '--quiet', 'feature');
    expect((await titles(tracker)).sort()).toEqual(['Made once', 'There before']);
  });

  it('is done where git has nothing of it any more', async () => {
    const tracker = await onFeature();
    await tracker.cutOff('k');
    tracker.git('branch', '--quiet', '-D', 'feature');
    tracker.git('reflog', 'expire', '--expire=now', '--all');
    expect((await tracker.as(create)).repeated).toBeUndefined();
    expect((await titles(tracker)).sort()).toEqual(['Made once', 'There before']);
  });

  it('is refused after a day, as nobody knows what was answered', async () => {
    const tracker = await onFeature();
    tracker.clock.time += dayMs;
    expect(await refused(() => tracker.as(create))).toMatch(/^conflict: .*was done on another branch/);
    tracker.git('switch', '--quiet', 'feature');
    expect(await tracker.as(create)).toMatchObject({ repeated: true, result: { tickets: [{ id: tracker.made.id }] } });
  });
});
