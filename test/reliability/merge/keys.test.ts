import { expect, test } from 'vitest';
import { startClient } from '../../support/client.ts';
import { type Clone, makeClones, recordTicket } from '../../support/clones.ts';
import { dataOf, expectWhole, factsOf } from '../../support/file-facts.ts';

const contested = 'PAY-123456';
const start = Date.parse('2026-10-01T09:00:00Z');

/** What a title, a description and a comment of each side say about its own ticket of the contested key. */
interface Side {
  clone: Clone;
  /** Tickets by title. */
  keys: Record<string, string>;
}

/** Two clones that have given the same key, merged both ways. `Anna's` is the older of the two tickets that have it. */
async function makeClash(): Promise<{ anna: Side; ben: Side }> {
  const { clones, made: shared } = await makeClones(['anna', 'ben'], async (origin) => {
    return origin.create('Shared', '--description', 'one\ntwo\nthree\nfour\nfive\n');
  });
  const sides: Side[] = [];
  for (const [at, clone] of clones.entries()) {
    const { user } = clone;
    const other = await clone.create(`${user} waits`, '--description', `Only after ${contested} is done.`);
    await clone.recordAt(start + at, (tx) => recordTicket(tx, { number: 123_456, title: `${user}'s` }));
    const titled = await clone.create(`${user} follows ${contested}`);
    const described = await clone.create(`${user} describes`, '--description', `Only after ${contested} is done.`);
    await clone.run('comment', described, `Asked about ${contested}.`);
    const submitted = await clone.create(`${user} submits`);
    await clone.run('align', 'submit', submitted, `Done, as is ${contested}.`);
    await clone.run(
      'edit',
      shared,
      '--op',
      'replace',
      '--lines',
      at === 0 ? '1' : '5',
      '--new',
      `${user}: ${contested}`,
    );
    clone.save();
    sides.push({ clone, keys: { other, titled, described, submitted, shared } });
  }
  const [anna, ben] = sides as [Side, Side];
  ben.clone.merge(anna.clone);
  anna.clone.merge(ben.clone);
  return { anna, ben };
}

const keyTitled = (clone: Clone, title: string): string =>
  factsOf(dataOf(clone.root)).tickets.find((ticket) => ticket.title === title)!.key;

test('after a clash each text goes on meaning the ticket that its own side meant, and says so where that has another key now', async () => {
  const { anna, ben } = await makeClash();
  expect(anna.clone.bytes().equals(ben.clone.bytes())).toBe(true);
  expectWhole(dataOf(anna.clone.root));
  expect(keyTitled(ben.clone, "anna's")).toBe(contested);
  const moved = keyTitled(ben.clone, "ben's");
  expect(moved).not.toBe(contested);
  const note = `mentions: ${contested} in this text is ${moved} "ben's"`;

  const { call, sdk } = await startClient({ cwd: anna.clone.root });
  const get = async (id: string) => (await call('ticket', { action: 'get', id })).text;
  // The older ticket's side reads as before, without a word more.
  for (const key of [anna.keys.titled!, anna.keys.described!]) {
    expect(await get(key)).toContain(contested);
    expect(await get(key)).not.toContain('mentions:');
  }
  expect((await get(ben.keys.titled!)).split('\n')).toEqual([
    `${ben.keys.titled} ben follows ${contested}`,
    expect.stringMatching(/^task/),
    expect.stringMatching(/^created \S+ by ben$/),
    note,
  ]);
  const described = await get(ben.keys.described!);
  expect(described.split('\n').slice(3)).toEqual([
    note,
    '',
    `Only after ${contested} is done.`,
    '',
    expect.stringMatching(/^ben .*\]$/),
    `Asked about ${contested}.`,
    note,
  ]);
  expect((await get(ben.keys.submitted!)).split('\n').slice(3)).toEqual([
    '',
    expect.stringMatching(/^ben submitted .*\]$/),
    `Done, as is ${contested}.`,
    note,
  ]);
  expect((await call('alignment', { action: 'get', id: ben.keys.submitted })).text).toContain(note);
  expect(await get(anna.keys.submitted!)).not.toContain('mentions:');
  // Written before there was such a ticket: nobody can say which one was meant.
  expect(await get(ben.keys.other!)).not.toContain('mentions:');

  expect((await call('search', { query: `key:${ben.keys.described}` })).text).toBe(described);
  expect(await anna.clone.run('show', ben.keys.described!)).toContain(note);
  const { contents } = await sdk.readResource({ uri: `tracker://ticket/${ben.keys.described}` });
  expect(contents[0]).toMatchObject({ text: described });
  const dump = await anna.clone.run('dump');
  expect(dump.match(/^ {2}mention .*$/gm)).toEqual([
    `  mention ${contested} is ${contested} or ${moved}`,
    `  mention ${contested} is ${moved}`,
    `  mention ${contested} is ${moved}`,
    expect.stringMatching(`^  mention ${contested} is ${moved} in \\[\\w{6}\\]$`),
  ]);
  const shown = JSON.parse(await anna.clone.run('show', ben.keys.described!, '--json'));
  const meant = [{ written: contested, tickets: [{ key: moved, title: "ben's" }] }];
  expect(shown.ticket).toMatchObject({ mentions: meant, notes: [{ mentions: meant }] });
});

