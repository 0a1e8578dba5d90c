import { describe, expect, it } from 'vitest';
import { useLocalTracker } from '../../support/local-tracker.ts';

const tracker = useLocalTracker((repository) =>
  repository.write('.tracker/config.json', '{"review": {"bug": true, "decision": false}}'),
);
const bug = () => tracker.create({ title: 'A bug', type: 'bug' });
const close = (id: string) => tracker.refused('review_required', { action: 'close', id });
const submit = (id: string) => tracker.ask('alignment', { action: 'submit', id, message: 'Mended' });
const decide = (id: string, decision: string) =>
  tracker.as('bob').ask('alignment', { action: 'decide', id, decision, message: 'Seen' });

describe('a review', () => {
  it('says what is missing: a submission, a decision, or another one', async () => {
    const id = await bug();
    expect(await close(id)).toBe(
      `error review_required: ${id}: a bug becomes resolved only after an approval.\nSubmit what was done, with evidence (alignment, action submit), and have another actor decide.`,
    );
    await submit(id);
    expect(await close(id)).toContain(
      `after an approval; its submission waits for a decision.\nSomebody else decides; alignment(action:"get", id:"${id}") shows what on.`,
    );
    await decide(id, 'rejected');
    expect(await close(id)).toContain('its submission is rejected.');
    await decide(id, 'approved');
    expect(await tracker.ticket({ action: 'close', id })).toContain('→ resolved');
  });

  it('is not asked for where the configuration does not', async () => {
    const id = await tracker.create({ title: 'Which', type: 'decision' });
    expect(await tracker.ticket({ action: 'close', id })).toContain('→ decided');
  });

  it('is passed neither by override nor by a change of type once work has begun', async () => {
    const id = await bug();
    await tracker.refused('review_required', { action: 'close', id, override: 'it is urgent' });
    expect(await tracker.ticket({ action: 'update', id, type: 'feature' })).toContain('type bug → feature');
    const begun = await bug();
    for (const status of ['confirmed', 'in_progress']) await tracker.ticket({ action: 'move', id: begun, status });
    expect(await tracker.refused('review_required', { action: 'update', id: begun, type: 'task' })).toContain(
      `${begun}: a bug becomes resolved only after an approval.`,
    );
    await submit(begun);
    await decide(begun, 'approved');
    expect(await tracker.ticket({ action: 'update', id: begun, type: 'task' })).toContain('type bug → task');
  });
});
