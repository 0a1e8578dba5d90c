import { describe, expect, test } from 'vitest';
import { copiesOf } from '../../support/copies.ts';
import { blobOf, dataOf, expectWhole, factsOf } from '../../support/file-facts.ts';
import { openTracker } from '../../support/in-process.ts';
import { cloneRepository, makeDirectory, makeRepository, type TestRepository } from '../../support/workspace.ts';
import { runCommand } from '../context.ts';
import { snapshot } from '../run-tracker.ts';

const merge = ({ root }: { root: string }, ...args: string[]) => runCommand({ cwd: root }, 'merge', ...args);

async function commitTicket(repository: TestRepository, title: string): Promise<void> {
  const { call, workspace } = openTracker(repository.root);
  await call('ticket', { action: 'create', title });
  workspace.close();
  repository.git('add', '--all');
  repository.git('commit', '--quiet', '--message', title);
}

const titles = ({ root }: TestRepository): string[] =>
  factsOf(dataOf(root))
    .tickets.map(({ title }) => title)
    .sort();

const keyOf = (repository: TestRepository, ref: string, title: string): string =>
  factsOf(blobOf(repository, `${ref}:.tracker/data.db`)).tickets.find((ticket) => ticket.title === title)!.key;

/** A ticket on main, one more on each of main and topic; main is checked out. No driver is configured. */
const makeBranches = async (): Promise<TestRepository> => (await branches()).repository;

const branches = copiesOf(async () => {
  const repository = makeRepository();
  await commitTicket(repository, 'Start');
  repository.git('switch', '--quiet', '--create', 'topic');
  await commitTicket(repository, 'On topic');
  repository.git('switch', '--quiet', 'main');
  await commitTicket(repository, 'On main');
  return { repository };
});

test.each([[[]], [['main']], [['--check']]])('tracker merge %j says that it is in no git repository', async (args) => {
  expect(await merge({ root: makeDirectory() }, ...args)).toEqual({
    code: 1,
    stdout: '',
    stderr: 'error invalid_input: This is no git repository.\nRun `git init`, or go to the clone.\n',
  });
});

describe('tracker merge REF', () => {
  test("brings the other branch's tickets into the work tree's file, and leaves git's index and history alone", async () => {
    const repository = await makeBranches();
    const index = repository.git('ls-files', '--stage');
    const head = repository.git('rev-parse', 'HEAD');
    const key = keyOf(repository, 'topic', 'On topic');
    expect(await merge(repository, 'topic')).toEqual({
      code: 0,
      stdout: `Brought in 1 event of ${key} from topic. Commit .tracker/data.db.\n`,
      stderr: '',
    });
    expect(titles(repository)).toEqual(['On main', 'On topic', 'Start']);
    expect([repository.git('ls-files', '--stage'), repository.git('rev-parse', 'HEAD')]).toEqual([index, head]);
    expectWhole(dataOf(repository.root));
    expect((await merge(repository, 'topic')).stdout).toBe(
      'Nothing to bring in: the tickets here have all of topic.\n',
    );
    expect(JSON.parse((await merge(repository, 'topic', '--json')).stdout)).toMatchObject({ ref: 'topic', events: 0 });
  });

  test('brings all of it, also what this branch once had', async () => {
    const repository = await makeBranches();
    repository.git('switch', '--quiet', '--create', 'without', 'topic');
    repository.git('checkout', '--quiet', 'main~1', '--', '.tracker/data.db');
    repository.git('commit', '--quiet', '--message', 'Without the ticket of topic');
    repository.git('switch', '--quiet', 'topic');
    await commitTicket(repository, 'Later on topic');
    repository.git('switch', '--quiet', 'without');
    expect((await merge(repository, 'topic')).code).toBe(0);
    expect(titles(repository)).toEqual(['Later on topic', 'On topic', 'Start']);
  });

  test('takes what a stash holds', async () => {
    const repository = await makeBranches();
    await openTracker(repository.root).call('ticket', { action: 'create', title: 'Stashed' });
    repository.git('stash');
    await commitTicket(repository, 'After the stash');
    expect((await merge(repository, 'stash@{0}')).code).toBe(0);
    expect(titles(repository)).toEqual(['After the stash', 'On main', 'Start', 'Stashed']);
  });

  test.each([
    ['nowhere', /^error not_found: git knows no commit nowhere\.\nFetch it first: `git fetch origin`/],
    ['empty', /^error not_found: empty has no \.tracker\/data\.db\.\n`git log --all -- \.tracker\/data\.db`/],
  ])('refuses %s with what to do next', async (ref, expected) => {
    const repository = await makeBranches();
    repository.git('switch', '--quiet', '--orphan', 'empty');
    repository.commit('empty');
    repository.git('switch', '--quiet', 'main');
    const { code, stdout, stderr } = await merge(repository, ref);
    expect({ code, stdout, stderr }).toEqual({ code: 1, stdout: '', stderr: expect.stringMatching(expected) });
  });
});

