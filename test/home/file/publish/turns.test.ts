import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openLock } from '../../../../src/home/file/publish/lock.ts';
import { openTurns } from '../../../../src/home/file/publish/turns.ts';
import { here } from '../../../../src/store/process.ts';
import { makeDirectory } from '../../../support/workspace.ts';

/** A folder in which processes wait, the first to come first; those that this one can see are alive. */
function makeWaiting(...pids: number[]): string {
  const folder = join(makeDirectory(), 'turns');
  mkdirSync(folder);
  for (const [index, pid] of pids.entries()) writeFileSync(join(folder, placeOf(1000 + index, pid)), '');
  return folder;
}

const placeOf = (time: number, pid: number, place = here()): string => `${time}-${pid}.${place}-0`;

const living = process.ppid;
const dead = 2 ** 30;
/** Longer than any process is waited for that does not come. */
const patience = 150;

describe('turns', () => {
  it('let those first who came first, and whoever has not joined after all of them', () => {
    const turns = openTurns(makeWaiting(living, living));
    expect(turns.ahead()).toBe(2);
    turns.join();
    expect(turns.ahead()).toBe(2);
    const late = openTurns(makeWaiting());
    expect(late.ahead()).toBe(0);
  });

  it('are kept by a process until it leaves', () => {
    const folder = makeWaiting();
    const turns = openTurns(folder);
    turns.join();
    expect(openTurns(folder).ahead()).toBe(1);
    expect(turns.ahead()).toBe(0);
    turns.leave();
    expect(readdirSync(folder)).toEqual([]);
  });

  it('pass over a process that does not come, and forget one that is dead', async () => {
    const folder = makeWaiting(dead, living);
    const turns = openTurns(folder);
    expect(turns.ahead()).toBe(2);
    await delay(patience);
    expect(turns.ahead()).toBe(1);
    expect(readdirSync(folder)).toEqual([placeOf(1001, living)]);
    expect(turns.ahead()).toBe(1);
    await delay(patience);
    expect(turns.ahead()).toBe(0);
    expect(readdirSync(folder)).toEqual([placeOf(1001, living)]);
  });
});

it('of a process elsewhere, whose number says nothing here, is forgotten once nobody can be waiting any more', async () => {
  const folder = makeWaiting();
  const recent = placeOf(Date.now() - 1_000, dead, 'elsewhere');
  for (const name of [placeOf(1000, living, 'elsewhere'), recent]) writeFileSync(join(folder, name), '');
  const turns = openTurns(folder);
  for (const ahead of [1, 0]) {
    turns.ahead();
    await delay(patience);
    expect(turns.ahead()).toBe(ahead);
  }
  expect(readdirSync(folder)).toEqual([recent]);
});

describe('the lock', () => {
  it('is had in the end, whoever else stands in the way without coming', async () => {
    const folder = makeWaiting(living, dead, living, living);
    const lock = openLock(join(folder, '..', 'lock.db'));
    onTestFinished(() => lock.close());
    await lock.acquire(5_000);
    expect(lock.isHeld()).toBe(true);
    expect(readdirSync(folder).filter((name) => name.includes(`-${process.pid}.`))).toEqual([]);
    lock.release();
  });

  it('goes to the one that waits, not to the one that has just had it', async () => {
    const path = join(makeDirectory(), 'lock.db');
    const [one, other] = [openLock(path), openLock(path)];
    onTestFinished(() => {
      for (const lock of [one, other]) lock.close();
    });
    await one.acquire(5_000);
    const order: string[] = [];
    const waits = other.acquire(5_000).then(() => order.push('other'));
    await delay(20);
    one.release();
    const again = one.acquire(5_000).then(() => order.push('one'));
    await waits;
    other.release();
    await again;
    expect(order).toEqual(['other', 'one']);
  });
});
