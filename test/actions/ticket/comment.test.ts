import { describe, expect, it } from 'vitest';
import { useTracker } from '../../support/tool-session.ts';

const tracker = useTracker();

describe('comment', () => {
  it('adds to the ticket what is said, and leaves its revision', async () => {
    const id = await tracker.create('Talk');
    expect(await tracker.ticket({ action: 'comment', id, message: 'Hello\n\n- there' })).toMatch(
      new RegExp(`^${id} commented \\w{6}$`),
    );
    expect(await tracker.get(id)).toEqual([
      `${id} Talk`,
      'task · backlog',
      '',
      expect.stringMatching(/^alice\/test-client \d{4}-\d\d-\d\d \[\w{6}\]$/),
      'Hello',
      '',
      '- there',
    ]);
  });

  it('takes body, text, content and comment for message', async () => {
    const id = await tracker.create('Names');
    for (const field of ['body', 'text', 'content', 'comment'])
      await tracker.ticket({ action: 'comment', id, [field]: `by ${field}` });
    const shown = (await tracker.get(id)).join('\n');
    for (const field of ['body', 'text', 'content', 'comment']) expect(shown).toContain(`by ${field}`);
  });

  it('replies to a comment of the same ticket', async () => {
    const [id, other] = await tracker.createAll([{ title: 'Thread' }, { title: 'Other' }]);
    await tracker.ticket({ action: 'comment', id, message: 'Why?' });
    const event = /\[(\w{6})\]/.exec((await tracker.get(id!)).join('\n'))![1]!;
    await tracker.ticket({ action: 'comment', id, message: 'Because.', reply_to: event });
    expect((await tracker.get(id!)).join('\n')).toMatch(new RegExp(`\\[\\w{6}\\] to ${event}\nBecause\\.`));
    expect(
      await tracker.refused('invalid_input', { action: 'comment', id: other, message: 'x', reply_to: event }),
    ).toContain(`${event} is not a note of ${other}`);
    await tracker.refused('not_found', { action: 'comment', id, message: 'x', reply_to: 'zzzzzz' });
  });

  it('replies to what was said with any change', async () => {
    const id = await tracker.create('Said with a claim');
    await tracker.ticket({ action: 'claim', id, message: 'A longer timeout hides it.' });
    const [, event] = /\[(\w{6})\]/.exec((await tracker.get(id)).join('\n'))!;
    expect(await tracker.ticket({ action: 'comment', id, message: 'So does a retry.', reply_to: event })).toContain(
      ` to alice/test-client ${event}`,
    );
    await tracker.ticket({ action: 'update', id, priority: 'low' });
    const silent = (await tracker.ticket({ action: 'history', id })).slice(0, 6);
    await tracker.refused('invalid_input', { action: 'comment', id, message: 'x', reply_to: silent });
  });

  it('refuses nothing said, and more than 256 KiB', async () => {
    const id = await tracker.create('Limits');
    for (const message of [undefined, '', '  ', '\u200b'])
      await tracker.refused('invalid_input', { action: 'comment', id, message });
    await tracker.refused('invalid_input', { action: 'comment', id, message: 'x'.repeat(256 * 1024 + 1) });
    await tracker.ticket({ action: 'comment', id, message: 'x'.repeat(256 * 1024) });
    await tracker.refused('not_found', { action: 'comment', id: '999999', message: 'x' });
    await tracker.refused('conflict', { action: 'comment', id, message: 'x', expected_revision: 9 });
  });

  it('does nothing in dry_run', async () => {
    const id = await tracker.create('Dry');
    expect(await tracker.ticket({ action: 'comment', id, message: 'x', dry_run: true })).toBe(
      `Dry run, nothing written:\n${id} commented`,
    );
    expect(await tracker.get(id)).toHaveLength(2);
  });

  it('says which comment it answers', async () => {
    const id = await tracker.create('Answer');
    const asked = / (\w{6})$/.exec(await tracker.ticket({ action: 'comment', id, message: 'Why?' }))?.[1];
    expect(await tracker.ticket({ action: 'comment', id, message: 'So.', reply_to: asked })).toMatch(
      new RegExp(`^${id} commented \\w{6} to alice/test-client ${asked}$`),
    );
  });
});
