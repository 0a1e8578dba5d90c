import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { useTracker } from '../../support/tool-session.ts';
import { makeDirectory } from '../../support/workspace.ts';

const tracker = useTracker();

const alignment = (action: string, args: Record<string, unknown> = {}) => tracker.ask('alignment', { action, ...args });
const refused = (code: string, args: Record<string, unknown>) =>
  tracker.refused(code, { action: 'submit', ...args }, 'alignment');

let hash: string;
let short: string;

beforeAll(() => {
  hash = tracker.repository.commit('Fix it', 'src/login.ts');
  short = hash.slice(0, 10);
});

/** Submits with the evidence; returns what the review shows of it. */
async function evidenceOf(evidence: unknown): Promise<string[]> {
  const id = await tracker.create('Evidence');
  await alignment('submit', { id, message: 'Done', evidence });
  return (await alignment('get', { id }))
    .split('\n')
    .filter((line) => line.startsWith('- '))
    .map((line) => line.slice(2));
}

describe('submit', () => {
  it('says what was submitted and with which event', async () => {
    const id = await tracker.create('Login');
    expect(await alignment('submit', { id, message: 'Login works again' })).toMatch(
      new RegExp(`^Submitted ${id} \\w{6}\\nIt is backlog; another person's turn to decide\\.$`),
    );
  });

  it('leaves the status alone and says how to move it where a move to review is allowed', async () => {
    const id = await tracker.create('Started');
    await tracker.ticket({ action: 'move', id, status: 'in_progress' });
    expect((await alignment('submit', { id, message: 'Done' })).split('\n')[1]).toBe(
      `It is in_progress; another person's turn to decide. To show that it waits: ticket(action:"move", id:"${id}", status:"review")`,
    );
    expect((await tracker.get(id))[1]).toContain('in_progress');
    await tracker.ticket({ action: 'move', id, status: 'review' });
    expect(await alignment('submit', { id, message: 'Again' })).not.toContain('To show');
  });

  it.each([
    ['commit HASH', () => [`commit ${hash}`], () => [`commit ${short} (verified)`]],
    ['a short hash', () => [hash.slice(0, 7)], () => [`commit ${short} (verified)`]],
    ['the latest commit', () => ['commit HEAD'], () => [`commit ${short} (verified)`]],
    ['a commit that there is not', () => ['commit deadbeef12'], () => ['commit deadbeef12 (not found)']],
    ['a command and its exit code', () => ['npm test -> 0'], () => ['npm test -> 0']],
    ['a command that failed', () => ['npm run lint -> 1'], () => ['npm run lint -> 1']],
    ['a file', () => ['src/login.ts'], () => ['src/login.ts (verified)']],
    ['a file and its line', () => ['src/login.ts:1'], () => ['src/login.ts:1 (verified)']],
    ['a file that there is not', () => ['src/nothing.ts'], () => ['src/nothing.ts (not found)']],
    ['an address', () => ['https://ci.example.org/1'], () => ['https://ci.example.org/1']],
    ['a note', () => ['Checked by hand on Safari'], () => ['note: Checked by hand on Safari']],
    ['one text for a list', () => 'npm test -> 0', () => ['npm test -> 0']],
    ['a text with commas', () => 'src/login.ts, npm test -> 0', () => ['src/login.ts (verified)', 'npm test -> 0']],
    ['JSON', () => '["src/login.ts","A note"]', () => ['src/login.ts (verified)', 'note: A note']],
    [
      'objects',
      () => [
        { kind: 'command', value: 'npm test', exit_code: 0 },
        { kind: 'commit', value: hash },
        { kind: 'file', value: 'src/login.ts', exit_code: null },
        { kind: 'note', value: 'src/login.ts' },
        { kind: 'url', value: 'https://example.org' },
        { value: 'src/login.ts' },
      ],
      () => [
        ...['npm test -> 0', `commit ${short} (verified)`, 'src/login.ts (verified)'],
        ...['note: src/login.ts', 'https://example.org', 'src/login.ts (verified)'],
      ],
    ],
  ])('takes evidence as %s', async (_, given, shown) => {
    expect(await evidenceOf(given())).toEqual(shown());
  });

  it('marks what the repository does not have', async () => {
    const id = await tracker.create('Marks');
    expect(await alignment('submit', { id, message: 'Done', evidence: ['src/none.ts', 'npm test -> 0'] })).toMatch(
      /· src\/none\.ts \(not found\) · npm test -> 0\nThe repository does not have what is marked not found\.\nIt is backlog;/,
    );
  });

  it('records a command and never runs it', async () => {
    const trap = join(makeDirectory(), 'trap');
    expect(
      await evidenceOf([`touch ${trap} -> 0`, { kind: 'command', value: `touch ${trap}`, exit_code: 0 }]),
    ).toHaveLength(2);
    expect(await evidenceOf([`commit $(touch ${trap})`])).toHaveLength(1);
    expect(existsSync(trap)).toBe(false);
  });

  it('refuses a path that leaves the repository', async () => {
    const id = await tracker.create('Paths');
    symlinkSync('/etc', join(tracker.repository.root, 'src', 'link'));
    for (const path of [
      '../secret.txt',
      'src/../../secret.txt',
      '/etc/passwd',
      'src/link/passwd',
      'C:\\Windows\\win.ini',
    ])
      expect(
        await refused('invalid_input', { id, message: 'Done', evidence: [{ kind: 'file', value: path }] }),
      ).toContain('leaves the repository');
    await tracker.refused('not_found', { action: 'get', id }, 'alignment');
  });

  it('takes summary for message, and keys in any form', async () => {
    const id = await tracker.create('Names');
    expect(await alignment('submit', { ticket: `#${id.toLowerCase()}`, summary: 'Done', evidence: null })).toContain(
      id,
    );
  });

  it('refuses what is missing, empty, unknown or not evidence', async () => {
    const id = await tracker.create('Refused');
    expect(await refused('invalid_input', { id })).toContain('message is missing');
    expect(await refused('invalid_input', { id, message: '  ' })).toContain('message is empty');
    expect(await refused('invalid_input', { message: 'x' })).toContain('id is missing');
    expect(await refused('invalid_input', { id, message: 'x', evidnce: ['npm test'] })).toContain(
      'did you mean "evidence"?',
    );
    expect(await refused('invalid_input', { id, message: 'x', decision: 'approved' })).toContain('"decision"');
    expect(await refused('invalid_input', { id, message: 'x', evidence: [42] })).toContain('evidence');
    expect(await refused('invalid_input', { id, message: 'x', evidence: [{ kind: 'comit', value: 'a' }] })).toContain(
      'did you mean "commit"?',
    );
    expect(await refused('not_found', { id: 'PAY-100000', message: 'x' })).toContain('PAY-100000');
    expect(await refused('conflict', { id, message: 'x', expected_revision: 7 })).toContain('revision 1');
  });

  it('writes nothing on a dry run, and checks the evidence all the same', async () => {
    const id = await tracker.create('Dry');
    expect(await alignment('submit', { id, message: 'Done', evidence: ['src/none.ts'], dry_run: true })).toMatch(
      /^Dry run, nothing written:\nSubmitted .* \(not found\)/,
    );
    await tracker.refused('not_found', { action: 'get', id }, 'alignment');
  });

  it('answers a long note with its beginning', async () => {
    const id = await tracker.create('Long note');
    const text = await alignment('submit', { id, message: 'Done', evidence: [`${'A long note. '.repeat(5000)}`] });
    expect(text.length).toBeLessThan(400);
  });

  it('shows in the ticket and in its history', async () => {
    const id = await tracker.create('Shown');
    await alignment('submit', { id, message: 'All of it is done' });
    expect((await tracker.get(id))[1]).toContain('review waiting (alice/test-client)');
    expect(await tracker.ticket({ action: 'history', id })).toContain('submitted for review: All of it is done');
  });
});

