import { expect, test } from 'vitest';
import { dayMs, openPast } from '../../support/past.ts';
import { type ToolSession, useTracker } from '../../support/tool-session.ts';

const tracker = useTracker({ env: { TRACKER_ACTOR: 'anna' } });

const as = (actor: string) => tracker.connect({ env: { TRACKER_ACTOR: actor, TRACKER_SESSION: `${actor}-1` } });
const said = async (who: ToolSession): Promise<string[]> => {
  const [, part = ''] = /^Said to you:\n((?: .*\n?)*)/m.exec(await who.ask('board', { action: 'me' })) ?? [];
  return part.split('\n').filter(Boolean);
};

test('what names somebody reaches that person and their agents, until they answer', async () => {
  const [bob, agent, other] = [await as('bob'), await as('bob/codex'), await as('carl')];
  const id = await tracker.create('Rotate the keys');
  await tracker.ticket({ action: 'comment', id, message: '@bob which vault?' });
  for (const who of [bob, agent])
    expect(await said(who)).toEqual([
      ` ${id} Rotate the keys · backlog`,
      expect.stringMatching(/^ {2}anna \d\d-\d\d @bob which vault\? \[\w{6}\]$/),
    ]);
  expect(await said(other)).toEqual([]);
  expect(await said(tracker)).toEqual([]);
  await agent.ticket({ action: 'comment', id, message: 'The one in Berlin' });
  for (const who of [bob, agent]) expect(await said(who)).toEqual([]);
});

test('a message of any verb counts, and what a ticket was created with', async () => {
  const dora = await as('dora');
  const created = await tracker.create({ title: 'Choose a colour', description: 'Long.\n\n@dora: red or blue?' });
  const moved = await tracker.create('Wait');
  await tracker.ticket({ action: 'move', id: moved, status: 'in_progress', message: `${'so '.repeat(30)}@dora, see` });
  const lines = await said(dora);
  expect(lines.join('\n')).toContain(` ${created} Choose a colour`);
  expect(lines.join('\n')).toMatch(/ → in_progress: …@dora, see \[\w{6}\]$/m);
});

test('an agent that asks its own person is no answer to itself', async () => {
  const [erin, agent] = [await as('erin'), await as('erin/codex')];
  const id = await agent.create('Needs a decision');
  await agent.ticket({ action: 'comment', id, message: '@erin may I?' });
  await agent.ticket({ action: 'comment', id, message: 'I go on with the rest' });
  expect(await said(agent)).toEqual([]);
  expect(await said(erin)).toHaveLength(2);
});

test('what was read with the whole ticket is told no more, to the one who has read it', async () => {
  const [fred, agent] = [await as('fred'), await as('fred/codex')];
  const id = await tracker.create({ title: 'Read me', description: 'For @fred' });
  await fred.ticket({ action: 'get', id });
  expect([await said(fred), (await said(agent)).length]).toEqual([[], 2]);
  await tracker.ticket({ action: 'comment', id, message: 'And this, @fred' });
  expect((await said(fred)).join()).toContain('And this, @fred');
  await fred.ticket({ action: 'get', id, section: 'comments' });
  expect(await said(fred)).toEqual([]);
});

test('what was taken back, archived or is older than 30 days waits for nobody', async () => {
  const gina = await as('gina');
  const past = openPast(tracker.repository.root);
  await past.create(Date.now() - 31 * dayMs, { title: 'Old, @gina' });
  const [undone, archived] = await tracker.createAll([{ title: 'Undone' }, { title: 'Archived' }]);
  for (const id of [undone, archived]) await tracker.ticket({ action: 'comment', id, message: '@gina look' });
  expect(await said(gina)).toHaveLength(4);
  await tracker.ticket({ action: 'undo', id: undone });
  await tracker.ticket({ action: 'archive', id: archived });
  expect(await said(gina)).toEqual([]);
});

test('what is shown with a ticket that was handed over is not told again', async () => {
  const hal = await as('hal');
  const id = await tracker.create('Half done');
  await tracker.ticket({ action: 'claim', id });
  await tracker.ticket({ action: 'release', id, assignees: ['hal'], message: '@hal the rest is yours' });
  const text = await hal.ask('board', { action: 'me' });
  expect(text.split('the rest is yours')).toHaveLength(2);
  expect(text).not.toContain('Said to you');
});

test('mentions: finds what names somebody, read, answered or not, as long as it stands', async () => {
  const ida = await as('ida/codex');
  const [one, two, three] = await tracker.createAll([
    { title: 'One' },
    { title: 'Two', description: 'For @ida' },
    { title: 'Three' },
  ]);
  await tracker.ticket({ action: 'comment', id: one, message: '@ida/codex look' });
  await tracker.ticket({ action: 'comment', id: three, message: '@ida look' });
  await tracker.ticket({ action: 'undo', id: three });
  await ida.ticket({ action: 'get', id: one });
  const found = async (who: ToolSession, query: string) => {
    const text = await who.ask('search', { query });
    return [one, two, three].map((key) => text.includes(key!.slice(-6)));
  };
  expect(await found(ida, 'mentions:me')).toEqual([true, true, false]);
  expect(await found(tracker, 'mentions:@ida')).toEqual([false, true, false]);
  expect(await found(ida, '-mentions:me')).toEqual([false, false, true]);
  expect(await found(tracker, 'mentions:me')).toEqual([false, false, false]);
});
