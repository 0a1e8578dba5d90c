import { describe, expect, test } from 'vitest';
import { useLocalTracker } from '../../support/local-tracker.ts';

const tracker = useLocalTracker();
const bob = () => tracker.as('bob', 'bobs');
const get = async (id: string) => (await tracker.get(id)).join('\n');

describe('notes', () => {
  test('of every verb are one timeline, the newest first', async () => {
    const id = await tracker.create({ title: 'Noted', description: 'One' });
    await tracker.ticket({ action: 'claim', id, message: 'from the top' });
    await tracker.ticket({ action: 'edit', id, op: 'append', new: 'Two', message: 'found a second' });
    await tracker.ticket({ action: 'update', id, priority: 'high', message: 'it is urgent' });
    await tracker.ticket({ action: 'comment', id, message: 'by the way' });
    await tracker.ticket({ action: 'release', id, message: 'out of time' });
    await tracker.ticket({ action: 'close', id, message: 'it is in' });
    const lines = await tracker.get(id);
    const said = lines.filter((line) => /\[\w{6}\]/.test(line)).map((line) => line.replace(/^.*\] ?/, ''));
    expect(said).toEqual(['→ done', 'released', '', 'updated', 'edited', 'claimed']);
    const texts = ['it is in', 'out of time', 'by the way', 'it is urgent', 'found a second', 'from the top'];
    expect(lines.filter((line) => texts.includes(line))).toEqual(texts);
    const cursor = /^anna \S+ \[(\w{6})\] updated$/m.exec(lines.join('\n'))?.[1];
    expect(await tracker.ticket({ action: 'get', id, cursor })).toContain('notes 5-6 of 6');
  });

  test('that were taken back say nothing, until that is taken back', async () => {
    const id = await tracker.create('Undone');
    await tracker.ticket({ action: 'move', id, status: 'todo', message: 'soon' });
    expect(await get(id)).toContain('soon');
    await tracker.ticket({ action: 'undo', id });
    expect(await get(id)).not.toContain('soon');
    const event = (await tracker.ticket({ action: 'history', id, limit: 1 })).slice(0, 6);
    await tracker.ticket({ action: 'undo', event });
    expect(await get(id)).toContain('soon');
  });

  test('of a submission are told with it once, and those of an earlier one in their place', async () => {
    const id = await tracker.create('Reviewed');
    await tracker.ask('alignment', { action: 'submit', id, message: 'first try' });
    await bob().ask('alignment', { action: 'decide', id, decision: 'changes_requested', message: 'not yet' });
    expect((await get(id)).match(/first try|not yet/g)).toHaveLength(2);
    await tracker.ask('alignment', { action: 'submit', id, message: 'second try' });
    expect((await get(id)).match(/(?:first|second) try|not yet/g)?.sort()).toEqual([
      'first try',
      'not yet',
      'second try',
    ]);
  });

  test('are there as they were at a time', async () => {
    const id = await tracker.create('Past');
    await tracker.ticket({ action: 'move', id, status: 'todo', message: 'first' });
    const [last = ''] = await Promise.all([tracker.ticket({ action: 'history', id, limit: 1 })]);
    await tracker.ticket({ action: 'comment', id, message: 'second' });
    const past = await tracker.ticket({ action: 'get', id, at: last.slice(0, 6) });
    expect(past).toContain('→ todo\nfirst');
    expect(past).not.toContain('second');
  });
});
