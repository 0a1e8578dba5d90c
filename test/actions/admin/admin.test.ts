import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, test } from 'vitest';
import type { ActionName, ResultOf } from '../../../src/actions/actions.ts';
import { everyAction } from '../../../src/actions/actions.ts';
import { perform } from '../../../src/actions/perform.ts';
import type { FileTracker } from '../../../src/home/file-tracker.ts';
import { listAllEvents } from '../../../src/store/read/events.ts';
import { dataOf } from '../../support/file-facts.ts';
import { type OpenTracker, openTracker } from '../../support/in-process.ts';
import { isOverLog } from '../../support/test-home.ts';
import { authorOf } from '../../support/ticket-events.ts';
import { keysIn } from '../../support/tool-session.ts';
import { titleOf } from '../../support/versions.ts';
import { makeRepository, type TestRepository } from '../../support/workspace.ts';

let repository: TestRepository;
let tracker: OpenTracker;
beforeEach(() => {
  repository = makeRepository();
  tracker = openTracker(repository.root);
});

const create = async (title: string) => keysIn(await tracker.call('ticket', { action: 'create', title }))[0]!;
const eventsOf = (workspace: FileTracker) =>
  workspace.read(authorOf('anna'), async ({ db }) => listAllEvents(db).filter(({ ticket }) => ticket !== null));
const titles = async () => (await eventsOf(tracker.workspace)).map(titleOf);

/** Asks as a door for people and programs does. */
async function ask<Name extends ActionName>(name: Name, args: Record<string, unknown> = {}): Promise<ResultOf<Name>> {
  const [tool = '', action] = name.split('.');
  const caller = { author: authorOf('anna'), scopes: 'all' } as const;
  const { result } = await perform(tracker.workspace, caller, { tool, args: { action, ...args }, among: everyAction });
  return result as ResultOf<Name>;
}

describe('redact', () => {
  test('blanks an event whose words nobody finds any more, and is tried without doing it', async () => {
    const id = (await create('hunterzwei')).replace(/^.*-/, '');
    const event = (await eventsOf(tracker.workspace))[0]!.id;
    expect(await tracker.call('search', { query: 'hunterzwei' })).toContain(id);
    expect(await ask('admin.redact', { event, dry_run: true })).toEqual({
      event: event.slice(-6).toLowerCase(),
      kind: 'create',
      already: false,
    });
    expect(await titles()).toEqual(['hunterzwei']);
    expect(await ask('admin.redact', { event, reason: 'Pasted' })).toMatchObject({ kind: 'create' });
    expect(await titles()).toEqual(['██████████']);
    const masked = (await eventsOf(tracker.workspace))[0];
    expect(await ask('admin.redact', { event, reason: 'Once more' })).toMatchObject({ already: true });
    expect((await eventsOf(tracker.workspace))[0]).toEqual(masked);
    // The index that this process had open is another one now.
    expect(await tracker.call('search', { query: 'hunterzwei' })).not.toContain(id);
    expect(await tracker.call('search', { query: id })).toContain(id);
    await expect(ask('admin.redact', { event: 'zzzzzz' })).rejects.toMatchObject({ code: 'not_found' });
  });

  it.skipIf(isOverLog)('leaves no word beside the file while the process that did it goes on', async () => {
    await create('hunterzwei');
    await tracker.call('search', { query: 'hunterzwei' });
    const event = (await eventsOf(tracker.workspace))[0]!.id;
    const { removed, left, commit } = await ask('admin.redact', { event });
    expect([removed, left, commit]).toEqual([expect.arrayContaining(['the full-text index']), [], undefined]);
    await create('Another');
    await tracker.call('search', { query: 'Another' });
    const folder = join(repository.root, '.git/tracker');
    const names = readdirSync(folder).filter((name) => name.startsWith('index'));
    expect(names.length).toBeGreaterThan(0);
    for (const name of names) expect(readFileSync(join(folder, name), 'latin1')).not.toContain('hunterzwei');
  });
});

test('refold computes the same tables again', async () => {
  const id = await create('One');
  await ask('admin.refold');
  expect(await tracker.call('ticket', { action: 'get', id })).toContain('One');
});

test.runIf(isOverLog)('where no git is, there is nothing to restore or to unite with', async () => {
  for (const [name, args] of [
    ['admin.lost', {}],
    ['admin.restore', {}],
    ['admin.unite', { ref: 'main' }],
    ['admin.dismiss', { all: true }],
  ] as const)
    await expect(ask(name, args)).rejects.toMatchObject({ code: 'invalid_input' });
});

