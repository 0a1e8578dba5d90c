import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { copiesOf } from '../../support/copies.ts';
import { dataOf, expectWhole, factsOf } from '../../support/file-facts.ts';
import { openTracker } from '../../support/in-process.ts';
import { setUpTracker } from '../../support/set-up.ts';
import { makeRepository, type TestRepository } from '../../support/workspace.ts';
import { runTracker } from '../run-tracker.ts';

const tracker = ({ root }: TestRepository, ...args: string[]) => runTracker({ cwd: root }, ...args);
const titlesOf = ({ root }: TestRepository): string[] =>
  factsOf(dataOf(root))
    .tickets.map(({ title }) => title)
    .sort();

async function create({ root }: TestRepository, title: string): Promise<void> {
  const { call, workspace } = openTracker(root);
  await call('ticket', { action: 'create', title });
  workspace.close();
}

/** One ticket is committed, one is added, one is in the work tree only. */
const makeTracked = async (): Promise<TestRepository> => (await copies()).repository;

const copies = copiesOf(async () => {
  const repository = makeRepository();
  setUpTracker(repository);
  await create(repository, 'Committed');
  repository.git('add', '--all');
  repository.git('commit', '--quiet', '--message', 'Tickets');
  await create(repository, 'Added');
  repository.git('add', '--all');
  await create(repository, 'Written');
  return { repository };
});

const spoils: [string, (bytes: Buffer) => Buffer][] = [
  ['damaged inside', (bytes) => bytes.fill(0xab, 4096)],
  [
    'patched like text',
    (bytes) => Buffer.concat([bytes.subarray(0, 9000), Buffer.from('+PAY-1 x\n'), bytes.subarray(9000)]),
  ],
  ['cut off', (bytes) => bytes.subarray(0, 9000)],
  ['empty', () => Buffer.alloc(0)],
  ['no database', () => Buffer.from('<<<<<<< ours\n')],
];

function spoil({ root }: TestRepository, change: (bytes: Buffer) => Buffer): Buffer {
  const bytes = change(readFileSync(dataOf(root)));
  writeFileSync(dataOf(root), bytes);
  return bytes;
}

describe('a file that is spoilt', () => {
  test.each(spoils)('(%s) says what leads back, and that does, with what was written since', async (_, change) => {
    const repository = await makeTracked();
    const spoilt = spoil(repository, change);
    const refused = await tracker(repository, 'list');
    expect(refused.code).toBe(1);
    expect(refused.stderr).toMatch(/^error database: /m);
    expect(refused.stderr).toContain('`tracker doctor --fix` puts back the last whole version that git has');
    const looked = await tracker(repository, 'doctor');
    expect(looked.code).toBe(1);
    expect(looked.stdout).toContain('tracker doctor --fix puts back the version of the index, and the writes since');
    const fixed = await tracker(repository, 'doctor', '--fix');
    expect(fixed.code, fixed.stdout).toBe(0);
    const backup = /^Mended: \.tracker\/data\.db, as of the index, with the writes since\. Backup: (.+)$/m.exec(
      fixed.stdout,
    )![1]!;
    expect(readFileSync(join(backup, 'data.db')).equals(spoilt)).toBe(true);
    expectWhole(dataOf(repository.root));
    expect(titlesOf(repository)).toEqual(['Added', 'Committed', 'Written']);
    expect(await tracker(repository, 'list')).toMatchObject({ code: 0, stderr: '' });
    expect((await tracker(repository, 'doctor', '--fix')).stdout).not.toContain('Mended');
  });

  test('and was added and committed is passed over, for the last one that is whole', async () => {
    const repository = await makeTracked();
    repository.git('commit', '--quiet', '--all', '--message', 'All');
    for (const size of [8000, 9000]) {
      spoil(repository, (bytes) => Buffer.concat([bytes.subarray(0, size), Buffer.alloc(5000, 7)]));
      repository.git('commit', '--quiet', '--all', '--message', 'Spoilt');
    }
    const name = repository.git('rev-parse', '--short=7', 'HEAD~2');
    expect((await tracker(repository, 'doctor', '--fix')).stdout).toContain(`.tracker/data.db, as of ${name}, with`);
    expect(titlesOf(repository)).toEqual(['Added', 'Committed', 'Written']);
    expect(repository.git('diff', '--stat', name)).toBe('');
  });

  test('is left as it is where git has no whole version, or another program made it', async () => {
    const repository = makeRepository();
    await create(repository, 'Never committed');
    const spoilt = spoil(repository, (bytes) => bytes.fill(0xab, 4096));
    const { code, stdout } = await tracker(repository, 'doctor', '--fix');
    expect(code).toBe(1);
    expect(stdout).toContain('git has no whole version in the last commits here');
    expect(readFileSync(dataOf(repository.root)).equals(spoilt)).toBe(true);
    const tracked = await makeTracked();
    const newer = spoil(tracked, (bytes) => {
      bytes.writeUInt32BE(2001, 60);
      return bytes;
    });
    expect((await tracker(tracked, 'doctor', '--fix')).stdout).not.toContain('Mended');
    expect(readFileSync(dataOf(tracked.root)).equals(newer)).toBe(true);
    expect(readdirSync(join(tracked.root, '.git/tracker'))).not.toContain('backup');
  });
});
