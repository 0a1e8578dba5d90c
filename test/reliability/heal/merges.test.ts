import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { runTracker } from '../../cli/run-tracker.ts';
import { startClient, type TestClient } from '../../support/client.ts';
import { copiesOf } from '../../support/copies.ts';
import { keyIn } from '../../support/fleet.ts';
import { until } from '../../support/until.ts';
import { cloneRepository, isolatedEnv, makeRepository, type TestRepository } from '../../support/workspace.ts';

/** What git does, refusals included: its exit code. */
function attempt({ root }: TestRepository, ...args: string[]): number {
  try {
    execFileSync('git', args, { cwd: root, env: isolatedEnv(), stdio: 'pipe' });
    return 0;
  } catch (error) {
    return (error as { status: number }).status;
  }
}

const commitTickets = ({ git }: TestRepository, message: string) => {
  git('add', '--all');
  git('commit', '--quiet', '--message', message);
};

/** Two branches of a clone without the merge driver, each with a ticket of its own and a comment on a common one. */
async function makeDiverged() {
  const { repository } = await copies();
  return { repository, common, ...(await serve(repository)) };
}

async function serve({ root }: TestRepository) {
  const server = await startClient({ cwd: root });
  const create = async (title: string) => keyIn((await server.call('ticket', { action: 'create', title })).text)!;
  return { server, create };
}

let common: string;

const copies = copiesOf(async () => {
  const repository = makeRepository();
  const { server, create } = await serve(repository);
  const comment = (id: string, message: string) => server.call('ticket', { action: 'comment', id, message });
  common = await create('Common');
  commitTickets(repository, 'Start');
  repository.git('switch', '--quiet', '--create', 'topic');
  await create('On topic');
  await comment(common, 'From topic');
  commitTickets(repository, 'Topic');
  repository.git('switch', '--quiet', 'main');
  await create('On main');
  await comment(common, 'From main');
  commitTickets(repository, 'Main');
  await server.close();
  return { repository };
});

type Diverged = Awaited<ReturnType<typeof makeDiverged>>;

async function expectAll({ server, common }: Diverged, titles: string[]): Promise<void> {
  const { text } = await server.call('ticket', { action: 'list', query: 'sort:created', budget: 5000 });
  for (const title of titles) expect(text).toContain(title);
  const { text: whole } = await server.call('ticket', { action: 'get', id: common });
  expect(whole).toContain('From topic');
  expect(whole).toContain('From main');
}

/** The reply that says what was healed: the look at commits is made once a call is answered. */
const untilHealed = (server: TestClient): Promise<string> =>
  until('the look has been made', async () => {
    const { text } = await server.call('board', { action: 'summary' });
    return text.includes('Healed') ? text : undefined;
  });

const all = ['Common', 'On topic', 'On main'];

test('a merge that git left unmerged is united by the next call, which says so once', async () => {
  const world = await makeDiverged();
  const { repository, server } = world;
  expect(attempt(repository, 'merge', 'topic')).toBe(1);
  const { text } = await server.call('board', { action: 'summary' });
  expect(text.split('\n')[0]).toMatch(
    /^Healed \.tracker\/data\.db, which git had left unmerged: 2 events .*git add.*`tracker init`/,
  );
  expect((await server.call('board', { action: 'summary' })).text).not.toContain('Healed');
  await expectAll(world, all);
  repository.git('add', '.tracker/data.db');
  repository.git('commit', '--quiet', '--no-edit');
  await expectAll(world, all);
  expect(repository.git('status', '--porcelain')).toBe('');
});

test('each stop of a rebase is united, also by a new process and by the command line', async () => {
  const world = await makeDiverged();
  const { repository, create } = world;
  await create('Second on main');
  commitTickets(repository, 'Main again');
  expect(attempt(repository, 'rebase', 'topic')).toBe(1);
  const { text } = await (await startClient({ cwd: repository.root })).call('board', { action: 'kanban' });
  expect(text).toContain('Healed');
  repository.git('add', '.tracker/data.db');
  expect(attempt(repository, '-c', 'core.editor=true', 'rebase', '--continue')).toBe(1);
  const { stderr } = await runTracker({ cwd: repository.root }, 'list');
  expect(stderr).toContain('Healed');
  repository.git('add', '.tracker/data.db');
  expect(attempt(repository, '-c', 'core.editor=true', 'rebase', '--continue')).toBe(0);
  await expectAll(world, [...all, 'Second on main']);
  expect(repository.git('status', '--porcelain')).toBe('');
});

