import { describe, expect, test } from 'vitest';
import type { Id } from '../../../src/domain/event/event.ts';
import { shortId } from '../../../src/domain/event/id.ts';
import { runCommand } from '../../cli/context.ts';
import { startClient, type TestClient } from '../../support/client.ts';
import { type Clone, makeClones, recordTicket } from '../../support/clones.ts';
import { dataOf, expectWhole, factsOf } from '../../support/file-facts.ts';
import { keysIn } from '../../support/tool-session.ts';

const start = Date.parse('2026-10-01T09:00:00Z');

/** Two clones, each of which changes what `prepare` has made, merged both ways; they then have the same bytes. */
async function mergeSides<T>(
  prepare: (origin: Clone) => Promise<T>,
  sides: Record<'anna' | 'ben', (clone: Clone, made: T) => Promise<unknown>>,
): Promise<{ anna: Clone; ben: Clone; made: T }> {
  const { clones, made } = await makeClones(['anna', 'ben'], prepare);
  const [anna, ben] = clones as [Clone, Clone];
  await sides.anna(anna, made);
  await sides.ben(ben, made);
  for (const clone of clones) clone.save();
  ben.merge(anna);
  anna.merge(ben);
  expect(anna.bytes().equals(ben.bytes())).toBe(true);
  expectWhole(dataOf(anna.root));
  return { anna, ben, made };
}

const connect = (clone: Clone, actor = clone.user): Promise<TestClient> =>
  startClient({ cwd: clone.root, env: { TRACKER_ACTOR: actor } });

async function ask(client: TestClient, tool: string, args: Record<string, unknown>): Promise<string> {
  const { text, isError } = await client.call(tool, args);
  expect({ args, text, isError }).toMatchObject({ isError: false });
  return text;
}

const get = (client: TestClient, id: string): Promise<string> => ask(client, 'ticket', { action: 'get', id });
const conflictsIn = (text: string): string[] => text.split('\n').filter((line) => line.startsWith('conflict'));

const firstTicket = (clone: Clone): Id => factsOf(dataOf(clone.root)).tickets[0]!.id;

/** Sets fields of the ticket at a time of the test's choosing. */
const setAt = (clone: Clone, time: number, set: object) =>
  clone.recordAt(time, async (tx) => {
    await tx.record(firstTicket(clone), 'update', { set });
  });

