import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { runTracker } from '../../cli/run-tracker.ts';
import { startClient, type TestClient } from '../../support/client.ts';
import { blobOf, dataOf, expectWhole, factsOf } from '../../support/file-facts.ts';
import { keyIn } from '../../support/fleet.ts';
import { until } from '../../support/until.ts';
import { cloneRepository, isolatedEnv, makeHub, type TestRepository } from '../../support/workspace.ts';

interface Person {
  repository: TestRepository;
  client: TestClient;
  /** A call that must be answered. */
  call(tool: string, args: Record<string, unknown>): Promise<string>;
  /** Each command as typed, without a terminal to ask on; it must succeed. */
  git(...commands: string[]): string;
  titles: string[];
}

async function join(repository: TestRepository, agent: string): Promise<Person> {
  const client = await startClient({ cwd: repository.root, name: agent });
  return {
    repository,
    client,
    titles: [],
    async call(tool, args) {
      const { text, isError } = await client.call(tool, args);
      expect({ args, refused: isError && text }).toEqual({ args, refused: false });
      return text;
    },
    git(...commands) {
      const answers = commands.map((command) => {
        const { status, stdout, stderr } = runGit(repository, command);
        expect({ command, status, said: status === 0 ? '' : stdout + stderr }).toEqual({
          command,
          status: 0,
          said: '',
        });
        return stdout.trim();
      });
      return answers.at(-1) ?? '';
    },
  };
}

const runGit = ({ root }: TestRepository, command: string) =>
  spawnSync('git', command.split(' '), {
    cwd: root,
    env: isolatedEnv(),
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  });

/** Tickets of one's own, and a word on those that both work on. */
async function work(
  person: Person,
  { round, shared, name }: { round: number; shared: string[]; name: string },
): Promise<void> {
  for (const part of ['first', 'second']) {
    const title = `${name} ${round} ${part}`;
    const key = keyIn(await person.call('ticket', { action: 'create', title, description: `- [ ] ${title}` }));
    person.titles.push(title);
    if (part === 'second') continue;
    await person.call('ticket', { action: 'claim', id: key });
    await person.call('ticket', { action: 'edit', id: key, op: 'check', checkbox: '1' });
    await person.call('alignment', { action: 'submit', id: key, message: 'Done', evidence: ['npm test -> 0'] });
    await person.call('ticket', { action: 'close', id: key });
  }
  for (const id of shared) {
    await person.call('ticket', { action: 'comment', id, message: `${name} in round ${round}` });
    await person.call('ticket', { action: 'update', id, add_labels: `${name}-${round}` });
    await person.call('ticket', { action: 'edit', id, op: 'append', section: name, new: `- round ${round}` });
  }
}

const dump = async ({ repository }: Person): Promise<string> => {
  const { code, stdout, stderr } = await runTracker({ cwd: repository.root }, 'dump');
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return stdout;
};

/** What a new user does: a repository, two people who clone it, `init` in each, and the configuration committed. */
async function setUp() {
  const hub = makeHub();
  const ann = cloneRepository(hub, { user: 'ann' });
  ann.commit('Code', 'code.txt');
  expect(await runTracker({ cwd: ann.root }, 'init', '--agents', 'claude', '--key', 'PAY')).toMatchObject({
    code: 0,
    stderr: '',
  });
  const alice = await join(ann, 'claude-code');
  const shared: string[] = [];
  for (const title of ['Shared one', 'Shared two']) {
    const description = '## alice\n- start\n\n## bob\n- start\n';
    shared.push(keyIn(await alice.call('ticket', { action: 'create', title, description }))!);
    alice.titles.push(title);
  }
  alice.git('add --all', 'commit --quiet --message Tickets', 'push --quiet origin main');
  const ben = cloneRepository(hub, { user: 'ben' });
  expect(await runTracker({ cwd: ben.root }, 'init', '--agents', 'claude')).toMatchObject({ code: 0, stderr: '' });
  expect(ben.git('status', '--porcelain')).toBe('');
  return { hub, alice, bob: await join(ben, 'codex-mcp-client'), shared };
}

const commit = 'commit --quiet --all --message Work';