describe('tracker merge', () => {
  test('unites what git left unmerged, and says that git add settles it', async () => {
    const repository = await makeBranches();
    const key = keyOf(repository, 'topic', 'On topic');
    expect(() => repository.git('merge', 'topic')).toThrow(/CONFLICT|Command failed/);
    expect((await merge(repository)).stdout).toBe(
      `United the versions that git had left unmerged: 1 event of ${key} came in. Settle it: git add .tracker/data.db\n`,
    );
    expect(repository.git('ls-files', '--unmerged').split('\n')).toHaveLength(3);
    repository.git('commit', '--quiet', '--all', '--no-edit');
    expect((await merge(repository, '--check')).code).toBe(0);
    expect(titles(repository)).toEqual(['On main', 'On topic', 'Start']);
  });

  test('brings back what commits dropped, however long ago, a line each', async () => {
    const repository = await makeBranches();
    const commits: string[] = [];
    for (const branch of ['topic', 'second']) {
      if (branch === 'second') {
        repository.git('switch', '--quiet', '--create', 'second', 'main~1');
        await commitTicket(repository, 'On second');
        await commitTicket(repository, 'On second, too');
        repository.git('switch', '--quiet', 'main');
      }
      const old = ['-c', 'user.name=old', 'merge', '--quiet', '--no-edit', '--strategy=ours', branch];
      repository.git(...old);
      commits.push(repository.git('rev-parse', '--short=7', 'HEAD'));
    }
    for (let count = 0; count < 25; count++)
      repository.git(
        'merge',
        '--quiet',
        '--no-ff',
        '--no-edit',
        repository.git('commit-tree', 'HEAD^{tree}', '-p', 'HEAD', '-m', `${count}`),
      );
    const [topic, second, third] = [
      keyOf(repository, 'topic', 'On topic'),
      keyOf(repository, 'second', 'On second'),
      keyOf(repository, 'second', 'On second, too'),
    ];
    expect((await merge(repository)).stdout).toBe(
      [
        `Commit ${commits[1]} had dropped 2 events of ${second}, ${third}; they are back.`,
        `Commit ${commits[0]} had dropped 1 event of ${topic}; they are back.`,
        'Commit .tracker/data.db.',
        '',
      ].join('\n'),
    );
    expect(titles(repository)).toEqual(['On main', 'On second', 'On second, too', 'On topic', 'Start']);
    expect((await merge(repository)).stdout).toBe(
      "Nothing to heal: .tracker/data.db lacks nothing of what HEAD's commits had.\n",
    );
  });
});

