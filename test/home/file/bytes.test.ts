import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { findEvents, openBytes, readBytes, readUsed } from '../../../src/home/file/bytes.ts';
import { parseHeader } from '../../../src/home/file/header.ts';
import { listAllEvents } from '../../../src/store/read/events.ts';
import { ticketOf, versionOf } from '../../support/versions.ts';
import { makeDirectory } from '../../support/workspace.ts';

const content = versionOf('one', 'two');
const used = parseHeader(content, content.length)!.bytes;

function stored(bytes: Buffer | string): string {
  const path = join(makeDirectory(), 'data.db');
  writeFileSync(path, bytes);
  return path;
}

test('a file is read as far as its pages go', () => {
  expect(readUsed(stored(Buffer.concat([content, Buffer.alloc(2 ** 24)])))).toEqual(content.subarray(0, used));
  expect(readUsed(stored(content.subarray(0, used)))).toEqual(content.subarray(0, used));
});

test.each([
  ['empty', Buffer.alloc(0), /is empty/],
  ['cut off', content.subarray(0, used - 1), /is truncated/],
  ['no database', 'no database, and no pointer', /is not a SQLite database/],
  ['of another program', Buffer.from(content).fill(0, 68, 72), /of another program/],
  ['a pointer', 'version https://git-lfs.github.com/spec/v1\noid sha256:', /a pointer of Git LFS/],
])('a file that is %s is read so far that its opening says so', (_, bytes, message) => {
  const read = readUsed(stored(bytes));
  expect(read.length).toBeLessThanOrEqual(100);
  expect(() => openBytes(read)).toThrow(message);
});

test('a folder in its place is none', () => {
  const path = join(makeDirectory(), 'data.db');
  mkdirSync(path);
  expect(() => readUsed(path)).toThrow();
});

test('bytes in write-ahead format are read like others, and all events of them, or some, are found', async () => {
  const marked = Buffer.from(content).fill(2, 18, 20);
  expect(await readBytes(marked, async (db) => listAllEvents(db).length)).toBe(listed(content));
  expect(findEvents(content, [ticketOf('one').id, ticketOf('none').id])).toEqual(new Set([ticketOf('one').id]));
});

function listed(bytes: Buffer): number {
  return (openBytes(Buffer.from(bytes)).prepare('select count(*) from events').pluck().get() as number) ?? 0;
}
