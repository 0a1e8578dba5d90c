import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { beforeAll, describe, expect, test } from 'vitest';
import { runTracker } from '../../cli/run-tracker.ts';
import { dataOf } from '../../support/file-facts.ts';
import { makeDirectory, makeRepository, type TestRepository } from '../../support/workspace.ts';

let repository: TestRepository;
let keys: string[];

const run = async (...args: string[]): Promise<string> => {
  const outcome = await runTracker({ cwd: repository.root, env: { TRACKER_ACTOR: 'alice' } }, ...args);
  expect(outcome).toMatchObject({ code: 0, stderr: '' });
  return outcome.stdout;
};

beforeAll(async () => {
  repository = makeRepository();
  await run('init', '--key', 'PAY');
  const long = `## Context\n\n${Array.from({ length: 20 }, (_, at) => `Line ${at + 1}.`).join('\n')}\n`;
  const items = ['Login fails', 'Rotate the key', 'Ship it'].map((title) => ({ title, description: long }));
  keys = JSON.parse(await run('create', '--items', JSON.stringify(items), '--json')).tickets.map(
    ({ key }: { key: string }) => key,
  );
  repository.git('add', '--all');
  repository.git('commit', '--quiet', '--message', 'Tickets');
});

/** The diff of what the commands did since the last commit, which they are then committed as. */
async function diffOf(...commands: string[][]): Promise<string[]> {
  for (const command of commands) await run(...command);
  const diff = repository.git('diff', '--', '.tracker/data.db').split('\n');
  repository.git('commit', '--quiet', '--all', '--message', 'Work');
  return diff.slice(diff.findIndex((line) => line.startsWith('@@')));
}

const changesIn = (diff: readonly string[]): string[] => diff.filter((line) => /^[+-]/.test(line));

describe('git diff of the database', () => {
  test('shows a moved ticket as one hunk of two changed lines, under the ticket as its heading', async () => {
    const diff = await diffOf(['move', keys[1]!, 'todo']);
    expect(diff.filter((line) => line.startsWith('@@'))).toEqual([
      expect.stringMatching(new RegExp(`^@@ .* @@ ${keys[1]} Rotate the key$`)),
    ]);
    expect(changesIn(diff)).toEqual([
      expect.stringMatching(/^- {2}updated \S+ alice$/),
      '-  status backlog',
      expect.stringMatching(/^\+ {2}updated \S+ alice$/),
      '+  status todo',
    ]);
  });

  test('names the ticket above every hunk, however far down its text the change is', async () => {
    const diff = await diffOf(
      ['edit', keys[1]!, '--op', 'replace', '--lines', '12', '--new', 'Another line.'],
      ['comment', keys[2]!, 'Done\nand dusted'],
    );
    const headings = diff.flatMap((line) => /^@@ .* @@ (.*)$/.exec(line)?.[1] ?? []);
    expect(headings).toEqual([
      `${keys[1]} Rotate the key`,
      `${keys[1]} Rotate the key`,
      `${keys[2]} Ship it`,
      `${keys[2]} Ship it`,
    ]);
    const said = changesIn(diff).filter((line) => !line.includes(' updated '));
    expect(said).toEqual([
      '-    | Line 10.',
      '+    | Another line.',
      expect.stringMatching(/^\+ {2}comment \S+ alice \[\w{6}\]$/),
      '+    | Done',
      '+    | and dusted',
    ]);
  });

  test('spells out what would move the cursor of a terminal', async () => {
    const diff = await diffOf(['comment', keys[0]!, 'red \u001b[31malert\u0007\r\nnext']);
    expect(diff).toContain('+    | red \\x1b[31malert\\x07');
    expect(diff).toContain('+    | next');
  });

  test('does not depend on the order in which a version was written', async () => {
    const before = await run('dump');
    const clone = join(makeDirectory(), 'merged.db');
    // As a merge writes it: built anew from the events.
    const none = join(makeDirectory(), 'none.db');
    writeFileSync(none, '');
    writeFileSync(clone, readFileSync(dataOf(repository.root)));
    await run('merge-driver', none, clone, dataOf(repository.root));
    expect(readFileSync(clone).equals(readFileSync(dataOf(repository.root)))).toBe(false);
    expect(await run('dump', clone)).toBe(before);
  });
});

/** A version of the file, changed. */
function variant(change: (bytes: Buffer) => Buffer | undefined): string {
  const path = join(makeDirectory(), 'data.db');
  const bytes = readFileSync(dataOf(repository.root));
  writeFileSync(path, change(bytes) ?? bytes);
  return path;
}

describe('a version that cannot be read', () => {
  test.each<[string, (bytes: Buffer) => Buffer | undefined, RegExp]>([
    ['empty', () => Buffer.alloc(0), /is empty/],
    ['cut off', (bytes) => bytes.subarray(0, 5000), /is truncated/],
    ['cut off in its header', (bytes) => bytes.subarray(0, 60), /is truncated/],
    ['no database', () => Buffer.from('<<<<<<< HEAD\n'), /is not a SQLite database/],
    [
      'a pointer',
      () => Buffer.from('version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n'),
      /is a pointer of Git LFS/,
    ],
    ['of a newer major', (bytes) => void bytes.writeUInt32BE(2001, 60), /has format 2; this program reads up to 1/],
    ['damaged inside', (bytes) => bytes.fill(0xa5, 4096), /is damaged/],
  ])('because it is %s is said in one line, and the exit code is 0', async (_, change, message) => {
    const text = await run('dump', variant(change));
    expect(text).toMatch(/^unreadable: [^\n]+\n$/);
    expect(text).toMatch(message);
  });

  test('is not one that another program left in write-ahead format, or whose tables an older fold wrote', async () => {
    const shown = await run('dump');
    const marked = variant((bytes) => void bytes.fill(2, 18, 20));
    expect(await run('dump', marked)).toBe(shown);
    const older = variant(() => undefined);
    const sqlite = new Database(older);
    sqlite.exec("update meta set value = '0' where name = 'fold'; update tickets set title = 'as it was folded then'");
    sqlite.close();
    expect(await run('dump', older)).toBe(shown);
  });
});
