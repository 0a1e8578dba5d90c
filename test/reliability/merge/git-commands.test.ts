import { cpSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startClient, type TestClient } from '../../support/client.ts';
import { blobOf, dataOf, expectWhole, factsOf, strangersIn } from '../../support/file-facts.ts';
import { setUpTracker } from '../../support/set-up.ts';
import { makeRepository, type TestRepository } from '../../support/workspace.ts';

interface Tracked extends TestRepository {
  client: TestClient;
  create(title: string): Promise<void>;
  /** A ticket, in a commit with a file of code. */
  save(title: string): Promise<void>;
  /** How often git has started the merge driver. */
  merges(): number;
}

/** A repository that `tracker init` has set up, with a server that runs all the time. */
async function makeTracked(repository = makeRepository()): Promise<Tracked> {
  const { root, git } = repository;
  const client = await startClient({ cwd: root });
  const create = async (title: string) =>
    expect(await client.call('ticket', { action: 'create', title })).toMatchObject({ isError: false });
  if (!existsSync(dataOf(root))) {
    git('commit', '--quiet', '--allow-empty', '--message', 'empty');
    git('branch', 'empty');
    setUp(repository);
  }
  const log = join(root, '.git/driver.log');
  return {
    ...repository,
    client,
    create,
    async save(title) {
      await create(title);
      repository.write(`${title.replaceAll(' ', '-')}.txt`, `${title}\n`);
      git('add', '--all');
      git('commit', '--quiet', '--message', title);
    },
    merges: () => (existsSync(log) ? readFileSync(log, 'utf8').trim().split('\n').length : 0),
  };
}

function setUp(repository: TestRepository): void {
  setUpTracker(repository);
  const { root } = repository;
  const shim = join(root, '.git/tracker/run');
  const [first, ...rest] = readFileSync(shim, 'utf8').split('\n');
  const note = '[ "$1" = merge-driver ] && echo "$@" >>"$(dirname "$0")/../driver.log"';
  writeFileSync(shim, [first, note, ...rest].join('\n'));
}

let pattern: TestRepository | undefined;

/** `base` on both; on `topic` three commits more, on `main`, which is checked out, one. */
async function divided(): Promise<Tracked> {
  if (!pattern) {
    const made = await makeTracked();
    await made.save('base');
    made.git('checkout', '--quiet', '-b', 'topic');
    for (const title of ['topic 1', 'topic 2', 'topic 3']) await made.save(title);
    made.git('checkout', '--quiet', 'main');
    await made.save('on main');
    await made.client.close();
    pattern = made;
  }
  const copy = makeRepository();
  rmSync(copy.root, { recursive: true });
  cpSync(pattern.root, copy.root, { recursive: true });
  return makeTracked(copy);
}

const all = ['base', 'on main', 'topic 1', 'topic 2', 'topic 3'];

async function expectUnion({ root, git, client }: Tracked, titles: readonly string[]): Promise<void> {
  expectWhole(dataOf(root));
  const { tickets } = factsOf(dataOf(root));
  expect(tickets.map(({ title }) => title).toSorted()).toEqual(titles.toSorted());
  expect(new Set(tickets.map(({ key }) => key)).size).toBe(tickets.length);
  expect(git('ls-files', '--unmerged')).toBe('');
  expect(strangersIn(root)).toEqual([]);
  const { text } = await client.call('ticket', { action: 'list' });
  for (const title of titles) expect(text).toContain(title);
}

test.each<[string, string[], string, string[], number]>([
  ['merge', ['merge', '--quiet', '--no-edit', 'topic'], 'main', all, 1],
  ['merge -X ours', ['merge', '--quiet', '--no-edit', '-X', 'ours', 'topic'], 'main', all, 1],
  ['rebase of three commits', ['rebase', '--quiet', 'main'], 'topic', all, 3],
  ['cherry-pick', ['cherry-pick', 'topic~1'], 'main', ['base', 'on main', 'topic 2'], 1],
  ['cherry-pick of a range', ['cherry-pick', 'topic~3..topic'], 'main', all, 3],
  [
    'revert, which leaves tickets to undo,',
    ['revert', '--no-edit', 'HEAD~1'],
    'topic',
    all.filter((t) => t !== 'on main'),
    1,
  ],
])('git %s calls the driver and has what both sides wrote, once', async (_, command, branch, titles, calls) => {
  const tracked = await divided();
  tracked.git('checkout', '--quiet', branch);
  tracked.git(...command);
  expect(tracked.merges()).toBe(calls);
  await expectUnion(tracked, titles);
  expect(tracked.git('status', '--porcelain')).toBe('');
  await tracked.save('afterwards');
  await expectUnion(tracked, [...titles, 'afterwards']);
});

