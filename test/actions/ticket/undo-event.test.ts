import { describe, expect, it } from 'vitest';
import { useLocalTracker } from '../../support/local-tracker.ts';
import { undoCalls } from './undo-calls.ts';

const tracker = useLocalTracker();
const { undo, state, lastEvent } = undoCalls(tracker);

describe('the undo of an event', () => {
  it('puts back a link, and a removed one', async () => {
    const [id, other] = await tracker.createAll([{ title: 'a' }, { title: 'b' }]);
    const before = await state(id!);
    await tracker.ask('link', { action: 'add', id, type: 'blocks', target: other });
    const linked = await state(id!);
    await tracker.ask('link', { action: 'remove', id, type: 'blocks', target: other });
    expect(await undo({ id })).toMatch(/undone unlink: blocks \w+-\d{6}$/);
    expect(await state(id!)).toEqual(linked);
    await tracker.ask('link', { action: 'add', id: other, type: 'related', target: id });
    expect(await undo({ event: await lastEvent(other) })).toMatch(/undone link: no longer \w+ \w+-\d{6}$/);
    expect(await state(id!)).toEqual(linked);
    expect(before).not.toEqual(linked);
  });

  it('takes back a submission and a decision', async () => {
    const id = await tracker.create('Reviewed');
    const bob = tracker.as('bob');
    await tracker.ask('alignment', { action: 'submit', id, message: 'done' });
    await bob.ask('alignment', { action: 'decide', id, decision: 'approved' });
    expect(
      await undo({ event: (await tracker.ticket({ action: 'history', id })).split('\n')[1]!.slice(0, 6) }),
    ).toContain('left submit. bob has decided on it since.');
    expect(await bob.ticket({ action: 'undo', id })).toMatch(/undone decide$/);
    expect((await tracker.get(id))[1]).toContain('review waiting');
    expect(await undo({ id })).toMatch(/undone submit$/);
    expect((await tracker.get(id))[1]).not.toContain('review');
  });

  it('archives what a create has made: there is no delete', async () => {
    const id = await tracker.create('Made by mistake');
    expect(await undo({ event: await lastEvent(id) })).toMatch(/undone create: archived$/);
    expect((await tracker.get(id))[1]).toContain('archived');
  });

  it('leaves a ticket that somebody else has worked on', async () => {
    const id = await tracker.create('Shared');
    const created = await lastEvent(id);
    const bob = tracker.as('bob');
    await bob.ticket({ action: 'comment', id, message: 'good' });
    expect(await undo({ event: created })).toBe(`${id} ${created} left create. bob has worked on ${id} since.`);
    expect((await tracker.get(id))[1]).toBe('task · backlog');
  });

  it('takes an edit out of a text that has been changed elsewhere since', async () => {
    const id = await tracker.create({ title: 'Text', description: 'one\n\ntwo\n\nthree\n\nfour\n' });
    await tracker.ticket({ action: 'edit', id, op: 'replace', old: 'one', new: 'ONE' });
    const event = await lastEvent(id);
    await tracker.ticket({ action: 'edit', id, op: 'replace', old: 'four', new: 'FOUR' });
    await undo({ event });
    expect((await state(id)).slice(3)).toEqual(['one', '', 'two', '', 'three', '', 'FOUR']);
    await tracker.ticket({ action: 'edit', id, op: 'replace', old: 'two', new: 'TWO' });
    const second = await lastEvent(id);
    await tracker.ticket({ action: 'edit', id, op: 'replace', old: 'TWO', new: 'II' });
    expect(await undo({ event: second })).toContain(
      'left edit. The same lines of the description have been changed since.',
    );
  });

  it('leaves a link that has been removed since, and takes away one that came back', async () => {
    const [id, other] = await tracker.createAll([{ title: 'a' }, { title: 'b' }]);
    const link = { id, type: 'blocks', target: other };
    await tracker.ask('link', { action: 'add', ...link });
    const added = await lastEvent(id);
    await tracker.ask('link', { action: 'remove', ...link });
    expect(await undo({ event: added })).toContain('left link. The link has been removed since.');
    await undo({ event: await lastEvent(id) });
    expect((await tracker.get(id!))[2]).toContain(`blocks ${other} (`);
    expect(await undo({ event: added })).toMatch(/undone link: no longer blocks \w+-\d{6}$/);
    expect(await tracker.get(id!)).toHaveLength(2);
  });

  it('does not bring back a link that would close a cycle now', async () => {
    const [a, b] = await tracker.createAll([{ title: 'a' }, { title: 'b' }]);
    await tracker.ask('link', { action: 'add', id: a, type: 'blocks', target: b });
    await tracker.ask('link', { action: 'remove', id: a, type: 'blocks', target: b });
    const removed = await lastEvent(a);
    await tracker.ask('link', { action: 'add', id: b, type: 'blocks', target: a });
    expect(await undo({ event: removed })).toContain('left unlink. The link would close a cycle now: ');
  });

  it('brings back a comment that was taken back, once, and nothing else that was', async () => {
    const id = await tracker.create('Said');
    await tracker.ticket({ action: 'comment', id, message: 'I was wrong' });
    const comment = await lastEvent(id);
    await undo({ event: comment });
    expect((await tracker.get(id)).join()).not.toContain('wrong');
    const retracted = await lastEvent(id);
    expect(await undo({ event: comment })).toContain('left comment. The comment has been taken back already.');
    expect(await undo({ event: retracted })).toMatch(/undone retract \(comment\)$/);
    expect((await tracker.get(id)).join()).toContain('I was wrong');
    await tracker.ask('alignment', { action: 'submit', id, message: 'Done' });
    await undo({ event: await lastEvent(id) });
    expect(await undo({ event: await lastEvent(id) })).toContain(
      'left retract. Only a comment can be brought back; submit or decide anew.',
    );
  });

  it('leaves what is as it was before, and what cannot be undone', async () => {
    const id = await tracker.create({ title: 'Text', description: 'one\n' });
    await tracker.ticket({ action: 'edit', id, op: 'replace', old: 'one', new: 'two' });
    const edit = await lastEvent(id);
    await tracker.ticket({ action: 'edit', id, op: 'replace', old: 'two', new: 'one' });
    expect(await undo({ event: edit })).toContain('left edit. The description is as it was before already.');
    const created = /^(\w{6}) .* created task/m.exec(await tracker.ticket({ action: 'history', id }))?.[1];
    await tracker.ticket({ action: 'archive', id });
    expect(await undo({ event: created })).toContain(`left create. ${id} is archived already.`);
    const project = (await tracker.ticket({ action: 'history', limit: 1000, budget: 10_000 })).split('\n').at(-1)!;
    expect(project).toContain('made project PAY');
    expect(await undo({ event: project.slice(0, 6) })).toContain('left project. A project cannot be undone.');
  });
});
