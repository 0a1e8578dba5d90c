import { describe, expect, it } from 'vitest';
import { useTracker } from '../../support/tool-session.ts';

const tracker = useTracker();
const claim = (fields: Record<string, unknown> = {}) => tracker.ticket({ action: 'claim', ...fields });
const bobs = () => tracker.connect({ env: { TRACKER_ACTOR: 'bob' } });

describe('release', () => {
  it('puts the ticket back among the ready ones, without the caller', async () => {
    const [task, bug] = await tracker.createAll([
      { title: 'Task', assignees: ['carol'] },
      { title: 'Bug', type: 'bug' },
    ]);
    await tracker.ticket({ action: 'move', id: bug, status: 'confirmed' });
    await claim({ id: task });
    await claim({ id: bug });
    expect(await tracker.ticket({ action: 'release', id: task, message: 'half done' })).toBe(
      `Released ${task} · in_progress → todo · carol, noted`,
    );
    expect(await tracker.ticket({ action: 'release', id: bug })).toBe(`Released ${bug} · in_progress → confirmed`);
    expect((await tracker.get(bug!))[1]).toBe('bug · confirmed · rev 4');
    expect(await tracker.ticket({ action: 'history', id: task, limit: 1 })).toContain('(half done)');
    expect(await (await bobs()).ticket({ action: 'claim', id: task })).toContain('todo → in_progress');
  });

  it('hands over with assignees, and leaves the status', async () => {
    const id = await tracker.create('Over to you');
    await claim({ id });
    expect(await tracker.ticket({ action: 'release', id, assignees: ['bob'] })).toBe(
      `Released ${id} · in_progress · bob`,
    );
    expect(await (await bobs()).ticket({ action: 'claim', id })).toContain(
      `Claimed ${id} · handed over by alice/test-client\nOver to you`,
    );
  });

  it('leaves a status other than in_progress', async () => {
    const id = await tracker.create('In review');
    await claim({ id });
    await tracker.ticket({ action: 'move', id, status: 'review' });
    expect(await tracker.ticket({ action: 'release', id })).toBe(`Released ${id} · review`);
  });

  it('is refused for what is not claimed', async () => {
    const id = await tracker.create({ title: 'Free', assignees: ['alice/test-client'] });
    expect(await tracker.refused('invalid_input', { action: 'release', id })).toContain(`${id} is not claimed`);
    await tracker.refused('invalid_input', { action: 'release' });
  });

  it('does nothing in dry_run', async () => {
    const id = await tracker.create('Dry release');
    await claim({ id });
    expect(await tracker.ticket({ action: 'release', id, dry_run: true })).toMatch(
      /^Dry run, nothing written:\nReleased/,
    );
    expect((await tracker.get(id))[1]).toContain('claimed by you');
    await (await bobs()).refused('already_assigned', { action: 'claim', id });
  });
});