test.each<[string, string[], string]>([
  ['checkout -m', ['checkout', '--quiet', '-m', 'topic'], 'main'],
  ['merge --autostash', ['merge', '--quiet', '--no-edit', '--autostash', 'topic'], 'main'],
  ['rebase --autostash', ['rebase', '--quiet', '--autostash', 'main'], 'topic'],
  ['pull --rebase --autostash', ['pull', '--quiet', '--rebase', '--autostash', '.', 'main'], 'topic'],
])('git %s carries what is not committed over, by the driver', async (name, command, branch) => {
  const tracked = await divided();
  tracked.git('checkout', '--quiet', branch);
  await tracked.create('not committed');
  tracked.git(...command);
  expect(tracked.merges()).toBeGreaterThan(0);
  const onTopic = name === 'checkout -m' ? all.filter((title) => title !== 'on main') : all;
  await expectUnion(tracked, [...onTopic, 'not committed']);
  expect(tracked.git('diff', '--name-only', 'HEAD')).toBe('.tracker/data.db');
});

test('git stash pop unites what was stashed with what was committed since', async () => {
  const tracked = await divided();
  await tracked.create('stashed');
  tracked.git('stash', '--quiet');
  await expectUnion(tracked, ['base', 'on main']);
  await tracked.save('since then');
  tracked.git('stash', 'pop', '--quiet');
  expect(tracked.merges()).toBe(1);
  await expectUnion(tracked, ['base', 'on main', 'stashed', 'since then']);
  expect(tracked.git('stash', 'list')).toBe('');
});

test('git stash pop on another branch unites as well', async () => {
  const tracked = await divided();
  await tracked.create('stashed');
  tracked.git('stash', '--quiet');
  tracked.git('checkout', '--quiet', 'topic');
  tracked.git('stash', 'pop', '--quiet');
  await expectUnion(tracked, ['base', 'topic 1', 'topic 2', 'topic 3', 'stashed']);
});

test('a criss-cross, whose common ancestor git has to merge first, ends with all of it on both sides', async () => {
  const tracked = await divided();
  tracked.git('branch', 'crossed', 'topic');
  tracked.git('branch', 'main-before');
  tracked.git('merge', '--quiet', '--no-edit', 'crossed');
  await tracked.save('main again');
  tracked.git('checkout', '--quiet', 'topic');
  tracked.git('merge', '--quiet', '--no-edit', 'main-before');
  await tracked.save('topic again');
  expect(tracked.git('merge-base', '--all', 'main', 'topic').split('\n')).toHaveLength(2);
  const before = tracked.merges();
  tracked.git('merge', '--quiet', '--no-edit', 'main');
  expect(tracked.merges() - before).toBe(2);
  await expectUnion(tracked, [...all, 'main again', 'topic again']);
  tracked.git('checkout', '--quiet', 'main');
  tracked.git('merge', '--quiet', 'topic');
  await expectUnion(tracked, [...all, 'main again', 'topic again']);
});

test('two trackers that were made on two branches become one', async () => {
  const tracked = await makeTracked();
  await tracked.save('by one');
  tracked.git('checkout', '--quiet', 'empty');
  expect(existsSync(dataOf(tracked.root))).toBe(false);
  setUp(tracked);
  await tracked.save('by the other');
  tracked.git('merge', '--quiet', '--no-edit', 'main');
  // The base that git hands to the driver is an empty file.
  expect(tracked.merges()).toBe(1);
  await expectUnion(tracked, ['by one', 'by the other']);
});

test('git merge-tree writes the same union without a work tree', async () => {
  const tracked = await divided();
  const tree = tracked.git('merge-tree', '--write-tree', 'main', 'topic').split('\n')[0]!;
  const { tickets } = factsOf(blobOf(tracked, `${tree}:.tracker/data.db`));
  expect(tickets.map(({ title }) => title).toSorted()).toEqual(all);
  tracked.git('merge', '--quiet', '--no-edit', 'topic');
  expect(tracked.git('rev-parse', 'HEAD:.tracker/data.db')).toBe(tracked.git('rev-parse', `${tree}:.tracker/data.db`));
});

test('a fast-forward and a change of one side only need no driver', async () => {
  const tracked = await makeTracked();
  await tracked.save('base');
  tracked.git('checkout', '--quiet', '-b', 'ahead');
  await tracked.save('ahead');
  tracked.git('checkout', '--quiet', 'main');
  tracked.git('merge', '--quiet', 'ahead');
  tracked.git('checkout', '--quiet', '-b', 'code', 'main~1');
  tracked.commit('only code', 'code.txt');
  tracked.git('merge', '--quiet', '--no-edit', 'main');
  expect(tracked.merges()).toBe(0);
  await expectUnion(tracked, ['base', 'ahead']);
});
