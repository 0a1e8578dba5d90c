import { describe, expect, test } from 'vitest';
import { makeWorkTrees } from '../../support/work-trees.ts';

const first = { title: 'First', priority: 'high' };
const second = { title: 'Second' };
const claim = { action: 'claim' };
/** Without what the first write of a session says of the clone's other work trees. */
const without = (text: string) => text.replace(/\nnote: written in .*/, '');

describe('what was closed on another branch', () => {
  test('is not handed out, is not listed as ready, and is named, until the branch has come here', async () => {
    const main = await makeWorkTrees(first, second);
    const [one, two] = main.keys;
    const [a, b] = [main.add('feature-a'), main.add('feature-b')];
    const alice = await a.serve('alice');
    const bob = await b.serve('bob');
    await alice.ticket(claim);
    await alice.ticket({ action: 'close', id: one });
    const line = `is held or closed on another branch: ${one} closed on feature-a by alice just now`;
    expect(await bob.ask('board', { action: 'ready' })).toBe(`1\nbacklog:\n${two} Second\nnote: 1 more ${line}`);
    a.save();
    expect(without(await bob.ticket(claim))).toBe(
      `Claimed ${two} · backlog → in_progress\nSecond\nnote: Passed over: 1 ${line}`,
    );
    expect(await bob.refused('not_found', claim)).toContain(`ready. 1 ${line}.`);
    expect(await bob.ask('search', { query: 'is:ready' })).toContain(`note: 1 ${line}`);
    expect(await bob.ask('board', { action: 'summary' })).toContain('0 ready');
    expect(await b.run('carl', 'ready')).toContain(`note: 1 ${line}`);
    b.save();
    await b.run('carl', 'merge', 'feature-a');
    expect(await bob.ask('board', { action: 'ready' })).toMatch(/^Nothing is ready\n.*yours already/);
    expect(await b.run('carl', 'list', 'is:ready')).not.toContain('note');
  });

  test('is told to whoever claims it by its key', async () => {
    const main = await makeWorkTrees(first);
    const [one] = main.keys;
    const a = main.add('feature-a');
    await (await a.serve('alice')).ticket({ action: 'close', id: one });
    expect(without(await (await main.serve('bob')).ticket({ ...claim, id: one }))).toBe(
      `Claimed ${one} · backlog → in_progress\nFirst\nnote: ${one} is closed on feature-a by alice just now, which has not come to this branch.`,
    );
  });

  test('is ready again where it was reopened there, or is undone', async () => {
    const main = await makeWorkTrees(first, second);
    const [one, two] = main.keys;
    const alice = await main.add('feature-a').serve('alice');
    const bob = await main.serve('bob');
    await alice.ticket({ action: 'close', ids: [one, two] });
    expect(await bob.ask('board', { action: 'ready' })).toContain('2 are held or closed on other branches');
    await alice.ticket({ action: 'move', id: one, status: 'backlog', message: 'not yet' });
    expect(await bob.ask('board', { action: 'ready' })).toContain(`another branch: ${two} closed`);
    await alice.ticket({ action: 'undo', id: two });
    await alice.ticket({ action: 'undo', id: two });
    expect(await bob.ask('board', { action: 'ready' })).not.toContain('note');
  });

  test('is known in the same work tree after a switch, and as long as a branch has it', async () => {
    const main = await makeWorkTrees(first);
    const [one] = main.keys;
    const alice = await main.serve('alice');
    main.git('switch', '--quiet', '--create', 'feature-a');
    await alice.ticket({ action: 'close', id: one });
    main.save();
    main.git('switch', '--quiet', 'main');
    expect(await alice.ask('board', { action: 'ready' })).toContain(`${one} closed on feature-a by alice`);
    main.git('branch', 'kept', 'feature-a');
    main.git('branch', '-D', 'feature-a');
    expect(await main.run('bob', 'ready')).toContain(`${one} closed on feature-a by alice`);
    main.git('branch', '-D', 'kept');
    expect(await alice.ask('board', { action: 'ready' })).toContain('First');
    expect(await main.run('bob', 'ready')).not.toContain('note');
    expect(await alice.ticket(claim)).toBe(`Claimed ${one} · backlog → in_progress\nFirst`);
  });

  test('is ready again when its work tree is gone with what was not committed', async () => {
    const main = await makeWorkTrees(first);
    const [one] = main.keys;
    const a = main.add('feature-a');
    const alice = await a.serve('alice');
    await alice.ticket({ action: 'close', id: one });
    await alice.client.close();
    const bob = await main.serve('bob');
    expect(await bob.refused('not_found', claim)).toContain('closed on feature-a');
    main.remove(a);
    expect(without(await bob.ticket(claim))).toBe(`Claimed ${one} · backlog → in_progress\nFirst`);
  });
});

