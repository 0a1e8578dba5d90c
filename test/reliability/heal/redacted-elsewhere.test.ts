import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runTracker } from '../../cli/run-tracker.ts';
import { startClient } from '../../support/client.ts';
import { makeDirectory, makeRepository, type TestRepository } from '../../support/workspace.ts';

const run = (repository: TestRepository, ...args: string[]) => runTracker({ cwd: repository.root }, ...args);

const commitAll = ({ git }: TestRepository) => {
  git('add', '--all');
  git('commit', '--quiet', '--message', 'Tickets');
};

test('what another work tree has redacted is not kept in the log of the one that it was written in', async () => {
  const repository = makeRepository();
  await run(repository, 'create', 'Start');
  commitAll(repository);
  const linked = join(makeDirectory(), 'linked');
  repository.git('worktree', 'add', '--quiet', '-b', 'topic', linked);
  const server = await startClient({ cwd: linked });
  await server.call('ticket', { action: 'create', title: 'A secret: hunter2' });
  const trees = join(repository.root, '.git/tracker/trees');
  const log = join(trees, readdirSync(trees)[0]!, 'rescue.jsonl');
  expect(readFileSync(log, 'utf8')).toContain('hunter2');
  repository.git('-C', linked, 'commit', '--quiet', '--all', '--message', 'A secret');
  repository.git('merge', '--quiet', '--no-edit', 'topic');
  const { stdout } = await run(repository, 'export', '--jsonl', '--events');
  const event = JSON.parse(stdout.split('\n').find((line) => line.includes('hunter2'))!) as { id: string };
  expect(await run(repository, 'redact', event.id)).toMatchObject({ code: 0 });
  commitAll(repository);
  repository.git('-C', linked, 'merge', '--quiet', 'main');
  await server.call('ticket', { action: 'list' });
  expect(readFileSync(log, 'utf8')).not.toContain('hunter2');
});
