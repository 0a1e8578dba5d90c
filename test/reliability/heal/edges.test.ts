import { execFileSync } from 'node:child_process';
import { beforeEach, describe, expect, test } from 'vitest';
import { runCommand } from '../../cli/context.ts';
import { runTracker } from '../../cli/run-tracker.ts';
import { startClient } from '../../support/client.ts';
import { type Clone, cloneOf, copiesOfClones } from '../../support/clones.ts';
import { copiesOf } from '../../support/copies.ts';
import { until } from '../../support/until.ts';
import { titlesIn } from '../../support/versions.ts';
import { cloneRepository, isolatedEnv, makeHub, openRepository, type TestRepository } from '../../support/workspace.ts';

/** What git does, refusals included; no editor is opened. */
function attempt({ root }: TestRepository, ...args: string[]): void {
  try {
    execFileSync('git', args, { cwd: root, env: isolatedEnv({ GIT_EDITOR: 'true' }), stdio: 'pipe' });
  } catch {
    // A conflict, which the test goes on with.
  }
}

/** Titles of the work tree's tickets, as they are. */
const titles = ({ bytes }: Clone): string[] => titlesIn(bytes());
/** What a command says on top of its answer. */
const saidBy = async ({ root }: Clone): Promise<string> => (await runCommand({ cwd: root }, 'list')).stderr;

const makeAlice = copiesOfClones(['alice'], (origin) => origin.create('Base'));

describe('in a clone with the driver', () => {
  let alice: Clone;
  beforeEach(async () => {
    [alice] = (await makeAlice()) as [Clone];
  });

  const lost = async (title: string): Promise<void> => {
    await alice.create(title);
    alice.save(title);
  };

  test('git revert HEAD leaves tickets as they are, said in one line', async () => {
    await lost('Reverted');
    alice.git('revert', '--no-edit', 'HEAD');
    expect(titles(alice)).toEqual(['Base']);
    expect(await saidBy(alice)).toMatch(/^Healed .* had dropped 1 event, now back\. Commit [^\n]*\n?$/);
    expect(titles(alice)).toEqual(['Base', 'Reverted']);
    alice.save('heal');
    expect([await saidBy(alice), await alice.run('merge', '--check')]).toEqual([
      '',
      "Complete: HEAD's tickets lack nothing of what its commits had.",
    ]);
  });

  test('a branch that was merged, reverted by a button and merged again keeps all of its tickets', async () => {
    alice.git('switch', '--quiet', '--create', 'topic');
    await lost('On topic');
    alice.git('switch', '--quiet', 'main');
    alice.git('merge', '--quiet', '--no-ff', '--no-edit', 'topic');
    alice.git('revert', '--no-edit', '--mainline', '1', 'HEAD');
    alice.git('switch', '--quiet', 'topic');
    await lost('Later on topic');
    alice.git('switch', '--quiet', 'main');
    // The driver unites: what the base has is in as well.
    alice.git('merge', '--quiet', '--no-edit', 'topic');
    expect(titles(alice)).toEqual(['Base', 'Later on topic', 'On topic']);
    expect(await saidBy(alice)).toBe('');
  });

  test('what was reverted is brought in by hand from a branch that has it', async () => {
    alice.git('branch', 'base');
    await lost('Reverted');
    alice.git('branch', 'topic');
    alice.git('revert', '--no-edit', 'HEAD');
    expect(await alice.run('merge', 'topic')).toMatch(/^Brought in 1 event of PAY-\d+ from topic\./);
    expect(titles(alice)).toEqual(['Base', 'Reverted']);
    expect(await alice.run('merge', 'topic')).toBe('Nothing to bring in: the tickets here have all of topic.');
  });

  test('an old version that was checked out and committed, and a merge with -s ours, are healed', async () => {
    await lost('One');
    alice.git('checkout', '--quiet', 'HEAD~1', '--', '.');
    alice.save('old');
    expect(await saidBy(alice)).toContain('had dropped 1 event');
    alice.save('heal');
    alice.git('switch', '--quiet', '--create', 'topic', 'HEAD~3');
    await lost('On topic');
    alice.git('switch', '--quiet', 'main');
    alice.git('merge', '--quiet', '--no-edit', '--strategy', 'ours', 'topic');
    expect(await saidBy(alice)).toContain('had dropped 1 event');
    expect(titles(alice)).toEqual(['Base', 'On topic', 'One']);
  });

  test('a rebase and a reset can drop a commit, whose tickets stay away', async () => {
    await lost('Dropped');
    await lost('Kept');
    const env = isolatedEnv({ GIT_SEQUENCE_EDITOR: 'sed -i 1d' });
    execFileSync('git', ['rebase', '--quiet', '--interactive', 'HEAD~2'], { cwd: alice.root, env });
    expect(titles(alice)).toEqual(['Base', 'Kept']);
    // git still knows of the branch as it was.
    const hint =
      /^This branch before the last rebase has 1 event .* `tracker recover --from ([0-9a-f]{10})` brings it\.\n?$/;
    const said = await saidBy(alice);
    expect(said).toMatch(hint);
    expect([await saidBy(alice), titles(alice)]).toEqual(['', ['Base', 'Kept']]);
    expect(await alice.run('recover', '--from', hint.exec(said)![1]!)).toMatch(/^Brought 1 event from /);
    expect(titles(alice)).toEqual(['Base', 'Dropped', 'Kept']);
    alice.git('reset', '--quiet', '--hard', 'HEAD~1');
    expect([await saidBy(alice), titles(alice)]).toEqual(['', ['Base']]);
  });

  test('a server says in its next reply what a commit had dropped', async () => {
    await lost('Reverted');
    alice.git('revert', '--no-edit', 'HEAD');
    const server = await startClient({ cwd: alice.root });
    const list = async () => (await server.call('ticket', { action: 'list' })).text;
    expect(await list()).not.toContain('Reverted');
    let next = '';
    await until('the look has been made', async () => {
      next = await list();
      return next.includes('Healed');
    });
    expect(next).toMatch(/^Healed .* had dropped 1 event/);
    expect(next).toContain('Reverted');
    expect(await list()).not.toContain('Healed');
  });

  test('what is given up goes, and comes back in no clone and by no merge', async () => {
    await lost('Given up');
    const bob = cloneOf(cloneRepository(alice), 'bob');
    await bob.run('init');
    alice.git('revert', '--no-edit', 'HEAD');
    const reverted = alice.git('rev-parse', '--short', 'HEAD');
    expect(await alice.run('recover', '--dismiss', reverted)).toMatch(
      /^Gave up 1 event that \w+ had dropped, in every clone/,
    );
    alice.save('Give it up');
    expect(await alice.run('merge', '--check')).toMatch(/^Complete: .*\nGiven up: 1 event, by alice on .*$/);
    await bob.create("Bob's");
    bob.save();
    bob.merge(alice);
    expect(titles(bob)).toEqual(['Base', "Bob's"]);
    expect([await saidBy(bob), titles(bob)]).toEqual(['', ['Base', "Bob's"]]);
    alice.merge(bob);
    expect([await saidBy(alice), titles(alice)]).toEqual(['', ['Base', "Bob's"]]);
    expect(await alice.run('merge', 'HEAD~2')).toMatch(/^Nothing to bring in: .* but what was given up\./);
    expect(await alice.run('recover', '--dismiss', reverted)).toBe(
      `Nothing to give up: commit ${reverted} dropped nothing that is left.`,
    );
  });
});

