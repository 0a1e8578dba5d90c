import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { perform } from '../../../src/actions/perform.ts';
import { locate, repositoryOf } from '../../../src/git/ask/repository.ts';
import { openTestTracker } from '../../support/over-log.ts';
import { authorOf } from '../../support/ticket-events.ts';
import { makeDirectory, makeRepository } from '../../support/workspace.ts';

/** Counts the gits that this process starts. */
function countGits(): () => number {
  const bin = join(makeDirectory(), 'bin');
  const log = join(bin, 'log');
  const path = process.env.PATH ?? '';
  mkdirSync(bin);
  writeFileSync(join(bin, 'git'), `#!/bin/sh\necho >>'${log}'\nPATH='${path}' exec git "$@"\n`);
  chmodSync(join(bin, 'git'), 0o755);
  process.env.PATH = `${bin}${delimiter}${path}`;
  onTestFinished(() => {
    process.env.PATH = path;
  });
  return () => (existsSync(log) ? readFileSync(log, 'utf8').length : 0);
}

test.each([
  ['ticket', { action: 'close' }],
  ['ticket', { action: 'move', status: 'resolved' }],
  ['ticket', { action: 'update', status: 'resolved' }],
  ['alignment', { action: 'decide', decision: 'approved' }],
] as const)('%s %j asks git for the commits of a submission before others have to wait', async (tool, args) => {
  const repository = makeRepository();
  repository.commit('code');
  repository.git('switch', '--quiet', '--create', 'aside');
  repository.commit('work');
  const commit = repository.git('rev-parse', 'HEAD');
  repository.git('switch', '--quiet', 'main');
  const location = locate(repository.root);
  const real = openTestTracker({ location, repository: repositoryOf(location.root) });
  onTestFinished(() => real.close());
  const count = countGits();
  let within = 0;
  const workspace: typeof real = {
    ...real,
    write: (author, work, options) =>
      real.write(
        author,
        async (tx) => {
          const before = count();
          const answer = await work(tx);
          within = count() - before;
          return answer;
        },
        options,
      ),
  };
  const ask = (name: string, which: string, given: object) =>
    perform(workspace, { author: authorOf(name), scopes: 'all' }, { tool: which, args: { ...given } });
  await ask('anna', 'ticket', { action: 'create', title: 'One', type: 'bug', status: 'in_progress' });
  const listed = await ask('anna', 'ticket', { action: 'list' });
  const id = /[A-Z]+-\d{6}/.exec(JSON.stringify(listed))?.[0];
  await ask('anna', 'alignment', { action: 'submit', id, message: 'Done', evidence: [`commit ${commit}`] });
  // What git has said of a commit counts until HEAD is another one.
  repository.commit('more');
  const before = count();
  const reply = await ask(tool === 'alignment' ? 'bob' : 'anna', tool, { ...args, id });
  expect(JSON.stringify(reply)).toContain('not in the history of HEAD');
  expect(count()).toBeGreaterThan(before);
  expect(within).toBe(0);
});
