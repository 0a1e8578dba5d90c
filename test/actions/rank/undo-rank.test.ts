import { describe, expect, it } from 'vitest';
import { useTracker } from '../../support/tool-session.ts';

const tracker = useTracker({ env: { TRACKER_SESSION: 'dragging' } });
const put = (id: string, beside: Record<string, unknown>) => tracker.ticket({ action: 'rank', id, ...beside });
const ready = async (label: string) =>
  [...(await tracker.ask('board', { action: 'ready', query: `label:${label}` })).matchAll(/ (t\d+)\b/g)].map(
    ([, title]) => title,
  );
const undo = (args: Record<string, unknown>) => tracker.ticket({ action: 'undo', ...args });
const lastEvent = async (id: string) => (await tracker.ticket({ action: 'history', id })).slice(0, 6);
let made = 0;
async function some(count: number): Promise<{ keys: string[]; label: string }> {
  const label = `group${++made}`;
  const items = Array.from({ length: count }, (_, n) => ({ title: `t${n}`, labels: [label] }));
  return { keys: await tracker.createAll(items), label };
}

describe('the undo of a drag', () => {
  it('puts the card back, and with it those that were given a place for it', async () => {
    const { keys, label } = await some(5);
    const [a, b, , , e] = keys as [string, string, string, string, string];
    await put(a, { after: keys[3] });
    expect(await ready(label)).toEqual(['t1', 't2', 't3', 't0', 't4']);
    expect(await undo({ id: a })).toMatch(/undone rank$/);
    expect(await ready(label)).toEqual(['t0', 't1', 't2', 't3', 't4']);
    // None has a place that would keep it before what is more urgent.
    await tracker.ticket({ action: 'update', id: e, priority: 'high' });
    const kanban = await tracker.ask('board', { action: 'kanban', query: `label:${label}`, limit: 9 });
    expect(kanban.indexOf(e)).toBeLessThan(kanban.indexOf(b));
  });

  it('leaves a card that was put elsewhere since', async () => {
    const { keys, label } = await some(3);
    const [a, , c] = keys as [string, string, string];
    await put(c, { before: a });
    const first = await lastEvent(c);
    await put(c, { after: a });
    expect(await undo({ event: first })).toContain(`left rank. ${c} has been put elsewhere since.`);
    expect(await ready(label)).toEqual(['t0', 't2', 't1']);
    expect(await undo({ id: c })).toMatch(/undone rank$/);
    expect(await ready(label)).toEqual(['t2', 't0', 't1']);
  });

  it('is taken back as well', async () => {
    const { keys, label } = await some(4);
    const [a, , c] = keys as [string, string, string];
    await put(a, { after: c });
    await undo({ id: a });
    await undo({ event: await lastEvent(a) });
    expect(await ready(label)).toEqual(['t1', 't2', 't0', 't3']);
  });

  it('is not what undoes the last change of a card that was given a place for another', async () => {
    const { keys } = await some(3);
    const [a, , c] = keys as [string, string, string];
    await tracker.ticket({ action: 'update', id: a, points: 5 });
    await put(c, { after: a });
    expect(await undo({ id: a })).toMatch(/undone update: points/);
  });

  it('of several drags puts back what was moved by more than one', async () => {
    const own = await tracker.connect({ env: { TRACKER_SESSION: 'several', TRACKER_ACTOR: 'bob' } });
    const { keys, label } = await some(5);
    const [a, b, c, , e] = keys as [string, string, string, string, string];
    await own.ticket({ action: 'rank', id: e, after: b });
    await own.ticket({ action: 'rank', id: a, after: e });
    await own.ticket({ action: 'rank', id: e, before: b });
    expect(await ready(label)).toEqual(['t4', 't1', 't0', 't2', 't3']);
    expect(await own.ticket({ action: 'undo', session: true })).toMatch(/^Undone 3 of 3$/m);
    expect(await ready(label)).toEqual(['t0', 't1', 't2', 't3', 't4']);
    await tracker.ticket({ action: 'update', id: c, priority: 'high' });
    const kanban = await tracker.ask('board', { action: 'kanban', query: `label:${label}`, limit: 9 });
    expect(kanban.indexOf(c)).toBeLessThan(kanban.indexOf(a));
  });

  it('is among what a session takes back', async () => {
    const own = await tracker.connect({ env: { TRACKER_SESSION: 'another', TRACKER_ACTOR: 'bob' } });
    const { keys, label } = await some(4);
    const [a, , c] = keys as [string, string, string];
    await own.ticket({ action: 'rank', id: a, after: c });
    expect(await own.ticket({ action: 'undo', session: true })).toMatch(/undone rank$/);
    expect(await ready(label)).toEqual(['t0', 't1', 't2', 't3']);
  });

  it('keeps a ticket that others have only put elsewhere among those whose create can be undone', async () => {
    const { keys } = await some(2);
    const [a, b] = keys as [string, string];
    const bob = await tracker.connect({ env: { TRACKER_SESSION: 'third', TRACKER_ACTOR: 'bob' } });
    await bob.ticket({ action: 'rank', id: b, before: a });
    const created = (await tracker.ticket({ action: 'history', id: b }))
      .split('\n')
      .find((line) => line.includes('created'))!;
    expect(await undo({ event: created.slice(0, 6) })).toContain('archived');
  });
});
