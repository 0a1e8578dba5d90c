import { expect, test } from 'vitest';
import { useLocalTracker } from '../../support/local-tracker.ts';

const tracker = useLocalTracker();
const bob = () => tracker.as('bob', 'bobs');

test('a claim tells what blockers and related tickets came to, and at most twelve lines', async () => {
  const [id, blocker, other, open] = await tracker.createAll(
    ['Next', 'Blocker', 'Other', 'Open'].map((title) => ({ title })),
  );
  await tracker.ask('link', { action: 'add', id: blocker, type: 'blocks', target: id });
  for (const target of [other, open]) await tracker.ask('link', { action: 'add', id, type: 'related', target });
  for (const one of [blocker, open]) await tracker.ticket({ action: 'comment', id: one, message: `of ${one}` });
  await tracker.ticket({ action: 'close', id: blocker, message: 'the key is in' });
  await tracker.ticket({ action: 'close', id: other, status: 'cancelled', message: 'no need' });
  for (let n = 0; n < 15; n++)
    await tracker.ticket({ action: 'comment', id, message: `note ${n} ${'x'.repeat(n * 10)}` });
  const [, title, ...lines] = (await bob().ticket({ action: 'claim', id })).split('\n');
  expect(title).toBe('Next');
  expect(lines.slice(-3)).toEqual([
    ` after ${blocker}: the key is in`,
    ` related ${other} (cancelled): no need`,
    expect.stringMatching(/^ \d+ more: ticket\(action:"get"/),
  ]);
  expect(lines[0]).toMatch(/^ anna \d\d-\d\d note 14 x+…$/);
  expect(lines.length).toBeLessThanOrEqual(13);
  expect(await bob().ticket({ action: 'claim', id })).toMatch(/is yours already/);
});