describe('a field that both sides have set', () => {
  test.each([
    ['anna', start + 9_000, start + 5_000],
    ['ben', start + 5_000, start + 9_000],
  ])(
    'has the value of the later clock, here that of %s, and shows the other one until one call settles it',
    async (winner, annas, bens) => {
      const loser = winner === 'anna' ? 'ben' : 'anna';
      const of = (user: string) => ({
        title: `By ${user}`,
        priority: user === 'anna' ? 'high' : 'low',
        points: user === 'anna' ? 5 : 8,
        due: user === 'anna' ? '2026-12-01' : null,
      });
      const { ben, made: key } = await mergeSides((origin) => origin.create('Shared', '--due', '2026-11-01'), {
        anna: (clone) => setAt(clone, annas, of('anna')),
        ben: (clone) => setAt(clone, bens, of('ben')),
      });
      const client = await connect(ben);
      const shown = await get(client, key);
      const [won, lost] = [of(winner), of(loser)];
      expect(shown.split('\n')[0]).toBe(`${key} By ${winner}`);
      expect(shown.split('\n')[1]).toContain(`${won.priority} · ${won.points} pts`);
      expect(conflictsIn(shown)).toEqual([
        `conflict: due was also set to ${lost.due ?? 'none'} by ${loser}; setting it settles that`,
        `conflict: points was also set to ${lost.points} by ${loser}; setting it settles that`,
        `conflict: priority was also set to ${lost.priority} by ${loser}; setting it settles that`,
        `conflict: title was also set to By ${loser} by ${loser}; setting it settles that`,
      ]);
      expect(await ask(client, 'board', { action: 'summary' })).toContain(
        `Conflicts to settle: ${key} (due, points, priority, title)`,
      );
      await ask(client, 'ticket', { action: 'update', id: key, ...won, due: won.due ?? 'none', title: lost.title });
      expect(conflictsIn(await get(client, key))).toEqual([]);
      expect(await ask(client, 'board', { action: 'summary' })).not.toContain('Conflicts');
    },
  );

  test('is no conflict where both chose the same', async () => {
    const { ben, made: key } = await mergeSides((origin) => origin.create('Shared'), {
      anna: (clone, id) => clone.run('update', id, '--priority', 'high'),
      ben: (clone, id) => clone.run('update', id, '--priority', 'high', '--points', '3'),
    });
    const shown = await get(await connect(ben), key);
    expect(shown).toContain('high · 3 pts');
    expect(conflictsIn(shown)).toEqual([]);
  });

  test('also the parent, which is shown by its key', async () => {
    const { ben, made } = await mergeSides(
      async (origin) =>
        [await origin.create('Shared'), await origin.create('One'), await origin.create('Two')] as const,
      {
        anna: (clone, [id, one]) => clone.run('update', id, '--parent', one),
        ben: (clone, [id, , two]) => clone.run('update', id, '--parent', two),
      },
    );
    const [key, one, two] = made;
    const client = await connect(ben);
    const shown = await get(client, key);
    expect(shown).toContain(`parent ${two} (0/1 done)`);
    expect(conflictsIn(shown)).toEqual([`conflict: parent was also set to ${one} by anna; setting it settles that`]);
    await ask(client, 'ticket', { action: 'update', id: key, parent: one });
    expect(conflictsIn(await get(client, key))).toEqual([]);
  });

  test('also the project: the key that lost goes on leading to the ticket, and one call settles it', async () => {
    const { ben, made: key } = await mergeSides((origin) => origin.create('Shared'), {
      anna: (clone, id) => clone.run('update', id, '--project', 'OPS'),
      ben: (clone, id) => clone.run('update', id, '--project', 'WEB'),
    });
    const client = await connect(ben);
    const [ops, web] = [key.replace('PAY', 'OPS'), key.replace('PAY', 'WEB')];
    for (const former of [key, ops, web]) expect(await get(client, former)).toContain(`${web} Shared`);
    expect(conflictsIn(await get(client, web))).toEqual([
      `conflict: key was also set to ${ops} by anna; update with project settles that`,
    ]);
    const settled = await ask(client, 'ticket', { action: 'update', id: web, project: 'WEB' });
    expect(settled).toBe(`${web} key stays ${web}, which settles the conflict`);
    expect(conflictsIn(await get(client, ops))).toEqual([]);
  });
});

describe('a status', () => {
  test('that both sides moved is that of the later clock', async () => {
    const { ben, made: key } = await mergeSides((origin) => origin.create('Shared'), {
      anna: (clone) => setAt(clone, start + 9_000, { status: 'in_progress' }),
      ben: (clone) => setAt(clone, start + 5_000, { status: 'todo' }),
    });
    const shown = await get(await connect(ben), key);
    expect(shown).toMatch(/\ntask · in_progress/);
    expect(conflictsIn(shown)).toEqual(['conflict: status was also set to todo by ben; setting it settles that']);
  });

  test('is always one of the type that the ticket has, also where the other side moved later', async () => {
    const { ben, made: key } = await mergeSides((origin) => origin.create('Shared'), {
      anna: (clone, id) => clone.run('update', id, '--type', 'bug'),
      ben: (clone, id) => clone.run('move', id, 'todo'),
    });
    const client = await connect(ben);
    const shown = await get(client, key);
    expect(shown).toMatch(/\nbug · triage/);
    expect(conflictsIn(shown)).toEqual(['conflict: status was also set to todo by ben; setting it settles that']);
    const refused = await client.call('ticket', { action: 'move', id: key, status: 'todo' });
    expect(refused).toMatchObject({ isError: true, text: expect.stringMatching(/^error invalid_status/) });
    await ask(client, 'ticket', { action: 'move', id: key, status: 'confirmed' });
    expect(conflictsIn(await get(client, key))).toEqual([]);
  });

  test('that a change of type has kept stays, where the other side went on to one that the new type lacks', async () => {
    const { ben, made: key } = await mergeSides(
      async (origin) => {
        const id = await origin.create('Shared');
        await origin.run('move', id, 'in_progress');
        return id;
      },
      {
        anna: (clone, id) => clone.run('update', id, '--type', 'bug'),
        ben: (clone, id) => clone.run('close', id),
      },
    );
    const client = await connect(ben);
    expect(await get(client, key)).toMatch(/\nbug · in_progress[\s\S]*\nconflict: status was also set to done by ben/);
    await ask(client, 'ticket', { action: 'close', id: key });
    const closed = await get(client, key);
    expect(closed).toMatch(/\nbug · resolved/);
    expect(conflictsIn(closed)).toEqual([]);
  });
});

