import { chmodSync, readdirSync, readFileSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { runTracker } from '../../cli/run-tracker.ts';
import { program, startClient, type TestClient } from '../../support/client.ts';
import { copiesOf } from '../../support/copies.ts';
import { keyIn } from '../../support/fleet.ts';
import { setUpTracker } from '../../support/set-up.ts';
import { until } from '../../support/until.ts';
import { makeRepository, type TestRepository } from '../../support/workspace.ts';

async function makeTracked() {
  const { repository } = await copies();
  return { repository, server: await startClient({ cwd: repository.root }) };
}

const copies = copiesOf(async () => {
  const repository = makeRepository();
  const server = await startClient({ cwd: repository.root });
  await server.call('ticket', { action: 'create', title: 'Committed' });
  await server.close();
  commitAll(repository);
  return { repository };
});

const commitAll = ({ git }: TestRepository) => {
  git('add', '--all');
  git('commit', '--quiet', '--message', 'Tickets');
};

const create = (server: TestClient, title: string) => server.call('ticket', { action: 'create', title });
const list = async (server: TestClient) =>
  (await server.call('ticket', { action: 'list', query: 'sort:created' })).text;

/** Has `title` written by another process at the moment between a stash's commit and its reset. */
function writeInStash({ root }: TestRepository, title: string): void {
  const hook = join(root, '.git/hooks/reference-transaction');
  writeFileSync(
    hook,
    `#!/bin/sh
[ "$1" = committed ] && grep -q refs/stash || exit 0
cd ${JSON.stringify(root)}
rm ${JSON.stringify(hook)}
env -u GIT_DIR -u GIT_INDEX_FILE ${JSON.stringify(process.execPath)} ${JSON.stringify(program)} create ${JSON.stringify(title)} >.git/written 2>&1
`,
  );
  chmodSync(hook, 0o755);
}

test('a write that git stash drops without holding it is brought back by the next call', async () => {
  const { repository, server } = await makeTracked();
  await create(server, 'Stashed');
  writeInStash(repository, 'In the gap');
  repository.git('stash', '--quiet');
  expect(readFileSync(join(repository.root, '.git/written'), 'utf8')).toMatch(/^Created/);
  const text = await list(server);
  expect(text.split('\n')[0]).toMatch(/^Rescued what git stash had dropped: \S+ create/);
  expect(text).toContain('In the gap');
  expect(text).not.toContain('Stashed');
  expect(await list(server)).not.toContain('Rescued');
  repository.git('restore', '.tracker/data.db');
  repository.git('stash', 'pop', '--quiet');
  const popped = await list(server);
  expect(popped).toContain('Stashed');
});

/** Has `title` written by another process once a merge has looked at the work tree, before it replaces what is there. */
function writeInMerge({ root, write, read }: TestRepository, title: string): void {
  const hook = join(root, '.git/hooks/post-index-change');
  writeFileSync(
    hook,
    `#!/bin/sh
cd ${JSON.stringify(root)}
rm ${JSON.stringify(hook)}
env -u GIT_DIR -u GIT_INDEX_FILE ${JSON.stringify(process.execPath)} ${JSON.stringify(program)} create ${JSON.stringify(title)} >.git/written 2>&1
`,
  );
  chmodSync(hook, 0o755);
  // Git writes its index where a file has another time than it knows, and the same content.
  write('README.md', read('README.md'));
  utimesSync(join(root, 'README.md'), 1, 1);
}

test('a write that git merge overwrites, as it came after its look, is brought back by the next call', async () => {
  const repository = makeRepository();
  setUpTracker(repository);
  const { root, git, commit } = repository;
  const server = await startClient({ cwd: root });
  commit('first');
  const createAndCommit = async (title: string) => {
    await create(server, title);
    commitAll(repository);
  };
  await createAndCommit('Base');
  git('branch', 'other');
  await createAndCommit('Ours');
  git('checkout', '--quiet', 'other');
  await createAndCommit('Theirs');
  git('checkout', '--quiet', 'main');
  writeInMerge(repository, 'In the gap');
  git('merge', '--quiet', '--no-edit', 'other');
  expect(readFileSync(join(root, '.git/written'), 'utf8')).toMatch(/^Created/);
  const text = await list(server);
  expect(text).toMatch(/^Rescued what git merge had overwritten: \S+ create/m);
  for (const title of ['Base', 'Ours', 'Theirs', 'In the gap']) expect(text).toContain(title);
  expect(await list(server)).not.toContain('Rescued');
  // What is discarded once the merge is done stays so.
  await create(server, 'Discarded');
  git('checkout', '--quiet', '--', '.tracker/data.db');
  expect(await list(server)).not.toContain('Discarded');
});

test('it is brought back where the stash has been popped before anybody called', async () => {
  const { repository, server } = await makeTracked();
  await create(server, 'Stashed');
  writeInStash(repository, 'In the gap');
  repository.git('stash', '--quiet');
  repository.git('stash', 'pop', '--quiet');
  const text = await list(server);
  expect(text.split('\n')[0]).toContain('Rescued');
  for (const title of ['Committed', 'Stashed', 'In the gap']) expect(text).toContain(title);
});

test('it is brought back while git gc takes away folders of objects', async () => {
  const { repository, server } = await makeTracked();
  await create(server, 'Stashed');
  writeInStash(repository, 'In the gap');
  repository.git('stash', '--quiet');
  const objects = join(repository.root, '.git/objects');
  const folders = readdirSync(objects);
  const gone = Array.from({ length: 256 }, (_, n) => n.toString(16).padStart(2, '0')).filter(
    (name) => !folders.includes(name),
  );
  // Listed, and not there when it is looked into.
  for (const name of gone) symlinkSync('nowhere', join(objects, name));
  expect((await list(server)).split('\n')[0]).toMatch(/^Rescued what git stash had dropped: \S+ create/);
});

test('it waits for its own branch', async () => {
  const { repository, server } = await makeTracked();
  repository.git('branch', 'topic');
  writeInStash(repository, 'In the gap');
  await create(server, 'Stashed');
  repository.git('stash', '--quiet');
  repository.git('switch', '--quiet', 'topic');
  expect(await list(server)).not.toContain('In the gap');
  repository.git('switch', '--quiet', 'main');
  expect(await list(server)).toContain('In the gap');
});

test('what a stash holds is left to it', async () => {
  const { repository, server } = await makeTracked();
  await create(server, 'Stashed');
  repository.git('stash', '--quiet');
  expect(await list(server)).not.toMatch(/Rescued|No longer|Stashed/);
  expect((await runTracker({ cwd: repository.root }, 'recover')).stdout).toMatch(/^Nothing to recover/);
  repository.git('stash', 'pop', '--quiet');
  expect(await list(server)).toContain('Stashed');
});

test('what was written once a stash was done, and then reset away, is named and not brought back', async () => {
  const { repository, server } = await makeTracked();
  await create(server, 'Stashed');
  repository.git('stash', '--quiet');
  // git keeps no finer time than seconds: what is of the same one may be from before the end of the stash.
  const reset = /\{(\d+)\}/.exec(repository.git('log', '-1', '--walk-reflogs', '--date=unix', '--format=%gd'))!;
  await until('that second is over', () => Date.now() / 1000 >= Number(reset[1]) + 1);
  await create(server, 'Reset away');
  repository.git('reset', '--quiet', '--hard');
  const text = await list(server);
  expect(text.split('\n')[0]).toMatch(/^No longer in .*: \S+ create \w{6}\. `tracker recover` lists it/);
  expect(text).not.toMatch(/Rescued|Reset away/);
});

test('what was in a tracker that somebody has removed is not laid to git, and can be given up', async () => {
  const { root } = makeRepository();
  const run = (...args: string[]) => runTracker({ cwd: root }, ...args);
  await run('create', 'Thrown away');
  rmSync(join(root, '.tracker'), { recursive: true });
  const { stderr } = await run('list');
  expect(stderr).toMatch(/^No longer in \.tracker\/data\.db, as that was put back, replaced or removed: .*create/);
  expect((await run('recover', '--dismiss')).code).toBe(0);
  await run('create', 'Begun anew');
  expect((await run('recover')).stdout).toMatch(/^Nothing to recover/);
  expect((await run('doctor')).stdout).not.toContain('acknowledged');
});

const discarding: [string, (repository: TestRepository) => void][] = [
  ['git reset --hard', ({ git }) => git('reset', '--quiet', '--hard')],
  ['git restore', ({ git }) => git('restore', '.tracker/data.db')],
  ['git checkout --force', ({ git }) => git('checkout', '--quiet', '--force', 'HEAD')],
];

test.each(discarding)(
  'what %s discards is named once, listed by recover and restored on request',
  async (_, discard) => {
    const { repository, server } = await makeTracked();
    await create(server, 'Discarded');
    await create(server, 'Discarded too');
    discard(repository);
    const text = await list(server);
    expect(text.split('\n')[0]).toMatch(/^No longer in \.tracker\/data\.db.*\S+ create .*tracker recover --apply/);
    expect(text).not.toContain('Discarded');
    expect(await list(server)).not.toContain('No longer');
    const { stdout } = await runTracker({ cwd: repository.root }, 'recover');
    expect(stdout).toMatch(/create {2}Discarded /);
    const [second] = JSON.parse((await runTracker({ cwd: repository.root }, 'recover', '--json')).stdout).slice(1);
    const one = await runTracker({ cwd: repository.root }, 'recover', '--apply', second.id.slice(-6));
    expect(one).toMatchObject({ code: 0, stdout: 'Restored 1 event.\n' });
    expect(await list(server)).toMatch(/Discarded too/);
    expect((await runTracker({ cwd: repository.root }, 'recover', '--apply')).stdout).toBe('Restored 1 event.\n');
    expect((await list(server)).match(/Discarded/g)).toHaveLength(2);
    expect((await runTracker({ cwd: repository.root }, 'doctor')).stdout).toMatch(/are what \d+ events say/);
  },
);

test('recover restores nothing where there is nothing, and refuses an event that it does not list', async () => {
  const { repository } = await makeTracked();
  expect((await runTracker({ cwd: repository.root }, 'recover', '--apply')).stdout).toMatch(/^Nothing to recover/);
  expect(await runTracker({ cwd: repository.root }, 'recover', '--apply', 'zzzzzz')).toMatchObject({
    code: 1,
    stderr: 'error not_found: There is no event zzzzzz to recover.\ntracker recover lists what there is.\n',
  });
});

test('what is on another branch, or was committed and reset away, is in git and not for recovery', async () => {
  const { repository, server } = await makeTracked();
  repository.git('switch', '--quiet', '--create', 'topic');
  await create(server, 'On topic');
  commitAll(repository);
  repository.git('switch', '--quiet', 'main');
  expect(await list(server)).not.toMatch(/No longer|Rescued/);
  await create(server, 'Committed and reset');
  commitAll(repository);
  repository.git('reset', '--quiet', '--hard', 'HEAD~1');
  expect(await list(server)).not.toMatch(/No longer|Rescued|Committed and reset/);
  expect((await runTracker({ cwd: repository.root }, 'recover')).stdout).toMatch(/^Nothing to recover/);
});

test('a database that was never committed and is cleaned away can be recovered whole', async () => {
  const repository = makeRepository();
  const server = await startClient({ cwd: repository.root });
  const key = keyIn((await create(server, 'Never committed')).text)!;
  await server.call('ticket', { action: 'comment', id: key, message: 'Nor this' });
  repository.git('clean', '--quiet', '-fdx');
  expect(await list(server)).toMatch(/^No longer in .tracker.data.db.*recover --apply/);
  expect((await runTracker({ cwd: repository.root }, 'recover', '--apply')).stdout).toMatch(/^Restored \d events/);
  expect((await server.call('ticket', { action: 'get', id: key })).text).toContain('Nor this');
});

test('a write made while a discarded one is missing stays, and the next stash cannot drop what was restored', async () => {
  const { repository, server } = await makeTracked();
  await create(server, 'Discarded');
  repository.git('reset', '--quiet', '--hard');
  await create(server, 'Later');
  await runTracker({ cwd: repository.root }, 'recover', '--apply');
  repository.git('stash', '--quiet');
  await delay(20);
  repository.git('stash', 'pop', '--quiet');
  const text = await list(server);
  for (const title of ['Committed', 'Discarded', 'Later']) expect(text).toContain(title);
});

test('a redaction leaves no trace in the log, and a log that is deleted or garbled stops nobody', async () => {
  const { repository, server } = await makeTracked();
  await create(server, 'A secret: hunter2');
  const log = join(repository.root, '.git/tracker/rescue.jsonl');
  expect(readFileSync(log, 'utf8')).toContain('hunter2');
  const { stdout } = await runTracker({ cwd: repository.root }, 'export', '--jsonl', '--events');
  const event = JSON.parse(stdout.split('\n').find((line) => line.includes('hunter2'))!) as { id: string };
  expect(await runTracker({ cwd: repository.root }, 'redact', event.id)).toMatchObject({ code: 0 });
  expect(readFileSync(log, 'utf8')).not.toContain('hunter2');
  writeFileSync(log, '{"at": 5, "eve\n\0\0garbage\n');
  await create(server, 'After the garbage');
  repository.git('reset', '--quiet', '--hard');
  expect(await list(server)).toContain('No longer');
  rmSync(log);
  await create(server, 'Without a log');
  expect(await list(server)).toContain('Without a log');
});
