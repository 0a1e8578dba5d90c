import { chmodSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { program } from '../../support/client.ts';
import { startFaulty } from '../../support/fault-points.ts';
import { dataOf, factsOf } from '../../support/file-facts.ts';
import { makeRepository, type TestRepository } from '../../support/workspace.ts';

const titles = (root: string): string[] => factsOf(dataOf(root)).tickets.map((ticket) => ticket.title);

/** Has a ticket made by another process between a stash's commit and its reset, so that the stash drops it. */
function writeInStash({ root, write }: TestRepository, title: string): void {
  const quoted = [process.execPath, program, 'create', title].map((word) => JSON.stringify(word)).join(' ');
  const hook = write(
    '.git/hooks/reference-transaction',
    `#!/bin/sh
[ "$1" = committed ] && grep -q refs/stash || exit 0
rm "$0"
cd ${JSON.stringify(root)} && env -u GIT_DIR -u GIT_INDEX_FILE ${quoted} >.git/written 2>&1
`,
  );
  chmodSync(hook, 0o755);
}

test('what is brought back for one branch is not written to the next, where that is checked out at the same moment', async () => {
  const repository = makeRepository();
  const { root, git } = repository;
  const server = await startFaulty(root);
  const create = async (title: string) =>
    expect(await server.client.call('ticket', { action: 'create', title })).toMatchObject({ isError: false });
  const save = async (title: string) => {
    await create(title);
    git('add', '--all');
    git('commit', '--quiet', '--message', title);
  };
  await save('base');
  git('checkout', '--quiet', '-b', 'topic');
  await save('on topic');
  git('checkout', '--quiet', 'main');
  await create('stashed');
  writeInStash(repository, 'in the gap');
  git('stash', '--quiet');
  expect(readFileSync(join(root, '.git/written'), 'utf8')).toMatch(/^Created/);
  expect(titles(root)).toEqual(['base']);

  server.arm({ at: '^renameSync .*/\\.tracker/data\\.db$', nth: 1, before: 'pause' });
  const list = server.client.call('ticket', { action: 'list' });
  await server.paused();
  git('checkout', '--quiet', 'topic');
  server.resume();
  const { text, isError } = await list;
  expect({ text, isError }).toMatchObject({ isError: false, text: expect.stringContaining('on topic') });
  expect(text).not.toMatch(/Rescued|Not healed/);
  expect(titles(root)).toEqual(['base', 'on topic']);
  expect(git('status', '--porcelain')).toBe('');

  git('checkout', '--quiet', 'main');
  expect((await server.client.call('ticket', { action: 'list' })).text).toContain('in the gap');
  expect(titles(root)).toEqual(['base', 'in the gap']);
});
