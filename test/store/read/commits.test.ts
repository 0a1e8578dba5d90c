import { expect, test } from 'vitest';
import { runTracker } from '../../cli/run-tracker.ts';
import { useTracker } from '../../support/tool-session.ts';

const tracker = useTracker();

function commit(message: string): string {
  const { git } = tracker.repository;
  git('commit', '--quiet', '--allow-empty', '--message', message);
  return git('rev-parse', '--short=10', 'HEAD').trim();
}
const summary = async () =>
  /^Open, but closed by a commit: (.*)$/m.exec(await tracker.ask('board', { action: 'summary' }))?.[1];

test('get shows the commits that name a ticket after those that are linked, each once, and where the rest is', async () => {
  const id = await tracker.create('Rotate the keys');
  const linked = commit('Add a vault');
  const both = commit(`${id}: Move the keys`);
  await tracker.ask('link', { action: 'add', id, commit: linked });
  await tracker.ask('link', { action: 'add', id, commit: both });
  const named = commit(`Rotate\n\nPart of ${id}.`);
  const shown = () => tracker.get(id).then((lines) => lines.filter((line) => /^commit |^… /.test(line)));
  expect((await shown()).toSorted()).toEqual(
    [`commit ${linked} Add a vault`, `commit ${both} ${id}: Move the keys`, `commit ${named} Rotate`].toSorted(),
  );
  expect((await shown()).at(-1)).toBe(`commit ${named} Rotate`);
  for (let n = 0; n < 6; n++) commit(`${id}: Step ${n}`);
  expect((await shown()).slice(2)).toEqual([
    ...[5, 4, 3, 2, 1].map((n) => expect.stringMatching(new RegExp(`^commit \\w{10} ${id}: Step ${n}$`))),
    `… 2 commits more: ticket(action:"history", id:"${id}")`,
  ]);
});

test('history has them where they belong, with git’s author, and so has the command line', async () => {
  const id = await tracker.create('History');
  const hash = commit(`${id}: Do it`);
  await tracker.ask('ticket', { action: 'comment', id, message: 'Done' });
  const lines = (await tracker.ask('ticket', { action: 'history', id })).split('\n');
  expect(lines.map((line) => /commented|commit:|created/.exec(line)?.[0])).toEqual(
    // git counts seconds: one that was made in the second of the creation began before it.
    expect.arrayContaining(['commented', 'commit:', 'created']),
  );
  expect(lines.find((line) => line.includes('commit:'))).toMatch(
    new RegExp(`^${hash.slice(0, 7)} .* commit: ${id}: Do it$`),
  );
  const { stdout } = await runTracker({ cwd: tracker.repository.root }, 'history', id, '--json');
  const { entries } = JSON.parse(stdout);
  expect(entries.find(({ kind }: { kind: string }) => kind === 'commit')).toMatchObject({
    client: 'git',
    commit: expect.stringMatching(new RegExp(`^${hash}`)),
    payload: { subject: `${id}: Do it` },
  });
  expect(await tracker.ask('ticket', { action: 'history' })).not.toContain('commit:');
});

test('the summary names open tickets that the default branch closes, until they are closed, or opened again since', async () => {
  const [one, two, three] = await tracker.createAll([{ title: 'One' }, { title: 'Two' }, { title: 'Three' }]);
  expect(await summary()).toBeUndefined();
  const hash = commit(`Closes ${one} and ${two}\n\nSee ${three}. Fixes XXX-100000`);
  expect(await summary()).toBe(`${one} (${hash}), ${two} (${hash})`);
  await tracker.ticket({ action: 'close', id: one });
  await tracker.ticket({ action: 'archive', id: two });
  expect(await summary()).toBeUndefined();
  await new Promise((resolve) => setTimeout(resolve, 5));
  await tracker.ticket({ action: 'move', id: one, status: 'todo', message: 'Not yet' });
  expect(await summary()).toBeUndefined();
  const { git } = tracker.repository;
  git('checkout', '--quiet', '-b', 'topic');
  commit(`Closes ${three}`);
  expect(await summary()).toBeUndefined();
  git('checkout', '--quiet', 'main');
  git('merge', '--quiet', '--no-ff', 'topic');
  expect(await summary()).toMatch(new RegExp(`^${three} `));
});
