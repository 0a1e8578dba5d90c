import { spawnSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, onTestFinished, test } from 'vitest';
import { type Leases, openLeases } from '../../src/store/leases.ts';
import { authorOf, countingIds } from '../support/ticket-events.ts';
import { makeDirectory } from '../support/workspace.ts';

const [anna, bob, carl] = [authorOf('anna'), authorOf('bob'), authorOf('carl')];
const start = 1_790_000_000_000;
const minute = 60_000;
const ids = countingIds();
const [one, two] = [ids(start), ids(start)];
/** The id of a process that has ended. */
const gone = spawnSync(process.execPath, ['--version']).pid;

const place = () => join(makeDirectory(), 'side', 'leases.db');

function open(path = place(), pid = process.pid): Leases {
  const leases = openLeases(path, { pid });
  onTestFinished(() => leases.close());
  return leases;
}

const take = (
  leases: Leases,
  ticket: string,
  author = anna,
  { now = start, deadSince = start - minute, mayTake = () => false as boolean } = {},
) => leases.take(ticket, author, { now, deadSince, mayTake });

const actorsOf = (leases: Leases) => [...leases.holders(start + minute)].map(([ticket, { actor }]) => [ticket, actor]);

describe('a lease', () => {
  test('is of the session that took it first, which may take it again, until it is dropped', () => {
    const leases = open();
    expect([take(leases, one), take(leases, one, bob), take(leases, one), take(leases, two, bob)]).toEqual([
      true,
      false,
      true,
      true,
    ]);
    expect(actorsOf(leases)).toEqual([
      [one, 'anna'],
      [two, 'bob'],
    ]);
    leases.drop(one);
    expect(actorsOf(leases)).toEqual([[two, 'bob']]);
    expect(take(leases, one, bob)).toBe(true);
  });

  test('is free again once its session has not called since the time of death', () => {
    const leases = open();
    take(leases, one);
    expect(take(leases, one, bob, { deadSince: start - 1 })).toBe(false);
    expect(take(leases, one, bob, { deadSince: start })).toBe(true);
    expect(actorsOf(leases)).toEqual([[one, 'bob']]);
  });

  test('is kept alive by calls, and taken over from whoever may be', () => {
    const leases = open();
    take(leases, one);
    leases.touch(anna, start + 5);
    expect(take(leases, one, bob, { now: start + 5, deadSince: start + 4 })).toBe(false);
    const seen: unknown[] = [];
    const mayTake = (holder: unknown) => {
      seen.push(holder);
      return true;
    };
    expect(take(leases, one, carl, { now: start + 5, mayTake } as never)).toBe(true);
    expect(seen).toEqual([{ session: 'anna-session', actor: 'anna', lastCall: start + 5, running: true, left: false }]);
    expect(actorsOf(leases)).toEqual([[one, 'carl']]);
  });

  test('of a session that is bound to no process ends by time alone, whatever has become of who wrote it', () => {
    const path = place();
    const serving = open(path, 0);
    take(serving, one);
    serving.confirm(one);
    serving.close();
    const holder = open(path, gone)
      .holders(start + minute)
      .get(one);
    expect(holder).toMatchObject({ actor: 'anna', running: true, lastCall: start });
    expect(take(open(path), one, bob, { deadSince: start })).toBe(true);
  });

  test('that is not confirmed ends with its process; a confirmed one does not', () => {
    const path = place();
    const dying = open(path, gone);
    take(dying, one);
    take(dying, two);
    dying.confirm(two);
    const leases = open(path);
    expect([...leases.holders(start + minute)]).toEqual([
      [two, { session: 'anna-session', actor: 'anna', lastCall: start, running: false, left: false }],
    ]);
    expect([take(leases, one, bob), take(leases, two, bob)]).toEqual([true, false]);
  });

  test('is seen by every process of the clone, and by the next one', () => {
    const path = place();
    const [here, there] = [open(path), open(path)];
    take(here, one);
    here.confirm(one);
    expect(take(there, one, bob)).toBe(false);
    there.drop(one);
    expect(actorsOf(here)).toEqual([]);
    take(here, two);
    expect(actorsOf(open(path))).toEqual([[two, 'anna']]);
  });
});

