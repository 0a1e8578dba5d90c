import { describe, expect, it } from 'vitest';
import type { Noted } from '../../src/store/elsewhere.ts';
import { openTracker } from '../support/in-process.ts';
import { authorOf } from '../support/ticket-events.ts';
import { keysIn } from '../support/tool-session.ts';
import { makeDirectory, makeRepository } from '../support/workspace.ts';

async function withTicket(root = makeRepository().root, type = 'task') {
  const tracker = openTracker(root);
  const ticket = (args: Record<string, unknown>) => tracker.call('ticket', args);
  const [id] = keysIn(await ticket({ action: 'create', title: 'A ticket', type }));
  const notes = () =>
    tracker.workspace.read(authorOf('anna'), async (tx): Promise<Noted[]> => tx.leases.elsewhere.list(tx.now));
  return { id, ticket, notes, workspace: tracker.workspace };
}

describe('a note for the other branches of the clone', () => {
  it('is made by each way into a status that is no beginning, and taken back by each way out', async () => {
    const { id, ticket, notes } = await withTicket();
    expect(await notes()).toEqual([]);
    await ticket({ action: 'claim', id });
    expect(await notes()).toMatchObject([{ status: 'in_progress', actor: 'anna', place: 'refs/heads/main' }]);
    await ticket({ action: 'update', id, status: 'review' });
    expect(await notes()).toMatchObject([{ status: 'review' }]);
    await ticket({ action: 'close', id });
    expect(await notes()).toMatchObject([{ status: 'done' }]);
    await ticket({ action: 'undo', id });
    expect(await notes()).toMatchObject([{ status: 'review' }]);
    await ticket({ action: 'move', id, status: 'cancelled' });
    expect(await notes()).toMatchObject([{ status: 'cancelled' }]);
    await ticket({ action: 'move', id, status: 'backlog', message: 'again' });
    expect(await notes()).toEqual([]);
  });

  it('is not made by a dry run, nor by what leaves the status, nor outside of git', async () => {
    const { id, ticket, notes } = await withTicket();
    await ticket({ action: 'close', id, dry_run: true });
    await ticket({ action: 'update', id, priority: 'high' });
    expect(await notes()).toEqual([]);
    const outside = await withTicket(makeDirectory());
    await outside.ticket({ action: 'close', id: outside.id });
    expect(await outside.notes()).toEqual([]);
  });

  it('is one for each branch, and overtaken by what is done where its event is known', async () => {
    const repository = makeRepository();
    repository.commit('first');
    const { id, ticket, notes } = await withTicket(repository.root);
    await ticket({ action: 'move', id, status: 'in_progress' });
    repository.git('switch', '--quiet', '--create', 'other');
    // The file came along.
    await ticket({ action: 'close', id });
    expect(await notes()).toMatchObject([{ status: 'done', place: 'refs/heads/other' }]);
    repository.git('add', '--all');
    repository.git('commit', '--quiet', '--message', 'closed');
    repository.git('switch', '--quiet', '--detach');
    await ticket({ action: 'move', id, status: 'backlog', message: 'again' });
    expect(await notes()).toEqual([]);
  });

  it('ends after 30 days', async () => {
    const { id, ticket, notes, workspace } = await withTicket();
    await ticket({ action: 'close', id });
    const [note] = await notes();
    const day = 86_400_000;
    const later = (days: number) =>
      workspace.read(authorOf('anna'), async (tx) => tx.leases.elsewhere.list(note!.at + days * day).length);
    expect([await later(29), await later(30)]).toEqual([1, 0]);
  });
});
