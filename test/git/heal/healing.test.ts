import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { locate, repositoryOf } from '../../../src/git/ask/repository.ts';
import { healing } from '../../../src/git/heal/healing.ts';
import { openFileHome } from '../../../src/home/file-home.ts';
import { listCreations } from '../../../src/store/read/events.ts';
import { dataOf } from '../../support/file-facts.ts';
import { until } from '../../support/until.ts';
import { makeCommits, ticketOf, titleOf, titlesIn, versionOf } from '../../support/versions.ts';
import { makeRepository, type TestRepository } from '../../support/workspace.ts';

let repository: TestRepository;
let commits: Record<'start' | 'ours' | 'theirs' | 'lossy', string>;
beforeEach(() => {
  repository = makeRepository();
  commits = makeCommits(repository, {
    start: { content: versionOf('start') },
    ours: { parents: ['start'], content: versionOf('start', 'ours') },
    theirs: { parents: ['start'], content: versionOf('start', 'theirs') },
    lossy: { parents: ['start', 'theirs'], content: versionOf('start') },
  });
});

function open() {
  const location = locate(repository.root);
  const said: string[] = [];
  const home = healing(openFileHome(location, repositoryOf(location.root)), (lines) => {
    for (const line of lines) said.push(line);
  });
  onTestFinished(() => home.close());
  return { home, said };
}

const titles = () => titlesIn(dataOf(repository.root));
const leaveUnmerged = () => {
  repository.git('reset', '--quiet', '--hard', commits.ours);
  expect(() => repository.git('merge', '--quiet', commits.theirs)).toThrow();
};

test('what git left unmerged is there for who reads, and he is told', async () => {
  leaveUnmerged();
  const { home, said } = open();
  const ids = ['start', 'ours', 'theirs'].flatMap((title) => ticketOf(title).ticket ?? []);
  const found = await home.read(async ({ db }) => listCreations(db, ids).map(titleOf));
  expect(found.sort()).toEqual(['ours', 'start', 'theirs']);
  expect(said).toEqual([expect.stringMatching(/^Healed .* left unmerged: 1 event of the other side came in/)]);
  await home.read(async () => undefined);
  expect(said).toHaveLength(1);
});

test('what git left unmerged is there for who writes, also where that is refused', async () => {
  leaveUnmerged();
  const { home, said } = open();
  await expect(home.write(() => Promise.reject(new Error('refused')))).rejects.toThrow('refused');
  expect([titles(), said.length]).toEqual([['ours', 'start', 'theirs'], 1]);
});

test('what a commit has dropped comes back once a call is done, and the next one says so', async () => {
  repository.git('reset', '--quiet', '--hard', commits.lossy);
  const { home, said } = open();
  await home.read(async () => undefined);
  expect(said).toEqual([]);
  await until('it is back', () => titles().includes('theirs'));
  await until('it is told', async () => {
    await home.read(async () => undefined);
    return said.length > 0;
  });
  expect(said).toEqual([expect.stringMatching(/^Healed .* had dropped 1 event, now back/)]);
});