describe('labels and assignees', () => {
  test('a remove takes what its author saw: what was added beside it stays, also under the same name', async () => {
    const { ben, made: key } = await mergeSides((origin) => origin.create('Shared', '--labels', 'backend,urgent,old'), {
      async anna(clone, id) {
        await clone.run('update', id, '--remove-labels', 'backend,old');
        await clone.run('update', id, '--add-labels', 'security');
      },
      async ben(clone, id) {
        await clone.run('update', id, '--remove-labels', 'backend');
        await clone.run('update', id, '--add-labels', 'backend,docs');
        await clone.run('update', id, '--labels', 'backend,docs,urgent,old');
      },
    });
    const shown = await get(await connect(ben), key);
    expect(shown.split('\n')[1]).toMatch(/ · backend, docs, security, urgent$/);
    expect(conflictsIn(shown)).toEqual([]);
  });
});

describe('an archive', () => {
  test('beside an edit keeps the edit and revives the ticket, visibly, until somebody archives it knowingly', async () => {
    const { ben, made: key } = await mergeSides((origin) => origin.create('Shared', '--description', 'one'), {
      anna: (clone, id) => clone.run('archive', id),
      ben: (clone, id) => clone.run('edit', id, '--op', 'append', '--new', 'two'),
    });
    const client = await connect(ben);
    const shown = await get(client, key);
    expect(shown).toContain('\none\ntwo');
    expect(shown.split('\n')[1]).not.toContain('archived');
    expect(conflictsIn(shown)).toEqual([
      'conflict: archived was also set to true by anna; archive or unarchive settles that',
    ]);
    expect(await ask(client, 'ticket', { action: 'list' })).toContain(`${key.split('-')[1]} Shared`);
    await ask(client, 'ticket', { action: 'archive', id: key });
    const away = await get(client, key);
    expect(away.split('\n')[1]).toContain('archived');
    expect(conflictsIn(away)).toEqual([]);
  });

  test('beside a comment keeps the comment; unarchiving what was revived settles it too', async () => {
    const { ben, made: key } = await mergeSides((origin) => origin.create('Shared'), {
      anna: (clone, id) => clone.run('archive', id),
      ben: (clone, id) => clone.run('comment', id, 'Still broken'),
    });
    const client = await connect(ben);
    expect(await get(client, key)).toContain('Still broken');
    await ask(client, 'ticket', { action: 'unarchive', id: key });
    const shown = await get(client, key);
    expect(shown).toContain('Still broken');
    expect(conflictsIn(shown)).toEqual([]);
  });

  test('that came before a comment stands, and the comment is there', async () => {
    const { ben, made: key } = await mergeSides(
      async (origin) => {
        const id = await origin.create('Shared');
        await origin.run('archive', id);
        return id;
      },
      {
        anna: (clone, id) => clone.run('comment', id, 'For the record'),
        ben: (clone, id) => clone.run('comment', id, 'Seen again'),
      },
    );
    const shown = await get(await connect(ben), key);
    expect(shown.split('\n')[1]).toContain('archived');
    for (const said of ['For the record', 'Seen again']) expect(shown).toContain(said);
  });
});

test('a description has the lines of both sides, and both texts where they wrote in the same place', async () => {
  const lines = Array.from({ length: 9 }, (_, i) => `line ${i + 1}`);
  const replace = (line: string, text: string) => ['--op', 'replace', '--lines', line, '--new', text];
  const { ben, made: key } = await mergeSides((origin) => origin.create('Shared', '--description', lines.join('\n')), {
    async anna(clone, id) {
      await clone.run('edit', id, ...replace('1', 'anna was here'));
      await clone.run('edit', id, ...replace('5', "anna's five"));
      await clone.run('edit', id, '--op', 'delete', '--lines', '7');
    },
    async ben(clone, id) {
      await clone.run('edit', id, ...replace('5', "ben's five"));
      await clone.run('edit', id, '--op', 'append', '--new', 'ben was here');
    },
  });
  const client = await connect(ben);
  const shown = await get(client, key);
  const [first, last] = [/<<<<<<< .*/.exec(shown)![0], />>>>>>> .*/.exec(shown)![0]];
  expect(first).toMatch(/^<<<<<<< anna \w{6}$/);
  expect(last).toMatch(/^>>>>>>> ben \w{6}$/);
  const five = [first, "anna's five", '=======', "ben's five", last];
  const expected = ['anna was here', ...lines.slice(1, 4), ...five, 'line 6', 'line 8', 'line 9', 'ben was here'];
  expect(shown.split('\n\n')[1]!.split('\n')).toEqual(expected);
  expect(conflictsIn(shown)).toHaveLength(1);
  await ask(client, 'ticket', { action: 'edit', id: key, op: 'replace', lines: '5-9', new: 'five' });
  const after = await get(client, key);
  expect(after).toContain('line 4\nfive\nline 6');
  expect(conflictsIn(after)).toEqual([]);
});

