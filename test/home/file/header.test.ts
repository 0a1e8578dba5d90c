import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parseHeader, readHeader, usedBytesOf } from '../../../src/home/file/header.ts';
import { versionOf } from '../../support/versions.ts';
import { makeDirectory } from '../../support/workspace.ts';

const file = versionOf('one');
const pages = file.readUInt16BE(16) * file.readUInt32BE(28);
const changed = (change: (bytes: Buffer) => unknown): Buffer => {
  const bytes = Buffer.from(file);
  change(bytes);
  return bytes;
};

test('a header says what the pages take, and nothing before the file has as much', () => {
  expect(parseHeader(file.subarray(0, 100), file.length)).toMatchObject({ walMode: false, bytes: pages });
  expect(parseHeader(file.subarray(0, 100), pages - 1)).toBeUndefined();
  expect(parseHeader(file.subarray(0, 99), 99)).toBeUndefined();
  const path = join(makeDirectory(), 'data.db');
  writeFileSync(path, file);
  expect(readHeader(path)).toEqual(parseHeader(file.subarray(0, 100), file.length));
});

test('in write-ahead format all of the file counts', () => {
  const wal = changed((bytes) => bytes.fill(2, 18, 20));
  expect(parseHeader(wal.subarray(0, 100), 123_456)).toMatchObject({ walMode: true, bytes: 123_456 });
});

test.each([
  ['no database', changed((bytes) => bytes.write('garbage')), /is not a SQLite database/],
  ['another program’s', changed((bytes) => bytes.writeUInt32BE(1, 68)), /of another program/],
  ['a newer major version’s', changed((bytes) => bytes.writeUInt32BE(2000, 60)), /has format 2/],
])('%s file is refused, and only its beginning is to be read', (_, bytes, message) => {
  expect(() => parseHeader(bytes.subarray(0, 100), bytes.length)).toThrow(message);
  expect(usedBytesOf(bytes.subarray(0, 100), bytes.length)).toBe(100);
});

test('of a whole file its pages are to be read, of a truncated one what is there', () => {
  expect(usedBytesOf(file.subarray(0, 100), file.length)).toBe(pages);
  expect(usedBytesOf(file.subarray(0, 100), Number.POSITIVE_INFINITY)).toBe(pages);
  expect(usedBytesOf(file.subarray(0, 50), 50)).toBe(50);
});
