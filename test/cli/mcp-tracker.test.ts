import { readFileSync, writeFileSync } from 'node:fs';
import Database from 'better-sqlite3';
import { afterEach, expect, onTestFinished, test, vi } from 'vitest';
import { createTracker } from '../../src/cli/mcp-tracker.ts';
import { dataOf } from '../support/file-facts.ts';
import { makeRepository, type TestRepository } from '../support/workspace.ts';

const caller = { clientName: 'test', clientVersion: '1', session: 's', scopes: 'all' as const };

afterEach(() => vi.restoreAllMocks());

/** A tracker in this process, whose working directory is said to be the repository. */
function open(repository: TestRepository, env: Record<string, string> = { TRACKER_ACTOR: 'ada' }) {
  const directory = vi.spyOn(process, 'cwd').mockReturnValue(repository.root);
  const tracker = createTracker(env);
  onTestFinished(() => tracker.close());
  const ask = (args: Record<string, unknown>) => tracker.call({ tool: 'ticket', args, caller });
  return { tracker, ask, goTo: (root: string) => directory.mockReturnValue(root) };
}

test('a reply has the code of what was refused, and none where all is well', async () => {
  const { ask } = open(makeRepository());
  expect(await ask({ action: 'create', title: 'One' })).toMatchObject({ text: expect.stringMatching(/^Created /) });
  expect(await ask({ action: 'get', id: '1' })).toMatchObject({
    ...{ code: 'not_found', text: expect.stringMatching(/^error not_found: /) },
  });
});

test('the first line says where the tracker is once that is elsewhere', async () => {
  const other = makeRepository({ name: 'other' });
  const { ask, goTo } = open(makeRepository());
  expect((await ask({ action: 'list' })).text).not.toContain('Now in');
  goTo(other.root);
  expect((await ask({ action: 'list' })).text.split('\n')[0]).toBe(`Now in ${other.root} on main`);
});

test('what nobody has foreseen is the fault of a file whose tables are not what its events say', async () => {
  const repository = makeRepository();
  const { ask } = open(repository);
  await ask({ action: 'create', title: 'One', type: 'bug' });
  const whole = readFileSync(dataOf(repository.root));
  const database = new Database(dataOf(repository.root));
  database.exec("update tickets set title = x'00ff'");
  database.close();
  const { text, code } = await ask({ action: 'list' });
  expect({ text, code }).toEqual({
    code: 'database',
    text: expect.stringMatching(/tickets are not what the events say\.\n.*tracker doctor --fix/),
  });
  writeFileSync(dataOf(repository.root), whole);
  expect((await ask({ action: 'list' })).code).toBeUndefined();
});

test('keys, types and statuses are completed from what is there', async () => {
  const { tracker, ask } = open(makeRepository());
  const key = /[A-Z]+-\d{6}/.exec((await ask({ action: 'create', title: 'One' })).text)?.[0];
  expect(await tracker.complete('key', '', caller)).toContain(key);
  expect(await tracker.complete('type', 'b', caller)).toEqual(['bug']);
});