describe.skipIf(isOverLog)('what git knows', () => {
  beforeEach(async () => {
    await create('Kept');
    repository.git('add', '--all');
    repository.git('commit', '--quiet', '--message', 'Tickets');
  });

  async function lose(title: string): Promise<string> {
    await create(title);
    const event = (await eventsOf(tracker.workspace)).at(-1)!.id;
    repository.git('checkout', '--quiet', '--', '.tracker/data.db');
    return event;
  }

  test('of discarded writes is listed, restored once tried, and given up', async () => {
    const [one, two] = [await lose('One'), await lose('Two')];
    const listed = await ask('admin.lost');
    expect(listed.writes.map(({ event, here, branch, title }) => [event.id, here, branch, title])).toEqual([
      [one, true, 'main', 'One'],
      [two, true, 'main', 'Two'],
    ]);
    const events = [one.slice(-6)];
    expect((await ask('admin.lost', { events })).writes).toHaveLength(1);
    expect(await ask('admin.restore', { events, dry_run: true })).toMatchObject({ restored: [one] });
    expect(await titles()).toEqual(['Kept']);
    expect(await ask('admin.restore', { events })).toEqual({ restored: [one], left: 0, from: undefined });
    expect(await titles()).toEqual(['Kept', 'One']);
    expect(await ask('admin.dismiss', { all: true, dry_run: true })).toEqual({ dismissed: [two] });
    expect((await ask('admin.lost')).writes).toHaveLength(1);
    expect(await ask('admin.dismiss', { all: true })).toEqual({ dismissed: [two] });
    expect((await ask('admin.lost')).writes).toEqual([]);
  });

  test('is asked for by one of its names, and nothing is given up that nobody has named', async () => {
    await lose('One');
    for (const args of [{}, { events: [] }, { events: ['7f3k2m'], all: true }, { all: false }])
      await expect(ask('admin.dismiss', args)).rejects.toMatchObject({ code: 'invalid_input' });
    await expect(ask('admin.restore', { events: ['7f3k2m'], from: 'HEAD' })).rejects.toMatchObject({
      message: expect.stringContaining('events and from are both given'),
    });
    await expect(ask('admin.restore', { events: ['zzzzzz'] })).rejects.toMatchObject({
      code: 'not_found',
      hint: [{ tool: 'admin', args: { action: 'lost' } }, ' lists what there is.'],
    });
    expect((await ask('admin.lost')).writes).toHaveLength(1);
  });

  test('of another branch comes in, whatever the configuration is, and leaves no file behind', async () => {
    repository.git('switch', '--quiet', '--create', 'topic');
    const key = await create('On topic');
    repository.git('commit', '--quiet', '--all', '--message', 'Topic');
    const commit = repository.git('rev-parse', 'HEAD');
    repository.git('switch', '--quiet', 'main');
    repository.write('.tracker/config.json', '{ no JSON');
    await expect(create('Refused')).rejects.toMatchObject({ code: 'invalid_input' });
    const came = { ref: 'topic', commit, events: 1, tickets: [key], setAside: 0, givenUp: 0 };
    expect(await ask('admin.unite', { ref: 'topic', dry_run: true })).toEqual(came);
    expect(await titles()).toEqual(['Kept']);
    // The answer stays the same however often it is asked for, and by whatever key.
    expect(await ask('admin.unite', { ref: 'topic', idempotency_key: 'nightly' })).toEqual(came);
    expect(await ask('admin.unite', { ref: 'topic', idempotency_key: 'nightly' })).toMatchObject({ events: 0 });
    expect(await titles()).toEqual(['Kept', 'On topic']);
    await expect(ask('admin.unite', { ref: 'nowhere' })).rejects.toMatchObject({ code: 'not_found' });
    expect(existsSync(dataOf(repository.root))).toBe(true);
  });

  test('of what a commit has dropped is given up, by an event that others get', async () => {
    await create('Dropped');
    repository.git('commit', '--quiet', '--all', '--message', 'Two');
    repository.git('checkout', '--quiet', 'HEAD~1', '--', '.tracker/data.db');
    repository.git('commit', '--quiet', '--all', '--message', 'One again');
    expect(await ask('admin.dismiss', { commit: 'HEAD' })).toMatchObject({ commit: 'HEAD', gone: 1 });
    expect(await ask('admin.unite', { ref: 'HEAD~1' })).toMatchObject({ events: 0, givenUp: 1 });
    expect(await ask('admin.dismiss', { commit: 'HEAD' })).toMatchObject({ dismissed: [] });
  });
});
