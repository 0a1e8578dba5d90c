import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runTracker } from '../cli/run-tracker.ts';
import { startClient } from '../support/client.ts';
import { dataOf, factsOf } from '../support/file-facts.ts';
import { toolSession } from '../support/tool-session.ts';
import { makeRepository } from '../support/workspace.ts';

const secret = 'hunterzwei';

/** Every file below the folder whose bytes hold the secret, in any case. */
function holding(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => {
    const path = join(folder, name);
    return statSync(path).isFile() && readFileSync(path, 'latin1').toLowerCase().includes(secret);
  });
}

/** A ticket with the secret wherever it can be typed, committed; the event that holds it. */
async function makeSecret() {
  const repository = makeRepository();
  const server = toolSession(await startClient({ cwd: repository.root }));
  const id = await server.create({ title: secret, labels: [secret], assignees: [secret], idempotency_key: secret });
  expect(await server.ask('search', { query: secret })).toContain(id.replace(/^.*-/, ''));
  const event = factsOf(dataOf(repository.root))
    .events.find(({ kind }) => kind === 'create')!
    .id.slice(-6)
    .toLowerCase();
  return { repository, server, id, event };
}

const redact = (cwd: string, event: string) => runTracker({ cwd }, 'redact', event, '--json');

test('a redaction reaches every file of the clone but what git has committed, and says what that is', async () => {
  const { repository, server, event } = await makeSecret();
  const backup = join(repository.root, '.git/tracker/backup/doctor-1');
  mkdirSync(backup, { recursive: true });
  writeFileSync(join(backup, 'data.db'), secret);
  await server.client.close();
  const { code, stdout } = await redact(repository.root, event);
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({
    event,
    removed: expect.arrayContaining(['the full-text index', "doctor's and upgrade's backups"]),
    left: [],
  });
  expect(existsSync(backup)).toBe(false);
  expect(holding(repository.root)).toEqual([]);
});

test('the first commit that has the secret is named', async () => {
  const { repository, event } = await makeSecret();
  repository.git('add', '.tracker');
  repository.git('commit', '--quiet', '-m', 'With the secret');
  const commit = repository.git('rev-parse', 'HEAD');
  expect(JSON.parse((await redact(repository.root, event)).stdout)).toMatchObject({ commit });
  const again = await runTracker({ cwd: repository.root }, 'redact', event);
  expect(again.stdout).toContain(`git has had it since commit ${commit.slice(0, 10)}`);
});

test.each([
  ['checkout', '--', '.tracker'],
  ['reset', '--hard', '--quiet'],
  ['stash', '--quiet'],
])(
  'a redaction that git discards before it is committed is made again by the next call: git %s',
  async (...command) => {
    const { repository, server, id, event } = await makeSecret();
    repository.git('add', '.tracker');
    repository.git('commit', '--quiet', '-m', 'With the secret');
    await redact(repository.root, event);
    expect(await server.ask('ticket', { action: 'get', id })).not.toContain(secret);
    repository.git(...command);
    const [first, ...rest] = (await server.ask('ticket', { action: 'get', id })).split('\n');
    expect(first).toBe(`Redacted again, as git had put back a version before: ${id} create ${event}.`);
    expect(rest.join('\n')).not.toContain(secret);
    expect(readFileSync(join(repository.root, '.tracker/data.db'), 'latin1')).not.toContain(secret);
  },
);

test('a redaction that a commit has is left to git', async () => {
  const { repository, server, id, event } = await makeSecret();
  repository.git('add', '.tracker');
  repository.git('commit', '--quiet', '-m', 'With the secret');
  await redact(repository.root, event);
  repository.git('commit', '--quiet', '--all', '-m', 'Redacted');
  await server.get(id);
  repository.git('checkout', '--quiet', 'HEAD~1');
  expect(await server.ask('ticket', { action: 'get', id })).toContain(secret);
  expect(repository.git('status', '--porcelain')).toBe('');
});