test('two people with their agents work in two clones, and by git alone see one board with everything in it', async () => {
  const { alice, bob, shared } = await setUp();
  const rounds = 3;
  for (let round = 0; round < rounds; round++) {
    alice.git(`switch --quiet --create alice-${round}`);
    bob.git(`switch --quiet --create bob-${round}`);
    await Promise.all([work(alice, { round, shared, name: 'alice' }), work(bob, { round, shared, name: 'bob' })]);
    alice.git(commit);
    await work(alice, { round: round + 10, shared, name: 'alice' });
    alice.git(commit, `push --quiet --set-upstream origin alice-${round}`);
    bob.git(commit, `push --quiet --set-upstream origin bob-${round}`);
    // Alice's branch gets into main first, by a merge; Bob's is rebased on that, merges it, or is synchronised with it.
    alice.git(
      'switch --quiet main',
      'pull --quiet --no-rebase',
      `merge --quiet --no-edit alice-${round}`,
      'push --quiet',
    );
    if (round % 3 === 0) bob.git('fetch --quiet', 'rebase --quiet origin/main', 'push --quiet --force');
    if (round % 3 === 1) bob.git('pull --quiet --no-rebase --no-edit origin main', 'push --quiet');
    if (round % 3 === 2) {
      const { code, stderr } = await runTracker({ cwd: bob.repository.root }, 'sync', '--push');
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    }
    bob.git('switch --quiet main', 'pull --quiet --rebase', `merge --quiet --no-edit bob-${round}`, 'push --quiet');
    // And the other way round, with work on main itself on both sides.
    await work(alice, { round: round + 20, shared, name: 'alice' });
    await work(bob, { round: round + 20, shared, name: 'bob' });
    bob.git(commit, 'push --quiet');
    alice.git(commit, round % 2 === 0 ? 'pull --quiet --rebase' : 'pull --quiet --no-rebase --no-edit', 'push --quiet');
    bob.git('pull --quiet --rebase');
  }
  expect(await dump(alice)).toBe(await dump(bob));
  const board = { action: 'kanban', limit: 100 };
  expect((await alice.call('board', board)).split('\n')).toEqual((await bob.call('board', board)).split('\n'));
  for (const { repository, client } of [alice, bob]) {
    const { tickets, events } = factsOf(dataOf(repository.root));
    expect(tickets.map(({ title }) => title).sort()).toEqual([...alice.titles, ...bob.titles].sort());
    expect(events.filter(({ kind }) => kind === 'comment')).toHaveLength(shared.length * rounds * 5);
    expectWhole(dataOf(repository.root));
    expect(repository.git('status', '--porcelain')).toBe('');
    expect(await runTracker({ cwd: repository.root }, 'merge', '--check')).toMatchObject({ code: 0 });
    expect((await client.call('ticket', { action: 'get', id: shared[0] })).text).not.toContain('conflict');
    expect(client.stderr()).toBe('');
  }
});

test('a clone that nobody has set up gets a conflict from git, and whole tickets from its next call', async () => {
  const { hub, alice, shared } = await setUp();
  const carol = await join(cloneRepository(hub, { user: 'carol' }), 'claude-code');
  await work(carol, { round: 0, shared, name: 'bob' });
  await work(alice, { round: 0, shared, name: 'alice' });
  alice.git(commit, 'push --quiet');
  carol.git(commit);
  const pull = runGit(carol.repository, 'pull --no-rebase --no-edit');
  expect(pull.status).toBe(1);
  expect(pull.stdout).toContain('CONFLICT (content): Merge conflict in .tracker/data.db');
  const board = await carol.call('board', { action: 'kanban' });
  expect(board).toContain('Healed .tracker/data.db, which git had left unmerged');
  const found = factsOf(dataOf(carol.repository.root)).tickets.map(({ title }) => title);
  expect(found.sort()).toEqual([...alice.titles, ...carol.titles].sort());
  carol.git('add .tracker/data.db', 'commit --quiet --no-edit', 'push --quiet');
  alice.git('pull --quiet --rebase');
  expect(await dump(alice)).toBe(await dump(carol));
});

test('a conflict that was committed as git left it is healed by the next call, and everybody gets what was missing', async () => {
  const { hub, alice, shared } = await setUp();
  const carol = await join(cloneRepository(hub, { user: 'carol' }), 'claude-code');
  await work(carol, { round: 0, shared, name: 'bob' });
  await work(alice, { round: 0, shared, name: 'alice' });
  alice.git(commit, 'push --quiet');
  carol.git(commit);
  expect(runGit(carol.repository, 'pull --no-rebase --no-edit').status).toBe(1);
  carol.git('commit --quiet --all --no-edit');
  const titlesOf = (file: Buffer) => factsOf(file).tickets.map(({ title }) => title);
  expect(titlesOf(blobOf(carol.repository, 'HEAD:.tracker/data.db'))).not.toContain('alice 0 first');
  // Looked for once a call is answered, and said by the next one.
  await until('the look has been made', async () =>
    (await carol.call('board', { action: 'kanban' })).includes('had dropped'),
  );
  carol.git(commit, 'push --quiet');
  alice.git('pull --quiet');
  expect(await dump(alice)).toBe(await dump(carol));
  expect(await dump(alice)).toContain('alice 0 first');
});