const createTwo = async (origin: Clone): Promise<[string, string]> => [
  await origin.create('One'),
  await origin.create('Two'),
];

describe('what two sides close to a cycle', () => {
  test('of parents: the later one is suspended and shown, and revives when the other goes', async () => {
    const { ben, made } = await mergeSides(createTwo, {
      anna: (clone, [one, two]) => clone.run('update', one, '--parent', two),
      ben: (clone, [one, two]) => clone.run('update', two, '--parent', one),
    });
    const [one, two] = made;
    const client = await connect(ben);
    expect(await get(client, one)).toContain(`parent ${two}`);
    const held = await get(client, two);
    expect(held).toContain('children 0/1 done');
    expect(conflictsIn(held)).toEqual([
      `conflict: parent ${one}, set by ben, is suspended, as it would close a cycle; breaking that or another parent settles that`,
    ]);
    expect(await ask(client, 'board', { action: 'summary' })).toContain(`Conflicts to settle: ${two} (parent)`);
    await ask(client, 'ticket', { action: 'update', id: one, parent: 'none' });
    const freed = await get(client, two);
    expect(freed).toContain(`parent ${one}`);
    expect(conflictsIn(freed)).toEqual([]);
    expectWhole(dataOf(ben.root));
  });

  test('of parents is settled by giving the suspended one none', async () => {
    const { ben, made } = await mergeSides(createTwo, {
      anna: (clone, [one, two]) => clone.run('update', one, '--parent', two),
      ben: (clone, [one, two]) => clone.run('update', two, '--parent', one),
    });
    const client = await connect(ben);
    await ask(client, 'ticket', { action: 'update', id: made[1], parent: 'none' });
    expect(conflictsIn(await get(client, made[1]))).toEqual([]);
    await ask(client, 'ticket', { action: 'update', id: made[0], parent: 'none' });
    expect(await get(client, made[1])).not.toContain('parent');
  });

  test('of blocks: the later one is suspended, blocks nothing, and revives when the other goes', async () => {
    const { ben, made } = await mergeSides(createTwo, {
      anna: (clone, [one, two]) => clone.run('link', one, 'blocks', two),
      ben: (clone, [one, two]) => clone.run('link', two, 'blocks', one),
    });
    const [one, two] = made;
    const client = await connect(ben);
    expect(await get(client, one)).toContain(`after ${two} (suspended: cycle)`);
    expect(await ask(client, 'link', { action: 'list', id: two })).toContain('suspended, as it would close a cycle');
    const ready = await ask(client, 'board', { action: 'ready' });
    expect(ready).toContain(one.split('-')[1]!);
    expect(ready).not.toContain(two.split('-')[1]!);
    const removed = await ask(client, 'link', { action: 'remove', id: one, type: 'blocks', target: two });
    expect(removed).toContain(`Ready now: ${two}`);
    expect(await get(client, one)).toContain(`after ${two} (backlog)`);
    const after = await ask(client, 'board', { action: 'ready' });
    expect(after).not.toContain(one.split('-')[1]!);
    expectWhole(dataOf(ben.root));
  });
});

