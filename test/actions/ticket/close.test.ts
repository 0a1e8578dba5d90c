import { describe, expect, it } from 'vitest';
import { useLocalTracker } from '../../support/local-tracker.ts';

const tracker = useLocalTracker();
const historyOf = (id: string) => tracker.ticket({ action: 'history', id });

describe('a close', () => {
  it('walks each ticket’s own way, and says its reason with the last step alone', async () => {
    const [task, bug] = await tracker.createAll([{ title: 'Task' }, { title: 'Bug', type: 'bug' }]);
    expect(await tracker.ticket({ action: 'close', ids: [task, bug], message: 'All is well' })).toBe(
      `${task} backlog → in_progress → done, noted\n${bug} triage → confirmed → in_progress → resolved, noted`,
    );
    expect((await historyOf(bug!)).match(/All is well/g)).toHaveLength(1);
    expect((await historyOf(bug!)).split('\n')[0]).toContain('status in_progress → resolved (All is well)');
  });

  it('closes all or none', async () => {
    const [open, closed] = await tracker.createAll([{ title: 'Open' }, { title: 'Closed' }]);
    await tracker.ticket({ action: 'close', id: closed });
    await tracker.refused('invalid_status', { action: 'close', ids: [open, closed] });
    await tracker.refused('conflict', { action: 'close', ids: [open], expected_revision: 9 });
    expect((await tracker.get(open!))[1]).toContain('backlog');
  });

  it('says which others are ready now, and of those that it closes itself nothing', async () => {
    const [first, second, third] = await tracker.createAll([{ title: 'First' }, { title: 'Then' }, { title: 'Last' }]);
    await tracker.ask('link', { action: 'add', id: first, type: 'blocks', target: second });
    await tracker.ask('link', { action: 'add', id: second, type: 'blocks', target: third });
    expect(await tracker.ticket({ action: 'close', ids: [first, second] })).toBe(
      `${first} backlog → in_progress → done\n${second} backlog → in_progress → done\nReady now: ${third} "Last"`,
    );
  });

  it('that is tried alone writes nothing, claims nothing, and is refused where the call would be', async () => {
    const [id, child] = await tracker.createAll([{ title: 'Tried' }, { title: 'Part', parent: '$1' }]);
    await tracker.refused('blocked', { action: 'close', id, next: true, dry_run: true });
    expect(await tracker.ticket({ action: 'close', ids: [id, child], next: true, dry_run: true })).toMatch(
      new RegExp(`^Dry run, nothing written:\n${id} backlog → in_progress → done`),
    );
    expect((await tracker.get(id!))[1]).toContain('backlog');
    expect(await tracker.ask('board', { action: 'me' })).not.toContain('Holding');
  });
});