describe('what is in work on another branch', () => {
  test('is not handed out, whether somebody holds it or not', async () => {
    const main = await makeWorkTrees(first, second, { title: 'Third' });
    const [one, two, three] = main.keys;
    const alice = await main.add('feature-a').serve('alice');
    await alice.ticket({ ...claim, id: one });
    await alice.ticket({ action: 'move', id: two, status: 'in_progress' });
    const bob = await main.serve('bob');
    expect(without(await bob.ticket(claim))).toBe(
      `Claimed ${three} · backlog → in_progress\nThird\nnote: Passed over: 2 are held or closed on other branches: ${one} held on feature-a by alice just now, ${two} in_progress on feature-a by alice just now`,
    );
    await bob.refused('already_assigned', { ...claim, id: one });
    expect(await bob.ticket({ ...claim, id: two })).toContain(`note: ${two} is in_progress on feature-a by alice`);
    await alice.ticket({ action: 'release', id: one });
    expect(await bob.ask('board', { action: 'ready' })).toContain('First');
  });

  test('is said by the folder where no branch is checked out', async () => {
    const main = await makeWorkTrees(first);
    const [one] = main.keys;
    const a = main.add('feature-a');
    a.git('switch', '--quiet', '--detach');
    await (await a.serve('alice')).ticket({ action: 'close', id: one });
    expect(await main.run('bob', 'ready')).toContain(`${one} closed in ${a.root} by alice`);
  });
});

test('git is not started to ask what is ready where nothing is known of other branches, nor where their files stay as they are', async () => {
  const main = await makeWorkTrees(first, second);
  const [one] = main.keys;
  const a = main.add('feature-a');
  const bob = await main.serve('bob', { PATH: '/nonexistent' });
  expect(await bob.ask('board', { action: 'ready' })).toContain('First');
  await (await a.serve('alice')).ticket({ action: 'close', id: one });
  expect(await bob.ask('board', { action: 'ready' })).toContain(
    `note: 1 more is held or closed on another branch: ${one}`,
  );
});

describe('what is not committed yet', () => {
  const line = 'note: not committed yet: git add .tracker && git commit';

  test('is said where work ends, in close and in submit, and by no other write', async () => {
    const main = await makeWorkTrees(first, second);
    const [one, two] = main.keys;
    const alice = await main.serve('alice');
    expect(await alice.ticket({ ...claim, id: one })).not.toContain('commit');
    expect(await alice.ask('alignment', { action: 'submit', id: one, message: 'done' })).toContain(line);
    expect(await alice.ticket({ action: 'close', id: one, dry_run: true })).not.toContain('commit');
    expect(await alice.ticket({ action: 'close', id: one })).toBe(`${one} in_progress → done\n${line}`);
    expect(await main.run('bob', 'close', two!)).toContain(line);
    expect(await main.run('bob', 'align', 'submit', two!, 'done')).toContain(line);
  });

  test('is not said where git does not carry the tracker', async () => {
    const main = await makeWorkTrees(first);
    main.git('rm', '--cached', '--quiet', '.tracker/data.db');
    expect(await main.run('bob', 'close', main.keys[0]!)).not.toContain('commit');
  });
});

describe('a server in one of several work trees', () => {
  test('says with the first write of a session where it writes, and board me says it always', async () => {
    const main = await makeWorkTrees(first, second);
    const [one, two] = main.keys;
    const alice = await main.serve('alice');
    const me = { action: 'me' };
    expect(await alice.ask('board', me)).not.toContain('work trees');
    const a = main.add('feature-a');
    const line = `note: written in ${main.root} on main, not in the clone's other work trees: ${a.root} on feature-a`;
    expect(await alice.ask('board', { action: 'ready' })).not.toContain('note');
    expect(await alice.ticket({ ...claim, id: one, dry_run: true })).not.toContain('note');
    expect(await alice.ticket({ ...claim, id: one })).toContain(line);
    expect(await alice.ticket({ ...claim, id: two })).not.toContain('note');
    expect(await alice.ask('board', me)).toContain(`Other work trees of the clone: ${a.root} on feature-a`);
    expect(await a.run('bob', 'board', 'me')).toContain(`Other work trees of the clone: ${main.root} on main`);
    expect(await (await a.serve('carl')).ticket({ action: 'comment', id: one, message: 'x' })).toContain(
      `note: written in ${a.root} on feature-a, not in the clone's other work trees: ${main.root} on main`,
    );
  });
});
