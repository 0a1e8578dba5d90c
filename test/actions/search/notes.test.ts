import { beforeAll, describe, expect, it } from 'vitest';
import { connectClient } from '../../support/client.ts';
import { useTracker } from '../../support/tool-session.ts';

const tracker = useTracker({ env: { TRACKER_ACTOR: 'anna/claude', TRACKER_SESSION: 'a' } });

const search = (query: string) => tracker.ask('search', { query });

let key: string;
let blocker: string;
let shelved: string;

beforeAll(async () => {
  [key, blocker, shelved] = (await tracker.createAll([
    { title: 'First' },
    { title: 'Second', type: 'decision' },
    { title: 'Third' },
  ])) as [string, string, string];
  const env = { TRACKER_ACTOR: 'bob', TRACKER_SESSION: 'b' };
  const reviewer = await connectClient({ cwd: tracker.repository.root, env });
  const { ticket, ask } = tracker;
  await ticket({ action: 'claim', id: key, message: 'The fact of amber' });
  await ticket({ action: 'update', id: key, points: 3, message: 'The fact of birch' });
  await ticket({ action: 'edit', id: key, op: 'append', new: 'A body', message: 'The fact of cedar' });
  await ticket({ action: 'comment', id: key, message: 'The fact of dahlia' });
  await ticket({ action: 'move', id: key, status: 'blocked', message: 'The fact of ebony' });
  await ticket({ action: 'move', id: key, status: 'in_progress', message: 'The fact of fern' });
  const evidence = ['npm run ginkgo -> 0', 'https://example.org/hazel', 'seen by ivy'];
  await ask('alignment', { action: 'submit', id: key, message: 'The fact of juniper', evidence });
  const verdict = { action: 'decide', id: key, decision: 'changes_requested', message: 'The fact of kumquat' };
  expect((await reviewer.call('alignment', verdict)).isError).toBeFalsy();
  await reviewer.close();
  await ask('link', { action: 'add', id: key, url: 'https://example.org/laurel' });
  await ticket({ action: 'release', id: key, assignees: ['bob'], message: 'The fact of maple' });
  await ticket({ action: 'close', id: blocker, message: 'The fact of nutmeg' });
  await ticket({ action: 'archive', id: shelved, message: 'The fact of olive' });
});

describe('what was written down where work stopped', () => {
  it.each('amber birch cedar dahlia ebony fern ginkgo hazel ivy juniper kumquat laurel maple'.split(' '))(
    'is found: %s',
    async (word) => {
      const text = await search(word);
      expect(text).toMatch(new RegExp(`${key.slice(-6)} First.*\n .*${word}`));
    },
  );

  it('is found on closed tickets, and on archived ones where these are asked for', async () => {
    expect(await search('nutmeg')).toContain(`${blocker.slice(-6)} Second`);
    expect(await search('olive is:archived')).toContain(`${shelved.slice(-6)} Third`);
    expect(await search('olive')).toBe(
      [
        'Nothing found: olive',
        'Searched titles, descriptions, notes and labels of 2 tickets, open and closed. 1 archived matches: is:archived',
      ].join('\n'),
    );
  });

  it('is shown one note at a time', async () => {
    expect(await search('ebony')).toMatch(/\n {2}The fact of ebony$/);
  });

  it('is no longer found when it was taken back', async () => {
    const said = await tracker.ticket({ action: 'comment', id: blocker, message: 'The fact of papaya' });
    expect(said).toContain(blocker);
    expect(await search('papaya')).toContain('Second');
    await tracker.ticket({ action: 'undo', id: blocker });
    expect(await search('papaya')).toContain('Nothing found');
  });
});

describe('what is archived', () => {
  it('is told of beside what was found', async () => {
    expect((await search('fact')).split('\n').at(-1)).toBe('1 archived matches too: is:archived');
    expect(await search('amber')).not.toContain('archived');
    expect(await search('fact is:archived')).not.toContain('too: is:archived');
  });

  it('is told of where qualifiers alone leave nothing', async () => {
    expect((await search('type:epic')).split('\n').at(-1)).toBe(
      'Searched 2 tickets, open and closed, without 1 archived (is:archived).',
    );
    expect((await search('is:closed type:task')).split('\n').at(-1)).toBe(
      'Searched 2 tickets, without 1 archived (is:archived).',
    );
  });
});

describe('a word that no ticket has', () => {
  it('gives way to the nearest, which is said', async () => {
    expect(await search('kumqaut')).toMatch(
      /^1 · kumqaut\nnote: No ticket has kumqaut; searched for kumquat instead\.\n/,
    );
  });

  it('does not claim a ticket by a near word, but offers that', async () => {
    expect(await tracker.refused('not_found', { action: 'claim', query: 'kumqaut' })).toContain(
      'Did you mean kumquat?',
    );
  });
});

describe('OR and brackets', () => {
  it('join words and qualifiers, and are echoed as they were read', async () => {
    expect((await search('amber OR nutmeg is:closed')).split('\n')[0]).toBe('1 · is:closed (amber OR nutmeg)');
    expect((await search('(amber type:task) OR (nutmeg type:decision)')).split('\n')[0]).toMatch(/^2 /);
    expect(await tracker.ticket({ action: 'list', query: 'type:decision OR amber' })).toMatch(/^2 /);
    expect(await tracker.ask('board', { action: 'kanban', query: 'type:decision OR amber' })).toContain('First');
  });

  it('that join fewer words than they stand between are named', async () => {
    expect(await search('the fact OR lie of amber')).toContain('note: OR joins the two beside it');
  });
});
