import { describe, expect, it } from 'vitest';
import { useLocalTracker } from '../../support/local-tracker.ts';
import { undoCalls } from './undo-calls.ts';

const tracker = useLocalTracker();
const { undo, state, lastEvent } = undoCalls(tracker);

describe('the undo of an end of a claim', () => {
  it('gives the claim back to the session that had it, if nobody has the ticket', async () => {
    const bob = tracker.as('bob');
    const id = await tracker.create('Released');
    await tracker.ticket({ action: 'claim', id });
    const before = await state(id);
    await tracker.ticket({ action: 'release', id });
    expect(await undo({ id })).toMatch(/undone release: todo → in_progress, assignees \+anna, claim none → anna$/);
    expect(await state(id)).toEqual(before);
    await bob.refused('already_assigned', { action: 'claim', id });
    await tracker.ticket({ action: 'release', id });
    const event = await lastEvent(id);
    await bob.ticket({ action: 'claim', id });
    expect(await undo({ event })).not.toContain('claim)');
    expect((await bob.get(id))[1]).toContain('claimed by you');
    await bob.ticket({ action: 'release', id });
    expect(await tracker.ticket({ action: 'undo', event: await lastEvent(id) })).toContain(
      `The claim has ended. Next: ticket(action:"claim", id:"${id}")`,
    );
  });

  it('does not give it to another session, whoever that is', async () => {
    const id = await tracker.create('Released');
    await tracker.ticket({ action: 'claim', id });
    await tracker.ticket({ action: 'release', id });
    const event = await lastEvent(id);
    for (const other of [tracker.as('anna', 'elsewhere'), tracker.as('bob')]) {
      const text = await other.ticket({ action: 'undo', event, dry_run: true });
      expect(text).toMatch(
        /undone release: todo → in_progress, assignees \+anna\. The claim has ended\. Next: ticket\(action:"claim"/,
      );
    }
    expect(await undo({ event })).toContain('todo → in_progress, assignees +anna, claim none → anna');
  });

  it('gives none on a ticket that stays closed, which the close has ended', async () => {
    const id = await tracker.create('Closed');
    await tracker.ticket({ action: 'claim', id });
    await tracker.ticket({ action: 'update', id, status: 'done', points: 3 });
    const closed = await lastEvent(id);
    await tracker.ticket({ action: 'move', id, status: 'backlog', message: 'again' });
    await tracker.ticket({ action: 'close', id, status: 'cancelled', message: 'no' });
    expect(await undo({ event: closed })).toContain(
      'undone update: points 3 → none. status has been changed since, to cancelled. The claim has ended.',
    );
    const other = await tracker.create('Reopened by the undo');
    await tracker.ticket({ action: 'claim', id: other });
    await tracker.ticket({ action: 'close', id: other });
    expect(await undo({ id: other })).toMatch(/undone move: done → in_progress, claim none → anna$/);
    expect((await tracker.get(other))[1]).toContain('claimed by you');
    await tracker.as('bob').refused('already_assigned', { action: 'claim', id: other });
  });
});

describe('the undo of a claim', () => {
  it('ends it for others, also where an undo has brought it back', async () => {
    const id = await tracker.create('Claimed');
    await tracker.ticket({ action: 'claim', id });
    const claim = await lastEvent(id);
    await tracker.ticket({ action: 'release', id });
    await undo({ event: await lastEvent(id) });
    expect((await tracker.get(id))[1]).toContain('claimed by you');
    expect(await undo({ event: claim })).toMatch(
      /undone claim: in_progress → backlog, assignees -anna, claim anna → none$/,
    );
    expect(await state(id)).toEqual([`${id} Claimed`, 'task · backlog']);
    await tracker.as('bob').ticket({ action: 'claim', id });
  });

  it('leaves a later claim alone', async () => {
    const id = await tracker.create('Handed over');
    await tracker.ticket({ action: 'claim', id });
    const claim = await lastEvent(id);
    await tracker.ticket({ action: 'release', id });
    await tracker.as('bob').ticket({ action: 'claim', id });
    expect(await undo({ event: claim })).not.toContain('claim)');
    expect((await tracker.as('bob').get(id))[1]).toContain('claimed by you');
  });
});
