import { mkdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import type { TrackerEvent } from '../../src/domain/event/event.ts';
import { isRedacted, redactEvent } from '../../src/domain/event/redact.ts';
import { locate, repositoryOf } from '../../src/git/ask/repository.ts';
import { unite } from '../../src/home/file/unite.ts';
import { type FileHome, openFileHome } from '../../src/home/file-home.ts';
import { findTicketNumber, lastTicketNumber } from '../../src/store/apply/numbers.ts';
import { listAllEvents } from '../../src/store/read/events.ts';
import { ticketOf, titleOf } from '../support/versions.ts';
import { makeRepository, type TestRepository } from '../support/workspace.ts';

let repository: TestRepository;
let home: FileHome;
beforeEach(() => {
  repository = makeRepository();
  const location = locate(repository.root);
  home = openFileHome(location, repositoryOf(location.root));
  return () => home.close();
});

const add = (title: string, options?: { dryRun: boolean }) =>
  home.write(async ({ db, add }) => add(ticketOf(title), lastTicketNumber(db) + 1), options);
const titles = () => home.read(async ({ db }) => listAllEvents(db).map(titleOf));
const logged = () => home.rescueLog.list().map(({ event }) => titleOf(event));
const dropOf = (...events: TrackerEvent[]) =>
  ({
    ...ticketOf('a drop'),
    ...{ id: '7ZZZZZZZZZZZZZZZZZZZZZZZZZ', ticket: null, kind: 'drop' },
    payload: { events: events.map(({ id }) => id) },
  }) as TrackerEvent;

describe('what is written to the file', () => {
  test('is kept where git does not reach it, once it is on disk', async () => {
    await add('one');
    await add('two', { dryRun: true });
    await expect(
      home.write(async ({ add }) => {
        add(ticketOf('three'), 2);
        throw new Error('refused');
      }),
    ).rejects.toThrow('refused');
    expect([await titles(), logged()]).toEqual([['one'], ['one']]);
    expect(home.rescueLog.list()).toMatchObject([{ head: 'refs/heads/main', told: false }]);
  });

  test('is published where the draft holds something, whatever that is, and not otherwise', async () => {
    await add('one');
    const inode = () => statSync(home.path).ino;
    const before = inode();
    await home.write(async ({ db, unite }) => {
      unite({ added: [], removed: [] });
      return findTicketNumber(db, ticketOf('one').id);
    });
    expect(inode()).toBe(before);
    await home.write(async (draft) => draft.refold());
    expect(inode()).not.toBe(before);
    expect([await titles(), logged()]).toEqual([['one'], ['one']]);
  });

  test('and came from a version that keeps it, is kept there alone; what is nowhere else is kept', async () => {
    await add('one');
    await unite(home, { theirs: [ticketOf('of a merge')] });
    expect([await titles(), logged()]).toEqual([['one', 'of a merge'], ['one']]);
    await unite(home, { theirs: [ticketOf('restored')], origin: 'here' });
    expect([await titles(), logged()]).toEqual([
      ['one', 'of a merge', 'restored'],
      ['one', 'restored'],
    ]);
  });

  test('and given up is not kept, but the event that gives it up', async () => {
    await add('one');
    await add('two');
    await unite(home, { theirs: [dropOf(ticketOf('one'))], origin: 'here' });
    expect([await titles(), logged()]).toEqual([
      ['two', 'drop'],
      ['two', 'drop'],
    ]);
  });

  test('and masked is kept as its mask, whichever way that came', async () => {
    const maskOf = (title: string) => redactEvent(ticketOf(title), { actor: 'anna', time: 1 });
    await add('one');
    await add('two');
    await home.write(async ({ replace }) => replace(maskOf('one')));
    await unite(home, { theirs: [maskOf('two')], origin: 'here' });
    const stored = await home.read(async ({ db }) => listAllEvents(db));
    const kept = home.rescueLog.list().map(({ event }) => event);
    for (const events of [stored, kept]) expect(events.map(({ payload }) => isRedacted(payload))).toEqual([true, true]);
  });
});

test('where the log cannot be written a write is done all the same, but a mask says that a copy is left', async () => {
  await add('one');
  const log = join(repository.root, '.git/tracker/rescue.jsonl');
  rmSync(log);
  mkdirSync(join(log, 'in the way'), { recursive: true });
  await add('two');
  const mask = redactEvent(ticketOf('one'), { actor: 'anna', time: 1 });
  await expect(home.write(async ({ replace }) => replace(mask))).rejects.toThrow('rescue.jsonl');
  const events = await home.read(async ({ db }) => listAllEvents(db));
  expect(events.map(({ payload }) => isRedacted(payload))).toEqual([true, false]);
});

test('a state says where it is', async () => {
  const before = await home.read(async ({ position }) => position);
  expect(before).toMatchObject({ event: 0, id: '' });
  const within = await home.write(async (draft) => {
    draft.add(ticketOf('one'), 1);
    return draft.position;
  });
  expect(within).toMatchObject({ event: 1 });
  expect(await home.read(async ({ position }) => position)).toEqual(within);
});

test('where fsync lets the process go on, it reads meanwhile, and nothing is written before the disk has it', async () => {
  const location = locate(repository.root);
  const asked: (() => void)[] = [];
  const sync = () => new Promise<void>((done) => asked.push(done));
  const patient = openFileHome(location, repositoryOf(location.root), { sync });
  await add('one');
  let isWritten = false;
  const writing = patient
    .write(async ({ db, add }) => add(ticketOf('two'), lastTicketNumber(db) + 1))
    .then(() => {
      isWritten = true;
    });
  const read = () => patient.read(async ({ db }) => listAllEvents(db).map(titleOf));
  await vi.waitFor(() => expect(asked).toHaveLength(1));
  expect(await read()).toEqual(['one']);
  expect(isWritten).toBe(false);
  asked[0]!();
  // That of the folder, in which the version is by now.
  if (process.platform !== 'win32') {
    await vi.waitFor(() => expect(asked).toHaveLength(2));
    expect(await read()).toEqual(['one', 'two']);
    expect(isWritten).toBe(false);
    asked[1]!();
  }
  await writing;
  expect(await titles()).toEqual(['one', 'two']);
  await patient.close();
});