describe('tracker merge --check', () => {
  test('lists what is missing, writes nothing at all, and is content once it is committed', async () => {
    const repository = await makeBranches();
    repository.git('merge', '--quiet', '--no-edit', '--strategy=ours', 'topic');
    const commit = repository.git('rev-parse', 'HEAD');
    const key = keyOf(repository, 'topic', 'On topic');
    const clone = cloneRepository(repository);
    clone.git('switch', '--quiet', '--detach');
    const before = snapshot(clone.root);
    const { code, stdout, stderr } = await merge(clone, '--check');
    expect({ code, stdout, stderr }).toEqual({
      code: 1,
      stdout:
        `Commit ${commit.slice(0, 7)} dropped 1 event of ${key}.\n` +
        'Bring them back: tracker merge, then commit .tracker/data.db.\n',
      stderr: '',
    });
    expect(JSON.parse((await merge(clone, '--check', '--json')).stdout)).toEqual({
      complete: false,
      faults: [],
      dropped: [{ commit, events: 1, tickets: [key] }],
      missing: [],
      isHealedHere: false,
      rewritten: [],
      redacted: [],
      givenUp: [],
    });
    expect(snapshot(clone.root)).toEqual(before);
    await merge(clone);
    expect(await merge(clone, '--check')).toMatchObject({
      code: 1,
      stdout: expect.stringMatching(/\nThe file here has them, and no commit: commit \.tracker\/data\.db\.\n$/),
    });
    clone.git('commit', '--quiet', '--all', '--message', 'Heal');
    expect(await merge(clone, '--check')).toEqual({
      code: 0,
      stdout: "Complete: HEAD's tickets lack nothing of what its commits had.\n",
      stderr: '',
    });
  });

  test('with a REF says what HEAD lacks of it', async () => {
    const repository = await makeBranches();
    const key = keyOf(repository, 'topic', 'On topic');
    const { code, stdout } = await merge(repository, '--check', 'topic');
    expect({ code, stdout }).toEqual({
      code: 1,
      stdout:
        `topic has 1 event of ${key} that HEAD lacks.\n` +
        'Bring them in: git merge topic, or tracker merge topic and commit .tracker/data.db.\n',
    });
    expect((await merge(repository, '--check', 'main~1')).stdout).toBe(
      "Complete: HEAD's tickets lack nothing of main~1 and of what its commits had.\n",
    );
  });

  test('sees an unmerged file, a damaged one and one that is no database', async () => {
    const repository = await makeBranches();
    expect(() => repository.git('merge', 'topic')).toThrow();
    expect(await merge(repository, '--check')).toMatchObject({
      code: 1,
      stdout: '.tracker/data.db is unmerged: `tracker merge`, then `git add .tracker/data.db`.\n',
    });
    repository.git('merge', '--abort');
    const bytes = blobOf(repository, 'HEAD:.tracker/data.db');
    bytes.fill(7, 8192, 12_288);
    repository.write('.tracker/data.db', bytes);
    repository.git('commit', '--quiet', '--all', '--message', 'Damage');
    const damaged = await merge(repository, '--check');
    expect(damaged).toMatchObject({
      code: 1,
      stdout: expect.stringMatching(/^HEAD's \.tracker\/data\.db (is damaged|cannot be read): /),
    });
    repository.commit('Pointer', '.tracker/data.db', 'version https://git-lfs.github.com/spec/v1\n');
    expect(await merge(repository, '--check')).toMatchObject({
      code: 1,
      stdout: expect.stringMatching(/^HEAD's \.tracker\/data\.db cannot be read: /),
    });
  });

  test('in a shallow clone says that history is missing, and without a database that there is none', async () => {
    const repository = await makeBranches();
    const shallow = cloneRepository(repository, { options: ['--depth=1'] });
    expect(await merge(shallow, '--check')).toMatchObject({
      code: 1,
      stdout: '',
      stderr: expect.stringMatching(
        /^error not_found: This is a shallow clone.*\n.*`git fetch --unshallow`.*fetch-depth: 0/,
      ),
    });
    const empty = makeRepository();
    expect((await merge(empty, '--check')).stderr).toMatch(/^error not_found: There is no commit yet\./);
    empty.commit('code');
    expect((await merge(empty, '--check')).stderr).toMatch(/^error not_found: HEAD has no \.tracker\/data\.db\./);
  });
});