describe('in a clone without the driver', () => {
  let hub: { root: string };
  let bob: Clone;

  const team = copiesOf(async () => {
    const [alice] = (await makeAlice()) as [Clone];
    const hub = makeHub();
    alice.git('remote', 'add', 'origin', hub.root);
    alice.git('push', '--quiet', '--set-upstream', 'origin', 'main');
    const bob = cloneOf(cloneRepository(hub), 'bob');
    await alice.create("Alice's");
    alice.save('a');
    alice.git('push', '--quiet');
    await bob.create("Bob's");
    bob.save('b');
    return { hub, alice, bob };
  });

  beforeEach(async () => {
    const made = await team();
    hub = made.hub;
    bob = cloneOf(made.bob, 'bob');
  });

  const all = ["Alice's", 'Base', "Bob's"];

  test('a server says tracker init in its first reply, and none does where it was run', async () => {
    const server = await startClient({ cwd: bob.root });
    const list = async () => (await server.call('ticket', { action: 'list' })).text;
    // Said to the command that made the ticket, in this clone.
    expect(await list()).not.toContain('tracker init');
    const carol = cloneOf(cloneRepository(hub), 'carol');
    const first = await startClient({ cwd: carol.root });
    expect((await first.call('ticket', { action: 'list' })).text).toMatch(/^Run `tracker init` once: /);
    expect((await first.call('ticket', { action: 'list' })).text).not.toContain('tracker init');
    const dave = cloneOf(cloneRepository(hub), 'dave');
    await dave.run('init');
    expect(await saidBy(dave)).toBe('');
  });

  test('--theirs in a rebase is healed', async () => {
    attempt(bob, 'pull', '--quiet', '--rebase');
    bob.git('checkout', '--theirs', '.tracker/data.db');
    bob.git('add', '.tracker');
    attempt(bob, 'rebase', '--continue');
    expect(titles(bob)).toEqual(['Base', "Bob's"]);
    expect((await runTracker({ cwd: bob.root }, 'merge', '--check')).stdout).toMatch(/^Commit \w+ dropped 1 event of/);
    expect(await saidBy(bob)).toContain('had dropped 1 event, now back');
    expect(titles(bob)).toEqual(all);
  });

  test('git add -A in a rebase, after which git drops the commit, is named, listed, and brought by hand', async () => {
    attempt(bob, 'pull', '--quiet', '--rebase');
    bob.git('add', '--all');
    attempt(bob, 'rebase', '--continue');
    expect([titles(bob), bob.git('status', '--short')]).toEqual([["Alice's", 'Base'], '']);
    const said = await saidBy(bob);
    expect(said).toMatch(
      / has 1 event that \.tracker\/data\.db lacks: `tracker recover --from [0-9a-f]{10}` brings it\./,
    );
    expect(await saidBy(bob)).toBe('');
    expect(titles(bob)).toEqual(["Alice's", 'Base']);
    const listed = await bob.run('recover');
    expect(listed).toMatch(/ has 1 event that the file lacks: tracker recover --from [0-9a-f]{10}$/);
    const name = /--from (\w+)$/.exec(listed)![1]!;
    expect(await bob.run('recover', '--from', name)).toBe(`Brought 1 event from ${name}. Commit .tracker/data.db.`);
    expect(titles(bob)).toEqual(all);
    expect(await bob.run('recover')).toMatch(/^Nothing to recover/);
  });

  test('a squash and a cherry-pick that were resolved blindly are named while git remembers them', async () => {
    bob.git('fetch', '--quiet');
    attempt(bob, 'merge', '--squash', 'origin/main');
    bob.git('checkout', '--ours', '.tracker/data.db');
    bob.git('add', '--all');
    // By one of its names: the conflict's other side is what is being squashed.
    expect((await saidBy(bob)).match(/ has 1 event that \.tracker\/data\.db lacks/g)).toHaveLength(1);
    bob.git('commit', '--quiet', '--allow-empty', '--message', 'squash');
    bob.git('reset', '--quiet', '--hard', 'HEAD~1');
    attempt(bob, 'cherry-pick', 'origin/main');
    bob.git('checkout', '--ours', '.tracker/data.db');
    bob.git('add', '--all');
    attempt(bob, 'cherry-pick', '--skip');
    expect(titles(bob)).toEqual(['Base', "Bob's"]);
  });

  test('a blind merge is healed, and no hint is given besides', async () => {
    attempt(bob, 'pull', '--quiet', '--no-rebase');
    bob.git('add', '--all');
    bob.git('commit', '--quiet', '--message', 'Merge');
    expect(titles(bob)).toEqual(['Base', "Bob's"]);
    expect(await saidBy(bob)).toMatch(/^Healed [^\n]* had dropped 1 event[^\n]*\n?$/);
    expect(titles(bob)).toEqual(all);
  });
});

test('in a partial clone whose remote is gone what could not be read is said, and nothing is called complete', async () => {
  const [alice] = (await makeAlice()) as [Clone];
  await alice.create('Reverted');
  alice.save();
  alice.git('branch', 'topic');
  alice.git('revert', '--no-edit', 'HEAD');
  alice.git('config', 'uploadpack.allowFilter', 'true');
  const clone = cloneRepository(alice, { options: ['--filter=blob:none'] });
  openRepository(clone.root).git('remote', 'set-url', 'origin', 'file:///nowhere');
  const check = await runTracker({ cwd: clone.root }, 'merge', '--check');
  expect(check).toMatchObject({
    code: 1,
    stdout: expect.stringMatching(/^Not looked into: git has not got the version /),
  });
  const heal = await runTracker({ cwd: clone.root }, 'merge');
  expect(heal).toMatchObject({
    code: 1,
    stdout: expect.stringMatching(/^Nothing to heal in what could be read\.\nNot /),
  });
  expect(await runTracker({ cwd: clone.root }, 'merge', 'origin/topic')).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/^error database: The \.tracker\/data\.db of origin\/topic could not be read/),
  });
  expect(await runTracker({ cwd: clone.root }, 'list')).toMatchObject({ code: 0 });
});
