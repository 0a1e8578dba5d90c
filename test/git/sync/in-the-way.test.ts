import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runCommand } from '../../cli/context.ts';
import { dataOf, factsOf } from '../../support/file-facts.ts';
import { cloneRepository, makeHub, type TestRepository } from '../../support/workspace.ts';

async function run({ root }: TestRepository, ...args: string[]): Promise<void> {
  expect(await runCommand({ cwd: root }, ...args)).toMatchObject({ code: 0 });
}

const titles = ({ root }: TestRepository): string[] =>
  factsOf(dataOf(root))
    .tickets.map(({ title }) => title)
    .sort();

test('sync unites two clones that were set up apart: the files of init are not in its way, and others are', async () => {
  const hub = makeHub();
  const alice = cloneRepository(hub, { user: 'alice' });
  alice.commit('code');
  alice.git('push', '--quiet', 'origin', 'main');
  const bob = cloneRepository(hub);
  for (const one of [alice, bob]) await run(one, 'init', '--key', 'PAY', '--yes');
  await run(bob, 'create', 'By Bob');
  bob.write('notes.txt', "Bob's own\n");
  await run(alice, 'create', 'By Alice');
  alice.git('add', '--all');
  alice.git('commit', '--quiet', '--message', 'Tickets');
  alice.git('push', '--quiet', 'origin', 'main');
  await run(bob, 'sync');
  expect(titles(bob)).toEqual(['By Alice', 'By Bob']);
  expect(bob.git('status', '--porcelain')).toBe('M .tracker/data.db\n?? notes.txt');
  // Another's file of that name is not taken for it, and stays.
  alice.commit('notes', 'notes.txt', "Alice's\n");
  alice.git('push', '--quiet', 'origin', 'main');
  expect(await runCommand({ cwd: bob.root }, 'sync')).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('notes.txt'),
  });
  expect(readFileSync(join(bob.root, 'notes.txt'), 'utf8')).toBe("Bob's own\n");
  expect(titles(bob)).toEqual(['By Alice', 'By Bob']);
});
