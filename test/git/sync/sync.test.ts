import { execSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { runCommand } from '../../cli/context.ts';
import { type Outcome, runTracker, snapshot } from '../../cli/run-tracker.ts';
import { program, startClient } from '../../support/client.ts';
import { copiesOf } from '../../support/copies.ts';
import { blobOf, dataOf, expectWhole, factsOf } from '../../support/file-facts.ts';
import { openTracker } from '../../support/in-process.ts';
import { cloneRepository, isolatedEnv, makeDirectory, makeHub, type TestRepository } from '../../support/workspace.ts';

const tracker = ({ root }: TestRepository, ...args: string[]): Promise<Outcome> => runCommand({ cwd: root }, ...args);

/** Runs a command that must not be refused; answers what it printed. */
async function run(repository: TestRepository, ...args: string[]): Promise<string> {
  const outcome = await tracker(repository, ...args);
  expect(outcome).toMatchObject({ code: 0 });
  return outcome.stdout;
}

async function commitTicket(repository: TestRepository, title: string): Promise<void> {
  const { call, workspace } = openTracker(repository.root);
  await call('ticket', { action: 'create', title });
  workspace.close();
  repository.git('add', '--all');
  repository.git('commit', '--quiet', '--message', title);
}

const titlesIn = (file: string | Buffer): string[] =>
  factsOf(file)
    .tickets.map(({ title }) => title)
    .sort();
const titles = ({ root }: TestRepository): string[] => titlesIn(dataOf(root));

/** A hub with one ticket on main, and two clones of it that nobody has set up for tracker. */
const makeTeam = copiesOf(async () => {
  const hub = makeHub();
  const alice = cloneRepository(hub, { user: 'alice' });
  await commitTicket(alice, 'Start');
  alice.commit('code', 'code.txt', 'one\ntwo\nthree\n');
  alice.git('push', '--quiet', 'origin', 'main');
  return { hub, alice, bob: cloneRepository(hub) };
});

/** A hub without a tracker, and two clones of it, in one of which Bob has made one. */
async function makeUncommitted() {
  const hub = makeHub();
  const alice = cloneRepository(hub, { user: 'alice' });
  alice.commit('code');
  alice.git('push', '--quiet', 'origin', 'main');
  const bob = cloneRepository(hub);
  await run(bob, 'create', 'Before the pull');
  return { alice, bob };
}

/** Bob is on a topic branch with a ticket of his own, and main has gone on by one of Alice's. */
const makeTopic = copiesOf(async () => {
  const team = await makeTeam();
  const { alice, bob } = team;
  bob.git('switch', '--quiet', '--create', 'topic');
  await commitTicket(bob, 'By Bob');
  await commitTicket(alice, 'By Alice');
  alice.git('push', '--quiet');
  return team;
});

const refsOf = (hub: { root: string }, { git }: TestRepository): string => git('--git-dir', hub.root, 'for-each-ref');

/** Writes a hook of a clone. */
function hook(repository: TestRepository, name: string, script: string): void {
  chmodSync(repository.write(`.git/hooks/${name}`, `#!/bin/sh\n${script}\n`), 0o755);
}

describe('tracker sync', () => {
  test('merges the default branch into a topic branch of a clone that nobody has set up, and pushes nothing', async () => {
    const { hub, alice, bob } = await makeTopic();
    const before = {
      refs: refsOf(hub, alice),
      config: bob.read('.git/config'),
      info: snapshot(join(bob.root, '.git/info')),
    };
    // git runs this one where it merged by itself: our driver was at work.
    const marker = join(makeDirectory(), 'merged');
    hook(bob, 'pre-merge-commit', `touch ${marker}`);
    expect(await tracker(bob, 'sync')).toEqual({
      code: 0,
      stdout: 'Merged origin/main (1 commit) into topic, with 1 event of 1 ticket.\n',
      stderr: '',
    });
    expect(existsSync(marker)).toBe(true);
    expect(titles(bob)).toEqual(['By Alice', 'By Bob', 'Start']);
    expect(bob.git('status', '--porcelain')).toBe('');
    expect(bob.git('log', '-1', '--format=%s')).toBe("Merge remote-tracking branch 'origin/main' into topic");
    const after = {
      refs: refsOf(hub, alice),
      config: bob.read('.git/config'),
      info: snapshot(join(bob.root, '.git/info')),
    };
    expect(after).toEqual(before);
    expect(await run(bob, 'sync')).toBe('Nothing to merge: topic has all of origin/main.\n');
  });

  test('merges what others have pushed to the same branch, and then the default branch', async () => {
    const { alice, bob } = await makeTopic();
    bob.git('push', '--quiet', '--set-upstream', 'origin', 'topic');
    await commitTicket(bob, 'Bob, not pushed');
    alice.git('fetch', '--quiet');
    alice.git('switch', '--quiet', 'topic');
    await commitTicket(alice, 'Alice on the topic');
    alice.git('push', '--quiet');
    const { merged, bases, events, tickets, ahead } = JSON.parse(await run(bob, 'sync', '--json'));
    expect({ merged, bases, events, tickets, ahead }).toEqual({
      bases: ['origin/topic', 'origin/main'],
      merged: [
        { ref: 'origin/topic', commits: 1 },
        { ref: 'origin/main', commits: 1 },
      ],
      events: 2,
      tickets: 2,
      ahead: 4,
    });
    expect(titles(bob)).toEqual(['Alice on the topic', 'Bob, not pushed', 'By Alice', 'By Bob', 'Start']);
  });

  test('on the default branch merges its upstream, by a fast-forward where that is enough', async () => {
    const { alice, bob } = await makeTopic();
    bob.git('switch', '--quiet', 'main');
    expect(await run(bob, 'sync')).toBe('Merged origin/main (1 commit) into main, with 1 event of 1 ticket.\n');
    expect(bob.git('rev-parse', 'HEAD')).toBe(alice.git('rev-parse', 'HEAD'));
  });

  test.each([
    ['develop', 'develop'],
    ['fork/feature/x', 'feature/x'],
  ])('merges --base %s where it is asked for it', async (asked, branch) => {
    const { hub, alice, bob } = await makeTopic();
    alice.git('switch', '--quiet', '--create', branch, 'main~1');
    await commitTicket(alice, 'Elsewhere');
    alice.git('push', '--quiet', 'origin', branch);
    bob.git('remote', 'add', 'fork', hub.root);
    expect(await run(bob, 'sync', '--base', asked)).toContain(
      `Merged ${asked.includes('fork') ? '' : 'origin/'}${asked} (`,
    );
    expect(titles(bob)).toContain('Elsewhere');
    expect(titles(bob)).not.toContain('By Alice');
  });

  test('finds the default branch of a remote that was added by hand, and in a clone of a single branch', async () => {
    const { hub, bob } = await makeTopic();
    bob.git('push', '--quiet', 'origin', 'topic');
    bob.git('remote', 'set-head', 'origin', '--delete');
    expect(await run(bob, 'sync')).toContain('Merged origin/main (1 commit) into topic');
    const single = cloneRepository(hub, { user: 'carol', options: ['--single-branch', '--branch', 'topic'] });
    expect(await run(single, 'sync')).toContain('Merged origin/main (1 commit) into topic');
    expect(titles(single)).toEqual(['By Alice', 'By Bob', 'Start']);
  });

  test('merges a default branch that has got another name since the clone was made', async () => {
    const { hub, alice, bob } = await makeTopic();
    bob.git('push', '--quiet', '--set-upstream', 'origin', 'topic');
    alice.git('--git-dir', hub.root, 'branch', '-m', 'main', 'trunk');
    expect(bob.git('symbolic-ref', 'refs/remotes/origin/HEAD')).toBe('refs/remotes/origin/main');
    expect(await run(bob, 'sync')).toContain('Merged origin/trunk (1 commit) into topic');
    expect(titles(bob)).toEqual(['By Alice', 'By Bob', 'Start']);
  });

  test.each([
    ['changed', () => undefined],
    ['staged', (bob: TestRepository) => bob.git('add', '.tracker/data.db')],
    ['changed in a clone that is set up', (bob: TestRepository) => run(bob, 'init')],
  ])('keeps tickets that are %s and not committed, on top of what it merged', async (_, prepare) => {
    const { bob } = await makeTopic();
    await run(bob, 'create', 'Not committed');
    await prepare(bob);
    bob.write('notes.txt', 'mine');
    expect(await run(bob, 'sync')).toBe(
      'Merged origin/main (1 commit) into topic, with 1 event of 1 ticket.\n' +
        'Tickets that are not committed stayed so: git add .tracker && git commit -m "Update tickets"\n',
    );
    expect(titles(bob)).toEqual(['By Alice', 'By Bob', 'Not committed', 'Start']);
    expect(titlesIn(blobOf(bob, 'HEAD:.tracker/data.db'))).toEqual(['By Alice', 'By Bob', 'Start']);
    expect(bob.read('notes.txt')).toBe('mine');
    expect(bob.git('stash', 'list')).toBe('');
    expectWhole(dataOf(bob.root));
  });

  test('unites a database that no commit has with the one that the team has made meanwhile', async () => {
    const { alice, bob } = await makeUncommitted();
    await commitTicket(alice, 'By Alice');
    alice.git('push', '--quiet', 'origin', 'main');
    expect(await run(bob, 'sync')).toContain('Tickets that are not committed stayed so');
    expect(titles(bob)).toEqual(['Before the pull', 'By Alice']);
  });

  test('keeps a database that no commit has where the branch gets none', async () => {
    const { alice, bob } = await makeUncommitted();
    alice.commit('more code');
    alice.git('push', '--quiet', 'origin', 'main');
    expect(await run(bob, 'sync')).toContain('Tickets that are not committed stayed so');
    expect(titles(bob)).toEqual(['Before the pull']);
    expect(bob.git('stash', 'list')).toBe('');
  });

  test('loses nothing that a server writes at the same time', async () => {
    const { alice, bob } = await makeTopic();
    const { call } = await startClient({ cwd: bob.root });
    const made: string[] = [];
    const unwanted: string[] = [];
    let busy = true;
    const writing = (async () => {
      for (let count = 0; busy; count++) {
        const title = `Meanwhile ${count}`;
        const { text, isError } = await call('ticket', { action: 'create', title });
        if (isError || /Healed|No longer|Rescued/.test(text)) unwanted.push(text);
        made.push(title);
      }
    })();
    for (let round = 0; round < 2; round++) {
      await run(bob, 'sync');
      await commitTicket(alice, `Round ${round}`);
      alice.git('push', '--quiet');
    }
    await run(bob, 'sync');
    busy = false;
    await writing;
    expect(unwanted).toEqual([]);
    expect(made.length).toBeGreaterThan(10);
    expect(titles(bob)).toEqual([...made, 'By Alice', 'By Bob', 'Start', 'Round 0', 'Round 1'].sort());
    expect(bob.git('stash', 'list')).toBe('');
    expectWhole(dataOf(bob.root));
  });

  test('leaves other files in conflict to the user, the tickets merged, and its advice is what is left to do', async () => {
    const { alice, bob } = await makeTopic();
    alice.commit('alice', 'src/my code.txt', 'ONE\ntwo\nthree\n');
    alice.git('push', '--quiet');
    bob.commit('bob', 'src/my code.txt', 'uno\ntwo\nthree\n');
    await run(bob, 'create', 'Not committed');
    const inside = join(bob.root, 'src');
    const { code, stdout, stderr } = await runTracker({ cwd: inside }, 'sync', '--push');
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    const advice = "git add 'my code.txt' && git commit --no-edit";
    expect(stderr).toBe(
      "error conflict: origin/main is merged into topic, the tickets too, except for what git left in conflict: 'my code.txt'.\n" +
        `Settle these, then \`${advice}\`.\n`,
    );
    expect(titles(bob)).toEqual(['By Alice', 'By Bob', 'Not committed', 'Start']);
    const again = await runTracker({ cwd: inside }, 'sync');
    expect(again.stderr).toContain("error conflict: A merge is under way, and 'my code.txt' is unmerged.");
    bob.write('src/my code.txt', 'ONE and uno\ntwo\nthree\n');
    execSync(advice, { cwd: inside, env: isolatedEnv() });
    expect(titlesIn(blobOf(bob, 'HEAD:.tracker/data.db'))).toEqual(['By Alice', 'By Bob', 'Start']);
    expect(titles(bob)).toContain('Not committed');
  });

  test('merges nothing over a file that is not committed, and leaves everything as it was', async () => {
    const { alice, bob } = await makeTopic();
    alice.commit('alice', 'code.txt', 'ONE\ntwo\nthree\n');
    alice.git('push', '--quiet');
    await run(bob, 'create', 'Not committed');
    bob.write('code.txt', 'not committed either\n');
    const head = bob.git('rev-parse', 'HEAD');
    const { code, stderr } = await tracker(bob, 'sync');
    expect(code).toBe(1);
    expect(stderr).toBe(
      'error conflict: git does not merge over files that are not committed: code.txt.\n' +
        'Nothing was merged. Commit them or `git stash` them, then run the command again.\n',
    );
    expect(bob.git('rev-parse', 'HEAD')).toBe(head);
    expect(bob.read('code.txt')).toBe('not committed either\n');
    expect(titles(bob)).toEqual(['By Bob', 'Not committed', 'Start']);
  });

  test("merges where the team's own attributes keep drivers from the file", async () => {
    const { alice, bob } = await makeTopic();
    bob.commit('attributes', '.gitattributes', '*.db binary\n');
    expect(await run(bob, 'sync')).toContain('Merged origin/main (1 commit) into topic');
    expect(titles(bob)).toEqual(['By Alice', 'By Bob', 'Start']);
    expect(bob.git('status', '--porcelain')).toBe('');
    expect(bob.git('rev-list', '--count', '--merges', 'HEAD')).toBe('1');
    expect(alice.git('status', '--porcelain')).toBe('');
  });

  test("merges a tracker in a folder of its own, with the user's attributes still in force", async () => {
    const hub = makeHub();
    const alice = cloneRepository(hub, { user: 'alice' });
    alice.commit('log', 'log.txt', 'start\n');
    alice.write('apps/pay/.tracker/.gitignore', '');
    const inside = (repository: TestRepository) => join(repository.root, 'apps/pay');
    const create = async (repository: TestRepository, title: string) => {
      await runTracker({ cwd: inside(repository) }, 'create', title);
      repository.git('add', '--all');
      repository.git('commit', '--quiet', '--message', title);
    };
    await create(alice, 'Start');
    alice.git('push', '--quiet', 'origin', 'main');
    const bob = cloneRepository(hub);
    bob.write('../attributes', 'log.txt merge=union\n');
    bob.git('config', 'core.attributesFile', join(bob.root, '../attributes'));
    alice.write('log.txt', 'start\nalice\n');
    await create(alice, 'By Alice');
    alice.git('push', '--quiet');
    bob.write('log.txt', 'start\nbob\n');
    await create(bob, 'By Bob');
    expect(await runTracker({ cwd: inside(bob) }, 'sync')).toMatchObject({ code: 0, stderr: '' });
    expect(titlesIn(join(inside(bob), '.tracker/data.db'))).toEqual(['By Alice', 'By Bob', 'Start']);
    expect(bob.read('log.txt')).toBe('start\nbob\nalice\n');
  });

  test('brings back what was set aside when it was killed in the middle', async () => {
    const { bob } = await makeTopic();
    bob.git('switch', '--quiet', 'main');
    await run(bob, 'create', 'Not committed');
    const marker = join(makeDirectory(), 'merged');
    hook(bob, 'post-merge', `touch ${marker}; sleep 60`);
    const child = spawn(process.execPath, [program, 'sync'], { cwd: bob.root, env: isolatedEnv(), detached: true });
    while (!existsSync(marker)) await delay(5);
    process.kill(-child.pid!, 'SIGKILL');
    await once(child, 'exit');
    expect(titles(bob)).toEqual(['By Alice', 'Start']);
    expect(bob.git('stash', 'list')).toContain('tracker sync: tickets that were not committed');
    rmSync(join(bob.root, '.git/hooks/post-merge'));
    expect(await run(bob, 'merge')).toBe('Brought back what an interrupted tracker sync had set aside.\n');
    expect(titles(bob)).toEqual(['By Alice', 'Not committed', 'Start']);
    expect(bob.git('stash', 'list')).toBe('');
  });
});

test('tracker sync says how many conflicts there are to settle after what it brought, and says so once', async () => {
  const { alice, bob } = await makeTeam();
  const { key } = factsOf(dataOf(bob.root)).tickets[0]!;
  for (const [repository, priority] of [
    [alice, 'high'],
    [bob, 'low'],
  ] as const) {
    await run(repository, 'update', key, '--priority', priority);
    repository.git('commit', '--quiet', '--all', '--message', priority);
  }
  alice.git('push', '--quiet');
  expect(await run(bob, 'sync')).toBe(
    'Merged origin/main (1 commit) into main, with 1 event of 1 ticket.\n' +
      '2 commits not pushed yet: git push\n1 conflict to settle: tracker conflicts\n',
  );
  expect(await run(bob, 'sync')).not.toContain('conflict');
  expect(JSON.parse(await run(bob, 'sync', '--json'))).toMatchObject({ merged: [], conflicts: 1 });
});

describe('tracker sync --push', () => {
  test('pushes the branch to where git would', async () => {
    const { bob } = await makeTopic();
    bob.git('push', '--quiet', '--set-upstream', 'origin', 'topic');
    expect(await run(bob, 'sync', '--push')).toBe(
      'Merged origin/main (1 commit) into topic, with 1 event of 1 ticket.\nPushed to origin/topic.\n',
    );
    expect(bob.git('rev-parse', 'origin/topic')).toBe(bob.git('rev-parse', 'HEAD'));
    expect(await run(bob, 'sync', '--push')).toBe(
      'Nothing to merge: topic has all of origin/topic and origin/main.\nNothing to push.\n',
    );
  });

  /** Somebody else pushes between our fetch and our push, so many times. */
  async function makeRace(times: number) {
    const { alice, bob } = await makeTeam();
    const left = join(makeDirectory(), 'left');
    writeFileSync(left, String(times));
    hook(
      bob,
      'pre-push',
      `left=$(cat ${left}); [ "$left" -gt 0 ] || exit 0; echo $((left - 1)) >${left}
       unset $(git rev-parse --local-env-vars); cd ${alice.root}
       git commit --quiet --allow-empty --message "Race $left" && git push --quiet`,
    );
    await commitTicket(alice, 'By Alice');
    alice.git('push', '--quiet');
    await commitTicket(bob, 'By Bob');
    return { alice, bob, left };
  }

  test('merges again and pushes again where others were faster, three times', async () => {
    const { alice, bob, left } = await makeRace(3);
    const { pushed, merged } = JSON.parse(await run(bob, 'sync', '--push', '--json'));
    expect({ pushed, left: readFileSync(left, 'utf8').trim() }).toEqual({ pushed: 'origin/main', left: '0' });
    expect(merged).toHaveLength(4);
    alice.git('pull', '--quiet');
    expect(titles(alice)).toEqual(['By Alice', 'By Bob', 'Start']);
    expect(alice.git('log', '--format=%s').match(/^Race/gm)).toHaveLength(3);
  });

  test('says so where they always are, with all of it merged here', async () => {
    const { bob, left } = await makeRace(9);
    const { code, stderr } = await tracker(bob, 'sync', '--push');
    expect({ code, left: readFileSync(left, 'utf8').trim() }).toEqual({ code: 1, left: '5' });
    expect(stderr).toMatch(/^error conflict: Merged, but git did not push main: \[(remote )?rejected\] \(.+\)\.\n/);
    expect(stderr).toContain('Run the command again.');
  });

  test('says what git needs where the branch has no upstream, and what the remote refused', async () => {
    const { hub, bob } = await makeTopic();
    expect(await tracker(bob, 'sync', '--push')).toEqual({
      code: 1,
      stdout: '',
      stderr:
        'error invalid_input: Merged, but git did not push topic: The current branch topic has no upstream branch.\n' +
        'Say where to: git push --set-upstream origin topic\n',
    });
    expect(titles(bob)).toContain('By Alice');
    bob.git('branch', '--set-upstream-to', 'origin/main');
    const other = await tracker(bob, 'sync', '--push');
    expect(other.stderr).toMatch(
      /^error invalid_input: Merged, but git did not push topic: The upstream branch of your current branch does not match.*\nSay where to: git push origin HEAD:main, or git push origin HEAD\n$/,
    );
    bob.git('config', 'push.default', 'nothing');
    expect((await tracker(bob, 'sync', '--push')).stderr).toMatch(
      /^error invalid_input: .*\nSay where to: git push REMOTE topic\n$/,
    );
    bob.git('branch', '--unset-upstream');
    chmodSync(bob.write('../hub-hook', '#!/bin/sh\nexit 1\n'), 0o755);
    renameSync(join(bob.root, '../hub-hook'), join(hub.root, 'hooks/pre-receive'));
    bob.git('config', 'push.autoSetupRemote', 'true');
    bob.git('config', 'push.default', 'current');
    const refused = await tracker(bob, 'sync', '--push');
    expect(refused.stderr).toContain('error permission_denied: Merged, but git did not push topic: [remote rejected]');
  });
});

describe('tracker sync says what to do next', () => {
  test.each<[string, string[], (team: Awaited<ReturnType<typeof makeTopic>>) => unknown, RegExp]>([
    [
      'without a remote',
      [],
      ({ bob }) => bob.git('remote', 'remove', 'origin'),
      /^error invalid_input: This repository has no remote\.\nAdd one with `git remote add origin URL`\./,
    ],
    [
      'in a detached HEAD',
      [],
      ({ bob }) => bob.git('switch', '--quiet', '--detach'),
      /^error invalid_input: HEAD is detached.*\nCheck one out with `git switch BRANCH`/,
    ],
    [
      'on an unborn branch',
      [],
      ({ bob }) => bob.git('switch', '--quiet', '--orphan', 'new'),
      /^error invalid_input: The branch new has no commit yet\.\n.*`git pull origin BRANCH`/,
    ],
    [
      'offline',
      [],
      ({ bob }) => bob.git('remote', 'set-url', 'origin', '/nowhere/payments.git'),
      /^error network_error: git could not fetch from origin: .*nowhere.*\nNothing was merged\. See what `git fetch origin` needs/,
    ],
    [
      'about a base that nobody has',
      ['--base', 'mian'],
      () => undefined,
      /^error not_found: origin has no branch mian, and.*\n`git branch --remotes` lists/,
    ],
    [
      'where the remote is empty',
      [],
      ({ bob }) =>
        bob.git('remote', 'set-url', 'origin', makeHub().root) + bob.git('remote', 'set-head', 'origin', '-d'),
      /^error invalid_input: origin has no default branch to merge\.\n.*`git push --set-upstream origin HEAD`/,
    ],
    [
      'with several remotes and no upstream',
      [],
      ({ bob, hub }) => bob.git('remote', 'rename', 'origin', 'one') + bob.git('remote', 'add', 'two', hub.root),
      /^error invalid_input: This branch has no upstream, and the remotes are one, two\.\n.*tracker sync --base one\/main/,
    ],
    [
      'during a rebase',
      [],
      ({ bob, alice }) => {
        alice.commit('alice', 'code.txt', 'ONE\n');
        bob.commit('bob', 'code.txt', 'uno\n');
        bob.git('fetch', '--quiet', alice.root, 'main');
        expect(() => bob.git('rebase', 'FETCH_HEAD')).toThrow();
      },
      /^error conflict: A rebase is under way, and .* unmerged\.\n.*`git add .*data\.db && git rebase --continue`/,
    ],
    [
      'where nothing is in common',
      ['--base', 'other'],
      ({ bob, alice }) => {
        alice.git('switch', '--quiet', '--orphan', 'other');
        alice.commit('another beginning');
        alice.git('push', '--quiet', 'origin', 'other');
        bob.git('fetch', '--quiet');
      },
      /^error conflict: The branch and origin\/other have no common history\./,
    ],
  ])('%s', async (_, args, prepare, expected) => {
    const team = await makeTopic();
    prepare(team);
    const { code, stdout, stderr } = await tracker(team.bob, 'sync', ...args);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr.replace(/^Healed .*\n/gm, '')).toMatch(expected);
  });

  test('outside of a repository', async () => {
    const { code, stderr } = await runTracker({ cwd: makeDirectory() }, 'sync');
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: 'error invalid_input: This is no git repository.\nRun `git init`, or go to the clone.\n',
    });
  });

  test('in a shallow clone', async () => {
    const { hub, alice, bob } = await makeTopic();
    bob.git('push', '--quiet', 'origin', 'topic');
    const shallow = cloneRepository(hub, { options: ['--depth=1', '--branch=topic', '--no-single-branch'] });
    expect(await tracker(shallow, 'sync')).toEqual({
      code: 1,
      stdout: '',
      stderr:
        'error conflict: The branch and origin/main have no common history in this shallow clone.\n' +
        'Fetch it with `git fetch --unshallow` (actions/checkout: `fetch-depth: 0`), then run the command again.\n',
    });
    shallow.git('fetch', '--quiet', '--unshallow');
    expect(await run(shallow, 'sync')).toContain('Merged origin/main (1 commit) into topic');
    expect(alice.git('status', '--porcelain')).toBe('');
  });
});
