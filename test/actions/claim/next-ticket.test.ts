import { describe, expect, test } from 'vitest';
import { useLocalTracker } from '../../support/local-tracker.ts';

const tracker = useLocalTracker();
const bob = () => tracker.as('bob', 'bobs');
const me = (who = bob()) => who.ask('board', { action: 'me' });

/** All that is open is closed: the next test begins with nothing. */
async function clear(): Promise<void> {
  const listed = await tracker.ticket({ action: 'list', query: 'is:open', limit: 100, budget: 9000 });
  const ids = [...listed.matchAll(/(?<![\w])(?:PAY-)?(\d{6})\b/g)].map(([, number]) => `PAY-${number}`);
  if (ids.length > 0) await tracker.ticket({ action: 'close', ids, status: 'cancelled' });
}

describe('a claim', () => {
  test('of the next ticket takes first what was handed over, and goes on with it', async () => {
    await clear();
    const [urgent, handed] = await tracker.createAll([{ title: 'Urgent', priority: 'urgent' }, { title: 'Begun' }]);
    await tracker.ticket({ action: 'claim', id: handed });
    await tracker.ticket({ action: 'release', id: handed, assignees: ['bob'], message: 'the rest is yours' });
    expect(await me()).toContain(
      `Your turn:\n ${handed} Begun · in_progress, handed over by anna\n  ${new Date().toISOString().slice(5, 10)} the rest is yours`,
    );
    expect(await bob().ticket({ action: 'claim' })).toContain(`Claimed ${handed} · handed over by anna`);
    expect(await me()).not.toContain('Your turn');
    expect(await bob().ticket({ action: 'claim' })).toContain(`Claimed ${urgent}`);
  });

  test('takes up what a review sent back, out of review', async () => {
    await clear();
    const id = await tracker.create('To be reviewed');
    await tracker.create({ title: 'Urgent', priority: 'urgent' });
    await bob().ticket({ action: 'claim', id });
    await bob().ask('alignment', { action: 'submit', id, message: 'done, I think' });
    await bob().ticket({ action: 'move', id, status: 'review' });
    await bob().ticket({ action: 'release', id });
    await tracker.ask('alignment', { action: 'decide', id, decision: 'changes_requested', message: 'name it' });
    expect(await me()).toMatch(/sent back by anna\n {2}\d\d-\d\d name it/);
    expect(await tracker.as('carl', 'c').ticket({ action: 'claim' })).not.toContain(id);
    expect(await bob().ticket({ action: 'claim' })).toContain(
      `Claimed ${id} · review → in_progress · sent back by anna`,
    );
    await bob().ticket({ action: 'release', id });
    expect(await me()).not.toContain('sent back');
  });

  test('passes over what waits for a blocker, and what is somebody else’s by name', async () => {
    await clear();
    const [handed, blocker, theirs, free] = await tracker.createAll([
      { title: 'Handed' },
      { title: 'Blocker', assignees: ['carl'] },
      { title: 'Theirs', priority: 'urgent', assignees: ['carl'] },
      { title: 'Free', priority: 'low' },
    ]);
    await tracker.ticket({ action: 'claim', id: handed });
    await tracker.ticket({ action: 'release', id: handed, assignees: ['bob'] });
    await tracker.ask('link', { action: 'add', id: blocker, type: 'blocks', target: handed });
    const text = await bob().ticket({ action: 'claim' });
    expect(text).toContain(`Claimed ${free}`);
    expect(text).toContain(`Passed over: ${handed}, handed over by anna, waits for ${blocker}.`);
    expect(await tracker.as('carl/codex', 'c').ticket({ action: 'claim' })).toContain(`Claimed ${theirs}`);
  });
});

describe('a close with next', () => {
  test('claims the next one, and says so where there is none', async () => {
    await clear();
    const [first, second] = await tracker.createAll([{ title: 'First' }, { title: 'Second' }]);
    await bob().ticket({ action: 'claim', id: first });
    expect(await bob().ticket({ action: 'close', id: first, next: true })).toContain(
      `${first} in_progress → done\nClaimed ${second} · backlog → in_progress`,
    );
    expect(await bob().ticket({ action: 'close', id: second, next: true })).toBe(
      `${second} in_progress → done\nNo ticket is ready.`,
    );
  });

  test('claims nothing where the close is refused', async () => {
    await clear();
    const [first, second] = await tracker.createAll([{ title: 'First' }, { title: 'Second' }]);
    await bob().ticket({ action: 'close', id: first });
    await bob().refused('invalid_status', { action: 'close', ids: [second, first], next: true, status: 'review' });
    expect(await me()).not.toContain('Holding');
  });
});
