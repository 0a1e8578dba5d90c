import { appendFileSync, existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { type Copy, openSpare, type Spare } from '../../../../src/home/file/publish/spare.ts';
import { findStamp } from '../../../../src/store/stamp.ts';
import { versionOf } from '../../../support/versions.ts';
import { makeDirectory } from '../../../support/workspace.ts';

const [older, newer] = [versionOf('older'), versionOf('older', 'newer')];

/** Longer than it takes until a spare is made where nothing is in its way. */
const whileMs = 60;

function makeSpare(content: Buffer | string = older) {
  const folder = makeDirectory();
  const file = join(folder, 'data.db');
  writeFileSync(file, content);
  const spare = openSpare(file, folder);
  onTestFinished(() => spare.close());
  return {
    ...{ file, spare },
    /** Puts another version in place, as a write of another process does. */
    replace(bytes: Buffer) {
      writeFileSync(join(folder, 'draft'), bytes);
      renameSync(join(folder, 'draft'), file);
    },
    temps: () => readdirSync(folder).filter((name) => name.includes('-spare-')),
  };
}

/** The spare, as soon as it is made: to ask for it too early makes it begin again. */
async function takeMade(spare: Spare): Promise<Copy> {
  for (let waitMs = whileMs; waitMs < 5_000; waitMs *= 2) {
    spare.renew();
    await delay(waitMs);
    const copy = spare.take();
    if (copy) return copy;
  }
  throw new Error('No spare was made.');
}

async function expectNone(spare: Spare, temps: () => string[]): Promise<void> {
  spare.renew();
  await delay(whileMs);
  expect([spare.take(), temps()]).toEqual([undefined, []]);
}

test('a spare is a copy of the version that is there, and belongs to one write', async () => {
  const { file, spare, temps } = makeSpare();
  expect(spare.take()).toBeUndefined();
  const copy = await takeMade(spare);
  expect(copy.source).toEqual(findStamp(file));
  expect(readFileSync(copy.path)).toEqual(older);
  expect(temps()).toEqual([basename(copy.path)]);
  expect(spare.take()).toBeUndefined();
});

test('a spare that is given back is had again, unless somebody has touched it since', async () => {
  const { spare } = makeSpare();
  const copy = await takeMade(spare);
  // What a write has done to it and rolled back.
  writeFileSync(copy.path, newer);
  spare.giveBack(copy);
  const again = spare.take()!;
  expect(again).toEqual({ ...copy, left: findStamp(copy.path) });
  spare.giveBack(again);
  appendFileSync(again.path, 'x');
  expect([spare.take(), existsSync(again.path)]).toEqual([undefined, false]);
  const next = await takeMade(spare);
  spare.giveBack(next);
  rmSync(next.path);
  expect(spare.take()).toBeUndefined();
});

test('a spare stays as long as the version does, and makes room for one of the next', async () => {
  const { spare, temps, replace, file } = makeSpare();
  const first = await takeMade(spare);
  spare.giveBack(first);
  const same = await takeMade(spare);
  expect(same.path).toBe(first.path);
  spare.giveBack(same);
  replace(newer);
  spare.renew();
  while (temps().includes(basename(first.path))) await delay(5);
  const second = await takeMade(spare);
  expect(readFileSync(second.path)).toEqual(newer);
  expect(second.source).toEqual(findStamp(file));
  expect(temps()).toEqual([basename(second.path)]);
});

test('two stores of a process do not write over the spares of each other', async () => {
  const { file, spare } = makeSpare();
  const other = openSpare(file, dirname(file));
  onTestFinished(() => other.close());
  const [one, two] = [await takeMade(spare), await takeMade(other)];
  expect(one.path).not.toBe(two.path);
});

test('none is made while the process waits for its turn, nor after the end', async () => {
  const { spare, temps } = makeSpare();
  spare.renew();
  spare.rest();
  await delay(whileMs);
  expect([spare.take(), temps()]).toEqual([undefined, []]);
  spare.giveBack(await takeMade(spare));
  spare.renew();
  spare.close();
  await delay(whileMs);
  expect(temps()).toEqual([]);
});

test.each<[string, (file: string) => void]>([
  ['a file that is not there', (file) => rmSync(file)],
  ['one that git is still writing', (file) => writeFileSync(file, older.subarray(0, 8_192))],
  ['what is no database', (file) => writeFileSync(file, 'version https://git-lfs.github.com/spec/v1\n')],
  ['one with a journal of another program beside it', (file) => writeFileSync(`${file}-journal`, 'x')],
  ['one in write-ahead format', (file) => writeFileSync(file, Buffer.from(older).fill(2, 18, 20))],
  ['one that is to be migrated', (file) => writeFileSync(file, withVersion(1_000))],
])('none is made of %s', async (_, spoil) => {
  const { file, spare, temps } = makeSpare();
  spoil(file);
  await expectNone(spare, temps);
});

function withVersion(userVersion: number): Buffer {
  const bytes = Buffer.from(older);
  bytes.writeUInt32BE(userVersion, 60);
  return bytes;
}