test('of two claims the earlier holds, and the other one is told', async () => {
  const claimAt = (clone: Clone, time: number) =>
    clone.recordAt(time, async (tx) => {
      const id = firstTicket(clone);
      const { actor, session } = tx.author;
      const set = { status: 'in_progress' };
      await tx.record(id, 'claim', { set, claim: { actor, session }, add: { assignees: [actor] } });
    });
  const now = Date.now();
  const {
    anna,
    ben,
    made: key,
  } = await mergeSides((origin) => origin.create('Shared'), {
    anna: (clone) => claimAt(clone, now - 30_000),
    ben: (clone) => claimAt(clone, now - 60_000),
  });
  const told = await ask(await connect(anna), 'board', { action: 'me' });
  expect(told).toMatch(new RegExp(`Claimed earlier by somebody else, not yours any more:\\s+${key}`));
  const holder = await connect(ben);
  const held = await ask(holder, 'board', { action: 'me' });
  expect(held).toContain(key);
  const shown = await get(holder, key);
  expect(shown).toMatch(/\ntask · in_progress · rev \d · ben · claimed by/);
  expect(conflictsIn(shown)).toEqual([
    'conflict: claim was made by anna too; a release or the next claim settles that',
  ]);
  const other = await startClient({ cwd: anna.root, env: { TRACKER_ACTOR: 'carl' } });
  const refused = await other.call('ticket', { action: 'claim', id: key });
  expect(refused).toMatchObject({ isError: true, text: expect.stringMatching(/^error already_assigned: .*ben/) });
  await ben.run('release', key);
  expect(conflictsIn(await get(holder, key))).toEqual([]);
});

describe('what two sides have done by one call, known by its idempotency key,', () => {
  const once = (key: string) => ['--idempotency-key', key];

  test('is said once, and what was changed stands on both sides', async () => {
    const { anna, ben, made } = await mergeSides((origin) => origin.create('Worked on'), {
      anna: sayAll,
      ben: sayAll,
    });
    async function sayAll(clone: Clone, key: string) {
      await clone.run('comment', key, 'Seen on both sides', ...once('said'));
      await clone.run('comment', key, `Seen by ${clone.user}`);
      await clone.run('update', key, '--priority', 'high', ...once('changed'));
      await clone.run('align', 'submit', key, 'Done on both sides', ...once('submitted'));
    }
    const client = await connect(ben);
    const shown = (await get(client, made)).split('\n');
    const saying = (text: string) => shown.filter((line) => line.includes(text)).length;
    expect([saying('Seen on both sides'), saying('Seen by anna'), saying('Seen by ben')]).toEqual([1, 1, 1]);
    const review = await ask(client, 'alignment', { action: 'get', id: made });
    expect(review.match(/Done on both sides/g)).toHaveLength(1);
    const dumped = await anna.run('dump');
    expect(dumped.match(/Seen on both sides/g)).toHaveLength(1);
    expect(dumped.match(/Done on both sides/g)).toHaveLength(1);
    expect(conflictsIn(await get(client, made))).toEqual([]);
    // Whichever side asks again, it has been done.
    for (const clone of [anna, ben])
      expect(await clone.run('comment', made, 'Seen on both sides', ...once('said'))).toMatch(
        new RegExp(`^already done: ${made} commented \\w{6}$`),
      );
    const { code, stderr } = await runCommand(
      { cwd: anna.root, env: { TRACKER_ACTOR: 'anna' } },
      ...['comment', made, 'Something else', ...once('said')],
    );
    expect({ code, stderr }).toMatchObject({ code: 1, stderr: expect.stringContaining('was used with other input') });
  });

  test('is decided once', async () => {
    const carl = { TRACKER_ACTOR: 'carl' };
    const decide = (clone: Clone, key: string) => clone.run('align', 'decide', key, 'approved', ...once('decided'));
    const { anna, made } = await mergeSides(
      async (origin) => {
        const key = await origin.create('Submitted');
        await runCommand({ cwd: origin.root, env: carl }, 'align', 'submit', key, 'To be decided');
        return key;
      },
      { anna: decide, ben: decide },
    );
    const shown = await anna.run('align', 'get', made);
    expect(shown.match(/\d{4}-\d\d-\d\d approved/g)).toHaveLength(1);
    expect((await anna.run('dump')).match(/decision approved/g)).toHaveLength(1);
  });
});

