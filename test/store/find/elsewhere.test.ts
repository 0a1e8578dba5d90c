import { describe, expect, it } from 'vitest';
import { describeElsewhere, sayElsewhere } from '../../../src/store/find/elsewhere.ts';
import type { ReadTx } from '../../../src/store/tx.ts';
import { openTracker } from '../../support/in-process.ts';
import { authorOf } from '../../support/ticket-events.ts';
import { keysIn } from '../../support/tool-session.ts';
import { makeRepository } from '../../support/workspace.ts';

const minute = 60_000;

/** What is said of so many tickets, each of which somebody set to `status` at `place` so long ago. */
async function said<T>(count: number, note: { status: string; place: string; ago: number }, say: (tx: ReadTx) => T) {
  const { workspace, call } = openTracker(makeRepository().root);
  const items = Array.from({ length: count }, (_, n) => ({ title: `T${n}` }));
  const keys = keysIn(await call('ticket', { action: 'create', items }));
  const answer = await workspace.read(authorOf('anna'), async (tx) => {
    const { status, place } = note;
    const one = { ticket: '', event: '', status, place, actor: 'bob', at: tx.now - note.ago };
    const elsewhere = new Map(keys.map((_, n) => [n + 1, one]));
    return say({
      db: tx.db,
      config: tx.config,
      now: tx.now,
      liveClaims: new Map([[2, {}]]),
      elsewhere,
    } as unknown as ReadTx);
  });
  return { keys, answer };
}

describe('what is at work or closed on another branch', () => {
  it('is named with the branch, who did it and how long ago', async () => {
    const note = { status: 'done', place: 'refs/heads/feature/a', ago: 90 * minute };
    const { keys, answer } = await said(2, note, (tx) => [sayElsewhere(tx, [1]), sayElsewhere(tx, [1, 2], 3)]);
    const closed = 'closed on feature/a by bob 2 h ago';
    expect(answer).toEqual([
      `1 is held or closed on another branch: ${keys[0]} ${closed}`,
      `2 more are held or closed on other branches: ${keys[0]} ${closed}, ${keys[1]} ${closed}`,
    ]);
  });

  it('is held where somebody has a claim, else in its status', async () => {
    const note = { status: 'in_progress', place: '/work/tree', ago: 0 };
    const { answer } = await said(2, note, (tx) => [1, 2, 3].map((ticket) => describeElsewhere(tx, ticket)));
    expect(answer).toEqual([
      'in_progress in /work/tree by bob just now',
      'held in /work/tree by bob just now',
      undefined,
    ]);
  });

  it('is named five times at most, and not at all where there is none', async () => {
    const note = { status: 'done', place: 'refs/remotes/x', ago: 3 * 24 * 60 * minute };
    const { answer } = await said(7, note, (tx) => [sayElsewhere(tx, []), sayElsewhere(tx, [1, 2, 3, 4, 5, 6, 7])]);
    expect(answer[0]).toBeUndefined();
    expect(answer[1]).toMatch(/^7 are .* closed on remotes\/x by bob 3 d ago and 2 more$/);
    expect(answer[1]?.match(/ago/g)).toHaveLength(5);
  });

  it('was done some minutes ago', async () => {
    const note = { status: 'done', place: '/w', ago: 12 * minute };
    expect((await said(1, note, (tx) => describeElsewhere(tx, 1))).answer).toBe('closed in /w by bob 12 min ago');
  });
});
