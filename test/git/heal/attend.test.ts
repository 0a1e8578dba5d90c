import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { locate, repositoryOf } from '../../../src/git/ask/repository.ts';
import { attendant } from '../../../src/git/heal/attend.ts';
import { openFileTracker } from '../../../src/home/file-tracker.ts';
import { dataOf } from '../../support/file-facts.ts';
import { openTracker } from '../../support/in-process.ts';
import { makeCommits, titlesIn, versionOf } from '../../support/versions.ts';
import { makeDirectory, makeRepository, type TestRepository } from '../../support/workspace.ts';

/** Who looks after a work tree, as a process has it. */
function attendantOf({ root }: { root: string }) {
  const location = locate(root);
  const workspace = openFileTracker({ location, repository: repositoryOf(location.root) });
  onTestFinished(() => workspace.close());
  return attendant(workspace.home);
}

describe('where a commit has dropped something', () => {
  let repository: TestRepository;
  let lossy: string;

  beforeEach(() => {
    repository = makeRepository();
    lossy = makeCommits(repository, {
      start: { content: versionOf('start') },
      theirs: { parents: ['start'], content: versionOf('start', 'theirs') },
      lossy: { parents: ['start', 'theirs'], content: versionOf('start') },
    }).lossy;
    repository.git('reset', '--quiet', '--hard', lossy);
  });

  const healed = [expect.stringMatching(/^Healed .* had dropped 1 event, now back/)];
  const titles = (): string[] => titlesIn(dataOf(repository.root));

  test('one of several looks at once says so, and no later one, of another process either', async () => {
    const { attend, lookBack } = attendantOf(repository);
    expect(await attend()).toEqual([]);
    expect(await Promise.all([lookBack(), lookBack(), lookBack()])).toEqual([healed, [], []]);
    expect(titles()).toEqual(['start', 'theirs']);
    expect(await lookBack()).toEqual([]);
    expect(await attendantOf(repository).lookBack()).toEqual([]);
    // git has moved, but what was healed and taken out again stays out.
    repository.git('reset', '--quiet', '--hard', lossy);
    expect(await lookBack()).toEqual([]);
    expect(await attendantOf(repository).lookBack()).toEqual([]);
    expect(titles()).toEqual(['start']);
  });

  test('nothing is looked at while git holds its lock, and all of it afterwards', async () => {
    const { lookBack } = attendantOf(repository);
    const lock = join(repository.root, '.git/index.lock');
    writeFileSync(lock, '');
    expect([await lookBack(), titles()]).toEqual([[], ['start']]);
    rmSync(lock);
    expect(await lookBack()).toEqual(healed);
  });

  test("it is healed after the memory of what was seen is garbled, or is another version's", async () => {
    const { lookBack } = attendantOf(repository);
    const seen = join(repository.root, '.git/tracker/seen.json');
    expect(await lookBack()).toEqual(healed);
    expect(existsSync(seen)).toBe(true);
    for (const garbled of [
      '{"state": "12',
      '{"state": "12", "merges": ["1"]}',
      '{"watermark": {"done": [1], "head": 2}}',
    ]) {
      repository.git('reset', '--quiet', '--hard', lossy);
      writeFileSync(seen, garbled);
      expect(await attendantOf(repository).lookBack()).toEqual(healed);
    }
  });

  test('a look that git does not answer is taken again by each call, and said once', async () => {
    const { attend, lookBack } = attendantOf(repository);
    const head = join(repository.root, '.git/HEAD');
    const branch = readFileSync(head);
    writeFileSync(head, 'spoilt');
    expect(await attend()).toEqual([expect.stringMatching(/^git could not be asked what it did here: /)]);
    expect(await lookBack()).toEqual([]);
    expect([await attend(), await lookBack()]).toEqual([[], []]);
    writeFileSync(head, branch);
    expect([await attend(), await lookBack()]).toEqual([[], healed]);
  });

  test('nothing is begun after the end', async () => {
    const { lookBack, close } = attendantOf(repository);
    await close();
    expect([await lookBack(), titles()]).toEqual([[], ['start']]);
  });
});

test('a file that is gone is looked for, though git has done nothing', async () => {
  const repository = makeRepository();
  await openTracker(repository.root).call('ticket', { action: 'create', title: 'never committed' });
  const { attend } = attendantOf(repository);
  expect(await attend()).toEqual([]);
  rmSync(dataOf(repository.root));
  expect(await attend()).toEqual([expect.stringMatching(/^No longer in \.tracker\/data\.db/)]);
  expect(await attend()).toEqual([]);
});

test('nothing is looked at, and nothing made, without git or without a tracker', async () => {
  const repository = makeRepository();
  const { attend } = attendantOf(repository);
  expect(await attend()).toEqual([]);
  expect([existsSync(join(repository.root, '.git/tracker')), existsSync(join(repository.root, '.tracker'))]).toEqual([
    false,
    false,
  ]);
  const root = makeDirectory();
  expect(await attendantOf({ root }).attend()).toEqual([]);
  expect(readdirSync(root)).toEqual([]);
});