test('a text that both sides have written names both tickets, until nobody can take the key for the other', async () => {
  const { anna, ben } = await makeClash();
  const { shared } = anna.keys;
  const moved = keyTitled(ben.clone, "ben's");
  const { call } = await startClient({ cwd: anna.clone.root });
  const get = async () => (await call('ticket', { action: 'get', id: shared })).text;
  const merged = await get();
  expect(merged).toContain(`\nanna: ${contested}\ntwo\nthree\nfour\nben: ${contested}`);
  expect(merged).toContain(`mentions: ${contested} in this text is ${contested} "anna's" or ${moved} "ben's"`);
  // The text stays as it was written, so that it can be edited by what it says.
  const edit = async (args: object) => {
    expect(await call('ticket', { action: 'edit', id: shared, op: 'replace', ...args })).toMatchObject({
      isError: false,
    });
  };
  await edit({ old: 'three', new: 'drei' });
  expect(await get()).toContain(`${contested} "anna's" or ${moved} "ben's"`);
  await edit({ old: `ben: ${contested}`, new: `ben: ${moved}` });
  await edit({ old: `anna: ${contested}`, new: 'anna: done' });
  expect(await get()).not.toContain('mentions:');
  await edit({ old: 'anna: done', new: `anna: ${contested}` });
  expect(await get()).not.toContain('mentions:');
});

test('a live key beats an alias, an alias leads to its ticket, and one of several tickets is listed, not guessed', async () => {
  const { anna, ben } = await makeClash();
  const moved = keyTitled(ben.clone, "ben's");
  const { call } = await startClient({ cwd: ben.clone.root });
  const titleOf = async (id: string) => (await call('ticket', { action: 'get', id })).text.split('\n')[0];
  expect(await titleOf(contested)).toBe(`${contested} anna's`);
  expect(await titleOf(moved)).toBe(`${moved} ben's`);
  // The younger one's own former key, once the older one has moved to another project, is its key again.
  await call('ticket', { action: 'update', id: contested, project: 'OPS' });
  const [annas, bens] = [keyTitled(ben.clone, "anna's"), keyTitled(ben.clone, "ben's")];
  expect(annas).toMatch(/^OPS-/);
  expect(bens).toBe(contested);
  expect(await titleOf(moved)).toBe(`${contested} ben's`);
  expect((await call('ticket', { action: 'get', id: anna.keys.titled })).text).toContain(
    `mentions: ${contested} in this text is ${annas} "anna's"`,
  );
  expect((await call('ticket', { action: 'get', id: ben.keys.titled })).text).not.toContain('mentions:');
  await call('ticket', { action: 'update', id: contested, project: 'OPS' });
  const gone = keyTitled(ben.clone, "ben's");
  const refused = await call('ticket', { action: 'get', id: contested });
  expect(refused).toMatchObject({ isError: true, text: expect.stringMatching(/^error invalid_input/) });
  for (const key of [annas, gone]) expect(refused.text).toContain(key);
  // A text may still say it: what it means is then not known.
  expect(await call('ticket', { action: 'comment', id: gone, message: `Was ${contested}` })).toMatchObject({
    isError: false,
  });
  expect((await call('ticket', { action: 'get', id: gone })).text).not.toContain('mentions:');
  expectWhole(dataOf(ben.clone.root));
});

test('a ticket as it was before a merge says what its keys are now', async () => {
  const { ben } = await makeClash();
  const moved = keyTitled(ben.clone, "ben's");
  const { call } = await startClient({ cwd: ben.clone.root });
  const at = new Date().toISOString();
  const { text } = await call('ticket', { action: 'get', id: ben.keys.described, at });
  expect(text).toContain(`mentions: ${contested} in this text is ${moved} "ben's"`);
});

test('an older comment on a page of its own says it too', async () => {
  const { ben } = await makeClash();
  const { call } = await startClient({ cwd: ben.clone.root });
  for (let i = 0; i < 2; i++)
    await call('ticket', { action: 'comment', id: ben.keys.described, message: `Comment ${i}` });
  const first = await call('ticket', { action: 'get', id: ben.keys.described, limit: 1 });
  const cursor = /cursor:"(\w+)"/.exec(first.text)![1]!;
  const { text } = await call('ticket', { action: 'get', id: ben.keys.described, cursor });
  expect(text).toContain(`Asked about ${contested}.\nmentions: ${contested} in this text is `);
});