test('writes go on while the path is unmerged, and are there when it is settled', async () => {
  const world = await makeDiverged();
  const { repository, create } = world;
  expect(attempt(repository, 'merge', 'topic')).toBe(1);
  await create('Meanwhile');
  await create('And another');
  repository.git('add', '.tracker/data.db');
  repository.git('commit', '--quiet', '--no-edit');
  await expectAll(world, [...all, 'Meanwhile', 'And another']);
});

test('a failed stash pop is united, and nothing of the stash is taken for the work tree', async () => {
  const world = await makeDiverged();
  const { repository, server, create } = world;
  await create('Stashed');
  repository.git('stash', '--quiet');
  await create('After the stash');
  commitTickets(repository, 'After');
  expect(attempt(repository, 'stash', 'pop')).toBe(1);
  const { text } = await server.call('ticket', { action: 'list', query: 'sort:created' });
  for (const title of ['Common', 'On main', 'Stashed', 'After the stash']) expect(text).toContain(title);
  expect(text).not.toContain('On topic');
});

const losing: [string, (repository: TestRepository) => void][] = [
  [
    'commits the conflict as git left it',
    (repository) => {
      expect(attempt(repository, 'merge', 'topic')).toBe(1);
      repository.git('commit', '--quiet', '--all', '--no-edit');
    },
  ],
  ['merges with the strategy ours', ({ git }) => git('merge', '--quiet', '--no-edit', '--strategy', 'ours', 'topic')],
  [
    "takes the other side's file on a web page",
    (repository) => {
      expect(attempt(repository, 'merge', 'topic')).toBe(1);
      repository.git('checkout', '--quiet', '--theirs', '.tracker/data.db');
      repository.git('commit', '--quiet', '--all', '--no-edit');
    },
  ],
];

test.each(losing)('a merge that %s is noticed, and what it dropped is back', async (_, merge) => {
  const world = await makeDiverged();
  const { repository, server } = world;
  merge(repository);
  const commit = repository.git('rev-parse', '--short=7', 'HEAD');
  expect((await untilHealed(server)).split('\n')[0]).toMatch(
    new RegExp(`^Healed .*: commit ${commit} had dropped 2 events`),
  );
  await expectAll(world, all);
  expect(repository.git('status', '--porcelain')).toBe('M .tracker/data.db');
});

test('a fresh clone of a merge that dropped events has them after the first call', async () => {
  const { repository } = await makeDiverged();
  repository.git('merge', '--quiet', '--no-edit', '--strategy', 'ours', 'topic');
  const clone = cloneRepository(repository);
  const server = await startClient({ cwd: clone.root });
  await untilHealed(server);
  expect((await server.call('ticket', { action: 'list' })).text).toContain('On topic');
});

test('what the user takes out again after a healing stays out', async () => {
  const { repository, server } = await makeDiverged();
  repository.git('merge', '--quiet', '--no-edit', '--strategy', 'ours', 'topic');
  await untilHealed(server);
  repository.git('restore', '.tracker/data.db');
  const { text } = await server.call('ticket', { action: 'list' });
  expect(text).not.toContain('Healed');
  expect(text).not.toContain('On topic');
});

test('a merge by the driver has lost nothing', async () => {
  const { repository, server } = await makeDiverged();
  await runTracker({ cwd: repository.root }, 'init');
  commitTickets(repository, 'Set up');
  repository.git('merge', '--quiet', '--no-edit', 'topic');
  const { text } = await server.call('ticket', { action: 'list' });
  expect(text).not.toContain('Healed');
  for (const title of all) expect(text).toContain(title);
});

test('a side that is no database is named, and the other one is served', async () => {
  const { repository, server } = await makeDiverged();
  repository.git('switch', '--quiet', 'topic');
  repository.write('.tracker/data.db', 'version https://git-lfs.github.com/spec/v1\n');
  repository.git('commit', '--quiet', '--all', '--message', 'A pointer');
  repository.git('switch', '--quiet', 'main');
  expect(attempt(repository, 'merge', 'topic')).toBe(1);
  const { text, isError } = await server.call('ticket', { action: 'list' });
  expect(isError).toBe(false);
  expect(text.split('\n')[0]).toMatch(/^Not healed after git: .*Git LFS/);
  expect(text).toContain('On main');
});

test('the first line names the work tree and branch when they are others than at the last call', async () => {
  const { repository, server } = await makeDiverged();
  await server.call('board', { action: 'me' });
  repository.git('switch', '--quiet', 'topic');
  const { text } = await server.call('ticket', { action: 'list' });
  expect(text.split('\n')[0]).toBe(`Now in ${repository.root} on topic`);
  expect((await server.call('ticket', { action: 'list' })).text).not.toContain('Now in');
});