describe('a call', () => {
  test('counts at once where it was made, and elsewhere once it is a minute after the last that was noted', () => {
    const path = place();
    const [here, there] = [open(path), open(path)];
    const lastCalls = () => [here, there].map((leases) => leases.sessionOf('anna-session', start + minute)?.lastCall);
    expect(lastCalls()).toEqual([undefined, undefined]);
    here.touch(anna, start);
    expect(lastCalls()).toEqual([start, start]);
    here.touch(anna, start + minute - 1);
    expect(lastCalls()).toEqual([start + minute - 1, start]);
    here.touch(anna, start + minute);
    expect(lastCalls()).toEqual([start + minute, start + minute]);
  });

  test('in the future, by a clock that was ahead, is one of now, once', () => {
    const path = place();
    open(path).touch(anna, start + 9_000 * minute);
    const leases = open(path);
    const lastCallAt = (now: number) => leases.sessionOf('anna-session', now)?.lastCall;
    expect([lastCallAt(start), lastCallAt(start + minute)]).toEqual([start, start]);
    // The clock has gone back under the session, which goes on calling.
    leases.touch(anna, start + 500 * minute);
    leases.touch(anna, start + 2 * minute);
    expect([2, 3, 600].map((minutes) => lastCallAt(start + minutes * minute))).toEqual(
      [2, 2, 2].map((n) => start + n * minute),
    );
  });

  test('of a session that claimed in the future counts from when it was first seen', () => {
    const path = place();
    expect([start, start + minute].map((now) => open(path).firstSeen({ session: 's', actor: 'bob' }, now))).toEqual([
      start,
      start,
    ]);
  });

  test('of the same session from another process and by another name moves the session there', () => {
    const path = place();
    open(path, gone).touch(anna, start);
    const leases = open(path);
    expect(leases.sessionOf('anna-session', start + minute)).toMatchObject({ actor: 'anna', running: false });
    leases.touch({ ...anna, actor: 'ann' }, start + 1);
    expect(leases.sessionOf('anna-session', start + minute)).toMatchObject({
      actor: 'ann',
      running: true,
      lastCall: start + 1,
    });
  });
});

test('a visit is kept for the actor that made it', () => {
  const path = place();
  const leases = open(path);
  leases.noteVisit('anna', 5);
  leases.noteVisit('anna', 7);
  expect([leases.lastVisit('anna'), leases.lastVisit('bob'), open(path).lastVisit('anna')]).toEqual([7, undefined, 7]);
});

describe('the file', () => {
  const garble = (path: string) => writeFileSync(path, 'no database at all '.repeat(2_000));

  test.each<[string, (path: string) => void]>([
    ['deleted', (path) => rmSync(path)],
    ['garbled', garble],
  ])('may be %s while it is open: what it said is forgotten, and what is said next is kept', (_, damage) => {
    const path = place();
    const leases = open(path);
    take(leases, one);
    damage(path);
    expect(actorsOf(leases)).toEqual([]);
    expect([take(leases, one, bob), take(leases, one)]).toEqual([true, false]);
  });

  test.each<[string, (path: string) => void]>([
    ['no database', garble],
    ['one whose tables are others', (path) => void new Database(path).exec('create table leases (key text)').close()],
  ])('that is %s is replaced when it is opened', (_, make) => {
    const path = place();
    open(path).close();
    rmSync(path);
    make(path);
    expect(take(open(path), one)).toBe(true);
    expect(actorsOf(open(path))).toEqual([[one, 'anna']]);
  });

  test('that cannot be one, as a folder is in its place, is in memory until the folder is gone', () => {
    const path = makeDirectory();
    const leases = open(path);
    expect([take(leases, one), take(leases, one, bob)]).toEqual([true, false]);
    expect(actorsOf(leases)).toEqual([[one, 'anna']]);
    rmSync(path, { recursive: true });
    expect([actorsOf(leases), take(leases, one, bob)]).toEqual([[], true]);
    expect(actorsOf(open(path))).toEqual([[one, 'bob']]);
  });
});
