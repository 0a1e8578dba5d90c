import { copyFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { dataOf, factsOf } from '../../support/file-facts.ts';
import { type OpenTracker, openTracker } from '../../support/in-process.ts';
import { keysIn } from '../../support/tool-session.ts';
import { makeDirectory, makeRepository, type TestRepository } from '../../support/workspace.ts';
import { runCommand } from '../context.ts';

let repository: TestRepository;
let tracker: OpenTracker;
let key: string;

const run = (...args: string[]) => runCommand({ cwd: repository.root }, ...args);
const linesOf = (text: string) =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));

beforeEach(async () => {
  repository = makeRepository();
  tracker = openTracker(repository.root);
  key = keysIn(await tracker.call('ticket', { action: 'create', title: 'First', description: 'secret' }))[0]!;
});

describe('tracker dump', () => {
  test('prints the tracker, or any file, as the same text', async () => {
    const own = await run('dump');
    expect(own).toMatchObject({ code: 0, stderr: '' });
    expect(own.stdout).toContain(key);
    const copy = join(makeDirectory(), 'copy.db');
    copyFileSync(dataOf(repository.root), copy);
    expect(await run('dump', copy)).toEqual(own);
  });

  test('refuses a file that there is not, and two', async () => {
    const missing = join(repository.root, 'no.db');
    expect(await run('dump', missing)).toMatchObject({ code: 2, stderr: `There is no file ${missing}.\n` });
    expect(await run('dump', 'a', 'b')).toMatchObject({ code: 2, stderr: 'dump takes one file, not 2.\n' });
    expect(await run('dump', '--json')).toMatchObject({ code: 2, stdout: '' });
  });
});

describe('tracker export', () => {
  test('prints a line a ticket, archived ones too, with all notes, or a line an event', async () => {
    await tracker.call('ticket', { action: 'comment', id: key, message: 'Seen' });
    await tracker.call('ticket', { action: 'archive', id: key });
    await tracker.call('ticket', { action: 'create', title: 'Second' });
    const tickets = await run('export', '--jsonl');
    expect(tickets).toMatchObject({ code: 0, stderr: '' });
    expect(linesOf(tickets.stdout)).toMatchObject([
      { key, title: 'First', archived: true, description: 'secret', notes: [{ body: 'Seen' }] },
      { title: 'Second', archived: false },
    ]);
    const { events } = factsOf(dataOf(repository.root));
    expect(linesOf((await run('export', '--events')).stdout).map(({ id, kind }) => ({ id, kind }))).toEqual(
      events.map(({ id, kind }) => ({ id, kind })),
    );
  });
});

describe('tracker redact', () => {
  test('blanks an event, says where it still is, and leaves its reason', async () => {
    const { id } = factsOf(dataOf(repository.root)).events.find(({ kind }) => kind === 'create')!;
    const event = id.slice(-6).toLowerCase();
    const { code, stdout } = await run('redact', event, '--reason', 'A pasted token');
    expect(code).toBe(0);
    expect(stdout).toMatch(new RegExp(`^Redacted ${event} \\(create\\): blank in \\.tracker/data\\.db from now on`));
    expect(stdout).toContain('revoke a secret');
    expect(readFileSync(dataOf(repository.root), 'latin1')).not.toContain('secret');
    expect(JSON.stringify(factsOf(dataOf(repository.root)).events)).toContain('A pasted token');
    expect(JSON.parse((await run('redact', event, '--json')).stdout)).toMatchObject({ event, kind: 'create' });
  });

  test('takes one event, which there has to be', async () => {
    expect(await run('redact')).toMatchObject({ code: 2, stderr: 'EVENT is missing.\n' });
    expect(await run('redact', 'a', 'b')).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/^"b" is one word too many/),
    });
    expect(await run('redact', 'zzzzzz')).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^error not_found: /),
    });
  });
});

describe('tracker merge-driver', () => {
  test('unites two versions into the second file, as git asks for', async () => {
    const folder = makeDirectory();
    const [base, ours, theirs] = ['base', 'ours', 'theirs'].map((name) => join(folder, name)) as [
      string,
      string,
      string,
    ];
    const root = dataOf(repository.root);
    copyFileSync(root, base);
    await tracker.call('ticket', { action: 'create', title: 'Ours' });
    copyFileSync(root, ours);
    copyFileSync(base, root);
    await tracker.call('ticket', { action: 'create', title: 'Theirs' });
    copyFileSync(root, theirs);
    expect(await run('merge-driver', base, ours, theirs)).toEqual({ code: 0, stdout: '', stderr: '' });
    expect(
      factsOf(ours)
        .tickets.map(({ title }) => title)
        .sort(),
    ).toEqual(['First', 'Ours', 'Theirs']);
    expect(await run('merge-driver', base, ours)).toMatchObject({
      code: 2,
      stderr: 'BASE, OURS and THEIRS are files.\n',
    });
  });
});