describe('a ticket that two sides have made with one idempotency key', () => {
  const nightly = ['--idempotency-key', 'nightly'];

  test('is the older one; the younger is its duplicate until somebody says that it is not', async () => {
    const { ben } = await mergeSides(async () => undefined, {
      anna: (clone) => clone.create('Nightly run', ...nightly),
      ben: (clone) => clone.create('Nightly run', ...nightly),
    });
    const client = await connect(ben);
    const again = await ask(client, 'ticket', { action: 'create', title: 'Nightly run', idempotency_key: 'nightly' });
    const [older] = keysIn(again);
    const younger = factsOf(dataOf(ben.root)).tickets.find((ticket) => ticket.key !== older)!.key;
    expect(await get(client, younger)).toContain(`duplicates ${older}`);
    const removed = await ask(client, 'link', { action: 'remove', id: younger, type: 'duplicates', target: older });
    expect(removed).toBe(`Removed: ${younger} duplicates ${older}`);
    expect(await get(client, younger)).not.toContain('duplicates');
    expect(await get(client, older!)).not.toContain('duplicated');
    expectWhole(dataOf(ben.root));
    expect(
      keysIn(await ask(client, 'ticket', { action: 'create', title: 'Nightly run', idempotency_key: 'nightly' })),
    ).toEqual([older]);
    // The removal is a change like another: it can be undone, and that again.
    const undoLast = () => {
      const { events } = factsOf(dataOf(ben.root));
      return ask(client, 'ticket', { action: 'undo', event: shortId(events.at(-1)!.id) });
    };
    await undoLast();
    expect(await get(client, younger)).toContain(`duplicates ${older}`);
    await undoLast();
    expect(await get(client, younger)).not.toContain('duplicates');
    expectWhole(dataOf(ben.root));
  });

  test('that one side has said is no duplicate stays so after the next merge', async () => {
    const { anna, ben } = await mergeSides(async () => undefined, {
      anna: (clone) => clone.create('Nightly run', ...nightly),
      ben: (clone) => clone.create('Nightly run', ...nightly),
    });
    const client = await connect(ben);
    const [older] = keysIn(await ben.run('create', 'Nightly run', ...nightly));
    const younger = factsOf(dataOf(ben.root)).tickets.find((ticket) => ticket.key !== older)!.key;
    await ask(client, 'link', { action: 'remove', id: older!, target: younger });
    await anna.run('comment', younger, 'Which one is it?');
    for (const clone of [anna, ben]) clone.save();
    anna.merge(ben);
    expect(await get(await connect(anna), younger)).not.toContain('duplicates');
    expectWhole(dataOf(anna.root));
  });
});

test('a ticket that is cherry-picked from another branch brings its project', async () => {
  const { clones } = await makeClones(['anna'], async (origin) => origin.create('Shared'));
  const [anna] = clones as [Clone];
  anna.git('switch', '--quiet', '--create', 'ops');
  await anna.create('Left there', '--project', 'OPS');
  anna.save('The project');
  const key = await anna.create('Taken along', '--project', 'OPS');
  anna.save('The ticket');
  anna.git('switch', '--quiet', 'main');
  await anna.create('Meanwhile');
  anna.save();
  anna.git('cherry-pick', 'ops');
  expect(
    factsOf(dataOf(anna.root))
      .tickets.map((ticket) => ticket.title)
      .sort(),
  ).toEqual(['Meanwhile', 'Shared', 'Taken along']);
  expect(await anna.run('dump')).toMatch(/^projects PAY, OPS\n/);
  expectWhole(dataOf(anna.root));
  const client = await connect(anna);
  expect(await get(client, key)).toContain('Taken along');
  // The branch itself still merges, and nothing is there twice.
  anna.git('merge', '--quiet', '--no-edit', 'ops');
  expect(await anna.run('dump')).toMatch(/^projects PAY, OPS\n/);
  expect(factsOf(dataOf(anna.root)).tickets).toHaveLength(4);
});