describe('evidence', () => {
  it('is at most 50 things', async () => {
    const id = await tracker.create('Much evidence');
    const evidence = (count: number) => Array.from({ length: count }, (_, number) => `note: ${number}`);
    expect(await refused('invalid_input', { id, message: 'Done', evidence: evidence(51) })).toContain(
      'evidence must be at most 50; these are 51',
    );
    await alignment('submit', { id, message: 'Done', evidence: evidence(50) });
  });

  it('is looked up with three starts of git, however many commits there are', async () => {
    const counted = makeDirectory();
    const git = execFileSync('sh', ['-c', 'command -v git'], { encoding: 'utf8' }).trim();
    const log = join(counted, 'log');
    writeFileSync(join(counted, 'git'), `#!/bin/sh\necho "$*" >> '${log}'\nexec '${git}' "$@"\n`, { mode: 0o755 });
    const other = await tracker.connect({ env: { PATH: `${counted}${delimiter}${process.env.PATH}` } });
    const id = await tracker.create('Many commits');
    await other.get(id);
    const starts = () => (existsSync(log) ? readFileSync(log, 'utf8').trim().split('\n').length : 0);
    const asked = async (evidence: string[]) => {
      const before = starts();
      await other.ask('alignment', { action: 'submit', id, message: 'Done', evidence });
      return starts() - before;
    };
    const none = await asked([]);
    const unknown = Array.from({ length: 48 }, (_, number) => `commit ${(0xabcdef0 + number).toString(16)}`);
    expect(await asked([`commit ${hash}`, 'commit HEAD', ...unknown])).toBeLessThanOrEqual(none + 3);
  });
});
