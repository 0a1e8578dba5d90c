import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, onTestFinished, test, vi } from 'vitest';
import { openLock } from '../../../../src/home/file/publish/lock.ts';
import { makeDirectory } from '../../../support/workspace.ts';

const patienceMs = 5_000;

/** As many who want one lock, as processes do: each has a connection of its own. */
function openLocks(count: number, folder = join(makeDirectory(), 'side')) {
  const path = join(folder, 'lock.db');
  const locks = Array.from({ length: count }, () => openLock(path));
  onTestFinished(() => {
    for (const lock of locks) lock.close();
  });
  return { path, turns: join(folder, 'turns'), locks: locks as [(typeof locks)[0], (typeof locks)[0]] };
}

/** Whoever has given up before it came to wait has made no folder. */
const listTurns = (folder: string): string[] => (existsSync(folder) ? readdirSync(folder) : []);

test('a lock is had by one at a time, and by the next when it is released', async () => {
  const { locks, turns, path } = openLocks(2);
  const [first, second] = locks;
  expect(first.isHeld()).toBe(false);
  await first.acquire(0);
  expect([first.isHeld(), second.isHeld()]).toEqual([true, false]);
  const order: string[] = [];
  const waiting = second.acquire(patienceMs).then(() => order.push('had'));
  await delay(20);
  order.push('released');
  first.release();
  await waiting;
  expect(order).toEqual(['released', 'had']);
  expect([first.isHeld(), second.isHeld()]).toEqual([false, true]);
  second.release();
  second.release();
  await first.acquire(0);
  // Nothing is written to it, and nobody keeps a place who waits no more.
  expect([readFileSync(path).length, listTurns(turns)]).toEqual([0, []]);
});

test('who waits for too long is refused, may call again, and leaves its place', async () => {
  const { locks, turns } = openLocks(2);
  const [first, second] = locks;
  await first.acquire(0);
  await expect(second.acquire(20)).rejects.toMatchObject({
    code: 'busy',
    message: 'Another process has been writing for 0.02 s.',
  });
  expect([second.isHeld(), listTurns(turns)]).toEqual([false, []]);
  first.release();
  await second.acquire(0);
  expect(second.isHeld()).toBe(true);
});

test('who comes new stands back for who waits, though the lock is free', async () => {
  const { locks, turns } = openLocks(1);
  mkdirSync(turns);
  writeFileSync(join(turns, `1000-${process.ppid}`), '');
  await expect(locks[0].acquire(0)).rejects.toMatchObject({ code: 'busy' });
  rmSync(join(turns, `1000-${process.ppid}`));
  await locks[0].acquire(0);
  expect(locks[0].isHeld()).toBe(true);
});

test('the second who waits tries as well, the third does not', async () => {
  // No time passes, after which somebody who does not come would be passed over.
  const clock = vi.spyOn(performance, 'now').mockReturnValue(0);
  onTestFinished(() => clock.mockRestore());
  const { locks, turns } = openLocks(1);
  mkdirSync(turns);
  writeFileSync(join(turns, `1000-${process.ppid}`), '');
  await locks[0].acquire(patienceMs);
  locks[0].release();
  writeFileSync(join(turns, `1001-${process.ppid}`), '');
  const waiting = locks[0].acquire(patienceMs);
  await delay(40);
  expect(locks[0].isHeld()).toBe(false);
  rmSync(join(turns, `1000-${process.ppid}`));
  await waiting;
  expect(locks[0].isHeld()).toBe(true);
});

test('a lock whose file is deleted is held no more, and whoever comes then takes the one that is there', async () => {
  const { locks, path } = openLocks(2);
  const [first, second] = locks;
  await first.acquire(0);
  rmSync(path);
  expect(first.isHeld()).toBe(false);
  await second.acquire(0);
  expect([first.isHeld(), second.isHeld(), existsSync(path)]).toEqual([false, true, true]);
  first.release();
  await expect(first.acquire(10)).rejects.toMatchObject({ code: 'busy' });
  second.release();
  await first.acquire(0);
  expect(first.isHeld()).toBe(true);
});

test('a lock in a folder that is deleted is made anew with the folder', async () => {
  const { locks, path, turns } = openLocks(1);
  rmSync(join(turns, '..'), { recursive: true });
  await locks[0].acquire(0);
  expect([locks[0].isHeld(), existsSync(path)]).toEqual([true, true]);
});

test('a file that is no lock is emptied in its place, so that two that find it so lock the same one', async () => {
  const folder = makeDirectory();
  writeFileSync(join(folder, 'lock.db'), 'garbled '.repeat(999));
  const { locks, path } = openLocks(2, folder);
  await locks[0].acquire(patienceMs);
  expect(readFileSync(path).length).toBe(0);
  await expect(locks[1].acquire(10)).rejects.toMatchObject({ code: 'busy' });
});

test('a lock that cannot be made says why', () => {
  const folder = makeDirectory();
  writeFileSync(join(folder, 'side'), 'a file');
  expect(() => openLock(join(folder, 'side/lock.db'))).toThrow(/EEXIST|ENOTDIR/);
});

test('a file that is deleted while it is tried whether it locks is no disk that does not lock', async () => {
  const folder = makeDirectory();
  const path = join(folder, 'lock.db');
  const tried: boolean[] = [];
  const lock = openLock(path, {
    make: (file) => void (existsSync(file) || writeFileSync(file, '')),
    async prove(file) {
      tried.push(existsSync(file));
      if (tried.length > 1) return;
      rmSync(file);
      throw new Error('A second process was given the same lock.');
    },
  });
  onTestFinished(() => lock.close());
  await lock.acquire(patienceMs);
  expect([tried, lock.isHeld()]).toEqual([[true, true], true]);
  lock.release();
  const unlocking = openLock(join(folder, 'other.db'), {
    make: (file) => void (existsSync(file) || writeFileSync(file, '')),
    prove: () => Promise.reject(new Error('It does not lock.')),
  });
  onTestFinished(() => unlocking.close());
  await expect(unlocking.acquire(patienceMs)).rejects.toThrow('It does not lock.');
});