describe('places on the board', () => {
  const column = async (clone: Clone) => {
    const { tickets } = factsOf(dataOf(clone.root));
    const ranked = tickets as ((typeof tickets)[number] & { rank: string | null })[];
    return ranked
      .filter(({ rank }) => rank !== null)
      .sort((a, b) => (a.rank! === b.rank! ? (a.id < b.id ? -1 : 1) : a.rank! < b.rank! ? -1 : 1))
      .map(({ title }) => title);
  };
  const prepare = async (origin: Clone) => {
    const keys: Record<string, string> = {};
    for (const title of ['a', 'b', 'c', 'd', 'e', 'f']) keys[title] = await origin.create(title);
    await origin.run('rank', keys.a!, '--after', keys.f!);
    return keys;
  };

  test('that two sides have given to different cards are both kept', async () => {
    const { anna, ben, made } = await mergeSides(prepare, {
      anna: (clone, { a, b }) => clone.run('rank', a!, '--before', b!),
      ben: (clone, { f, b, c }) => clone.run('rank', f!, '--after', b!, '--before', c!),
    });
    expect(await column(anna)).toEqual(['a', 'b', 'f', 'c', 'd', 'e']);
    expect(conflictsIn(await anna.run('show', made.a!))).toEqual([]);
    // In the one place where both have put a card the next one finds room.
    expect(await ben.run('rank', made.e!, '--before', made.a!)).toBe(`${made.e} before ${made.a}`);
    expect(await column(ben)).toEqual(['e', 'a', 'b', 'f', 'c', 'd']);
  });

  test('that are the same are told apart by the next card that comes between', async () => {
    const { anna, made } = await mergeSides(prepare, {
      anna: (clone, { a, b }) => clone.run('rank', a!, '--before', b!),
      ben: (clone, { f, b }) => clone.run('rank', f!, '--before', b!),
    });
    const [first, second, ...others] = await column(anna);
    expect([first, second].sort()).toEqual(['a', 'f']);
    expect(await anna.run('rank', made.d!, '--after', made[first!]!, '--before', made[second!]!)).toContain(
      `${made.d} after ${made[first!]}`,
    );
    expect(await column(anna)).toEqual([first, 'd', second, ...others.filter((title) => title !== 'd')]);
    expectWhole(dataOf(anna.root));
  });
});

describe('three clones', () => {
  /** Everything that can meet, by each of the three. */
  async function work(clone: Clone, at: number, [shared, second]: readonly string[]): Promise<void> {
    const { user } = clone;
    await clone.recordAt(start + at, (tx) => recordTicket(tx, { number: 123_456, title: `${user}'s` }));
    await clone.create(`${user} follows PAY-123456`, '--labels', user, '--idempotency-key', 'nightly');
    await clone.run('update', shared!, '--priority', ['high', 'low', 'urgent'][at]!, '--add-labels', user);
    await clone.run('edit', shared!, '--op', 'replace', '--lines', String(1 + 2 * at), '--new', `by ${user}`);
    await clone.run('edit', shared!, '--op', 'replace', '--lines', '7', '--new', `seven by ${user}`);
    await clone.run('comment', shared!, `${user} was here`);
    if (at === 0) await clone.run('update', shared!, '--parent', second!);
    if (at === 1) await clone.run('update', second!, '--parent', shared!);
    if (at === 1) await clone.run('update', shared!, '--type', 'bug');
    if (at === 2) await clone.run('move', shared!, 'in_progress');
    clone.save(`Work of ${user}`);
  }

  test('that merge in whatever order end with the same bytes, and a further merge changes nothing', async () => {
    const { clones, made } = await makeClones(['anna', 'ben', 'carl'], async (origin) => [
      await origin.create('Shared', '--description', '1\n2\n3\n4\n5\n6\n7\n8\n'),
      await origin.create('Second'),
    ]);
    for (const [at, clone] of clones.entries()) await work(clone, at, made);
    const [anna, ben, carl] = clones as [Clone, Clone, Clone];
    const tips = clones.map((clone) => {
      anna.git('fetch', '--quiet', clone.root, `HEAD:refs/heads/tip-${clone.user}`);
      return `tip-${clone.user}`;
    });
    const orders = [
      [0, 1, 2],
      [0, 2, 1],
      [1, 0, 2],
      [1, 2, 0],
      [2, 0, 1],
      [2, 1, 0],
    ].map((order) => order.map((place) => tips[place]!));
    const results = orders.map((order, at) => {
      anna.git('switch', '--quiet', '--create', `order-${at}`, order[0]!);
      for (const tip of order.slice(1)) anna.git('merge', '--quiet', '--no-edit', tip);
      return anna.bytes();
    });
    for (const result of results) expect(result.equals(results[0]!)).toBe(true);
    expectWhole(dataOf(anna.root));

    // Merges of merges, with several common versions, and once more what is there already.
    const before = anna.git('rev-parse', 'HEAD:.tracker/data.db');
    anna.git('merge', '--quiet', '--no-edit', 'order-0', '-m', 'Criss-cross');
    expect(anna.git('rev-parse', 'HEAD:.tracker/data.db')).toBe(before);
    ben.merge(carl);
    carl.merge(anna);
    ben.merge(carl);
    for (const clone of [ben, carl]) expect(clone.git('rev-parse', 'HEAD:.tracker/data.db')).toBe(before);
    ben.merge(anna);
    expect(ben.git('status', '--porcelain')).toBe('');
    expect(ben.bytes().equals(results[0]!)).toBe(true);
  });
});
