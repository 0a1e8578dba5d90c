import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { useLocalTracker } from '../../support/local-tracker.ts';
import { undoCalls } from './undo-calls.ts';

const tracker = useLocalTracker();
const { undo, lastEvent } = undoCalls(tracker);

const full = {
  priority: 'high',
  points: 3,
  labels: ['a', 'b'],
  assignees: ['ada'],
  due: '2026-12-24',
  description: 'one\ntwo\nthree\n',
};

describe('the undo of a change', () => {
  it('never enters a terminal status', async () => {
    const id = await tracker.create('Reopened');
    await tracker.ticket({ action: 'close', id });
    await tracker.ticket({ action: 'move', id, status: 'backlog', message: 'not done' });
    expect(await undo({ id })).toMatch(/left move\. An undo does not close a ticket: done stays a move of its own\.$/);
    expect((await tracker.get(id))[1]).toContain('task · backlog');
  });

  it('never enters a terminal status through a type', async () => {
    const id = await tracker.create('Retyped');
    await tracker.ticket({ action: 'close', id, status: 'cancelled' });
    await tracker.ticket({ action: 'update', id, type: 'bug' });
    expect(await undo({ id })).toContain('An undo does not close a ticket');
    expect((await tracker.get(id))[1]).toMatch(/^bug · triage/);
  });

  it('does not leave a type with a status that it does not have', async () => {
    const id = await tracker.create('Half way');
    await tracker.ticket({ action: 'update', id, type: 'bug', priority: 'high' });
    const event = await lastEvent(id);
    await tracker.ticket({ action: 'move', id, status: 'confirmed' });
    const text = await undo({ event });
    expect(text).toContain(
      'undone update: priority high → medium. type stays bug: status has been changed since, to confirmed, which a task does not have.',
    );
    expect((await tracker.get(id))[1]).toMatch(/^bug · confirmed · rev/);
    const kept = await tracker.create('Both have it');
    await tracker.ticket({ action: 'update', id: kept, type: 'bug' });
    const change = await lastEvent(kept);
    for (const status of ['confirmed', 'in_progress']) await tracker.ticket({ action: 'move', id: kept, status });
    await undo({ event: change });
    expect((await tracker.get(kept))[1]).toMatch(/^task · in_progress/);
  });

  it('leaves fields that have been changed since, and puts back the others', async () => {
    const id = await tracker.create({ title: 'Partly', ...full });
    await tracker.ticket({ action: 'update', id, priority: 'low', points: 8 });
    const event = await lastEvent(id);
    await tracker.ticket({ action: 'update', id, points: 13 });
    expect(await undo({ event })).toBe(
      `${id} ${event} undone update: priority low → high. points has been changed since, to 13.`,
    );
    expect((await tracker.get(id))[1]).toContain('high · 13 pts');
  });

  it('is no way around a review gate', async () => {
    tracker.repository.write('.tracker/config.json', '{"review": {"bug": true}}');
    onTestFinished(() => rmSync(join(tracker.repository.root, '.tracker/config.json')));
    const id = await tracker.create('Was a task');
    await tracker.ticket({ action: 'update', id, type: 'bug' });
    const event = await lastEvent(id);
    for (const status of ['confirmed', 'in_progress']) await tracker.ticket({ action: 'move', id, status });
    expect(await undo({ event })).toContain('only after an approval');
    expect((await tracker.get(id))[1]).toMatch(/^bug · in_progress/);
  });

  it('gives no parent that would close a cycle now', async () => {
    const [a, b] = await tracker.createAll([{ title: 'a' }, { title: 'b', parent: '$1' }]);
    await tracker.ticket({ action: 'update', id: b, parent: 'none', priority: 'low' });
    const event = await lastEvent(b);
    await tracker.ticket({ action: 'update', id: a, parent: b });
    expect(await undo({ event })).toMatch(
      new RegExp(`undone update: priority low → medium\\. The parent would close a cycle now: ${b} → ${a} → ${b}\\.$`),
    );
  });

  it('takes away only the names that it gave, and gives those that it took and nobody gave since', async () => {
    const id = await tracker.create({ title: 'Names', labels: ['a', 'b'] });
    await tracker.ticket({ action: 'update', id, add_labels: ['c', 'd'], remove_labels: ['a', 'b'] });
    const event = await lastEvent(id);
    await tracker.ticket({ action: 'update', id, remove_labels: ['c'] });
    await tracker.ticket({ action: 'update', id, add_labels: ['a', 'c', 'e'] });
    expect(await undo({ event })).toMatch(/undone update: labels \+b -d$/);
    expect((await tracker.get(id))[1]).toMatch(/ · a, b, c, e$/);
  });

  it('takes away a name that it gave, also where another undo has brought that back', async () => {
    const id = await tracker.create('There and back');
    await tracker.ticket({ action: 'update', id, add_labels: ['a'] });
    const added = await lastEvent(id);
    await tracker.ticket({ action: 'update', id, remove_labels: ['a'] });
    await undo({ event: await lastEvent(id) });
    expect((await tracker.get(id))[1]).toMatch(/ · a$/);
    expect(await undo({ event: added })).toMatch(/undone update: labels -a$/);
    expect((await tracker.get(id))[1]).not.toMatch(/ · a$/);
  });

  it('gives a key back where nobody else has it, and leaves one that has been changed since', async () => {
    const id = await tracker.create('Moved');
    await tracker.ticket({ action: 'update', id, project: 'OPS' });
    const event = await lastEvent(id);
    await tracker.ticket({ action: 'update', id, project: 'WEB' });
    expect(await undo({ event })).toMatch(/left update\. The key has been changed since, to WEB-\d{6}\.$/);
    await undo({ id });
    expect(await undo({ event })).toMatch(/undone update: key OPS-\d+ → PAY-\d+$/);
    expect((await tracker.get(id))[0]).toBe(`${id} Moved`);
  });
});
