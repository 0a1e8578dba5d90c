import { describe, expect, test } from 'vitest';
import { useLocalTracker } from '../../support/local-tracker.ts';

const tracker = useLocalTracker();
const bob = () => tracker.as('bob', 'bobs');
const claim = (query: string, who = bob()) => who.refused('not_found', { action: 'claim', query });
const ready = (query: string) => bob().ask('board', { action: 'ready', query });

describe('where nothing is ready the nearest ticket is named, with the call that frees it or tells', () => {
  test('one that needs a move, however many are held by others', async () => {
    const labels = ['near'];
    const [held, bug] = await tracker.createAll([
      { title: 'Held', labels, priority: 'urgent' },
      { title: 'Login broken', type: 'bug', labels },
    ]);
    await tracker.ticket({ action: 'claim', id: held });
    const next = `To make it ready: ticket(action:"move", id:"${bug}", status:"confirmed").`;
    expect(await claim('label:near')).toBe(
      `error not_found: No ticket matching label:near is ready. The nearest is ${bug} "Login broken": bug in triage.\n${next}`,
    );
    expect(await ready('label:near')).toBe(
      `Nothing is ready: label:near\nThe nearest is ${bug} "Login broken": bug in triage. ${next}`,
    );
    await bob().ticket({ action: 'move', id: bug, status: 'confirmed' });
    expect(await bob().ticket({ action: 'claim', query: 'label:near' })).toContain(`Claimed ${bug}`);
  });

  test('one that waits, with what it waits for and who has that', async () => {
    const [first, second] = await tracker.createAll([
      { title: 'First', labels: ['row'] },
      { title: 'Second', labels: ['row'], blocked_by: '$1' },
    ]);
    await tracker.ticket({ action: 'claim', id: first });
    expect(await claim('label:row')).toContain(
      `The nearest is ${second} "Second": waits for ${first} (in_progress, claimed by anna).\nThe chain: link(action:"graph", id:"${second}").`,
    );
    await tracker.ticket({ action: 'release', id: first });
    await tracker.ticket({ action: 'move', id: first, status: 'in_progress' });
    expect(await claim('label:row')).toContain(
      `The nearest is ${first} "First": task in in_progress, held by nobody.\nTo take it: ticket(action:"claim", id:"${first}").`,
    );
  });

  test.each<[string, Record<string, unknown>[], RegExp]>([
    [
      'in review',
      [{ action: 'move', status: 'review' }],
      /": in review\.\nSee how|": in review\.\nWhere its review stands: ticket\(/,
    ],
    ['blocked', [{ action: 'move', status: 'blocked', message: 'no key' }], /": blocked\.\nWhy: ticket\(action:"get"/],
    ['of somebody else', [{ action: 'update', assignees: ['carl'] }], /in_progress, assigned to carl\.\nSee ticket\(/],
  ])('one that is %s', async (label, calls, said) => {
    const id = await tracker.create({ title: 'Somewhere', labels: [label], status: 'in_progress' });
    for (const call of calls) await tracker.ticket({ ...call, id });
    expect(await claim(`label:"${label}"`)).toMatch(said);
  });

  test('one that is claimed, with who can free it, or that it is the caller’s own', async () => {
    const id = await tracker.create({ title: 'Taken', labels: ['taken'] });
    await tracker.ticket({ action: 'claim', id });
    expect(await claim('label:taken')).toMatch(
      new RegExp(
        `${id} "Taken": claimed by anna until .*\\nSee ticket.* anna can free it at a terminal: tracker release ${id}`,
      ),
    );
    expect(await claim('label:taken', tracker)).toContain(`${id} "Taken": yours already.`);
  });

  test('an epic gives way to its parts', async () => {
    const [, part] = await tracker.createAll([
      { title: 'Whole', type: 'epic', labels: ['whole'] },
      { title: 'Part', type: 'feature', labels: ['whole'], parent: '$1', priority: 'low' },
    ]);
    expect(await claim('label:whole')).toContain(`The nearest is ${part} "Part": feature in proposed.`);
  });

  test('and where none is open that is said', async () => {
    const id = await tracker.create({ title: 'Over', labels: ['over'] });
    await tracker.ticket({ action: 'close', id });
    expect(await claim('label:over')).toMatch(/is ready\.\nNone is open\. See board\(action:"summary"\)\.$/);
    expect(await ready('label:over')).toBe('Nothing is ready: label:over');
  });
});

test('a claim of what has not begun says the way there and the first step', async () => {
  const id = await tracker.create({ title: 'Raw', type: 'feature' });
  expect(await tracker.ticket({ action: 'claim', id })).toBe(
    `Claimed ${id} · proposed\nRaw\nNot begun: proposed → approved → in_progress. ticket(action:"move", id:"${id}", status:"approved")`,
  );
  expect(await tracker.ticket({ action: 'claim', id, message: 'mine' })).toMatch(/, not noted: nothing changed$/);
});
