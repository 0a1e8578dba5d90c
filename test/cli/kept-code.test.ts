import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { findCode, keepCode, trust } from '../../src/cli/kept-code.ts';
import { makeDirectory } from '../support/workspace.ts';

const build = 'b'.repeat(32);
const code = Buffer.from('what V8 has compiled, and a rest of three bytes: abc');

let path: string;
beforeEach(() => {
  path = join(makeDirectory(), 'tracker-mcp-1', 'command-line');
  keepCode(path, build, code);
});

test('code is found as it was kept, by the same build alone', () => {
  expect(findCode(path, build)).toEqual(code);
  trust(path);
  expect(findCode(path, 'c'.repeat(32))).toBeUndefined();
  expect(findCode(`${path}-other`, build)).toBeUndefined();
  expect(statSync(dirname(path)).mode & 0o777).toBe(0o700);
  expect(statSync(path).mode & 0o777).toBe(0o600);
});

describe('code is not believed', () => {
  test.each([...Array(code.length + 40).keys()].filter((at) => at % 9 === 0))('with a bit turned at %i', (at) => {
    const bytes = readFileSync(path);
    bytes.writeUInt8(bytes.readUInt8(at) ^ 4, at);
    writeFileSync(path, bytes);
    expect(findCode(path, build)).toBeUndefined();
  });

  test('with two of its words exchanged, or an end missing', () => {
    const swapped = Buffer.concat([code.subarray(4, 8), code.subarray(0, 4), code.subarray(8)]);
    const head = readFileSync(path).subarray(0, 48);
    for (const other of [swapped, code.subarray(0, -1), Buffer.alloc(0)]) {
      writeFileSync(path, Buffer.concat([head, other]));
      expect(findCode(path, build)).toBeUndefined();
    }
  });

  test.each([
    ['a file that others can write', () => chmodSync(path, 0o620)],
    ['a folder that others can write', () => chmodSync(dirname(path), 0o702)],
    [
      'a link',
      () => {
        renameSync(path, `${path}-elsewhere`);
        symlinkSync(`${path}-elsewhere`, path);
      },
    ],
  ])('in %s', (_, expose) => {
    expose();
    expect(findCode(path, build)).toBeUndefined();
  });
});

describe('while it is tried a mark says so', () => {
  const marks = () => readdirSync(dirname(path)).filter((name) => name.endsWith('.tried'));

  test('that goes when it is trusted, and stops nobody meanwhile', () => {
    expect(findCode(path, build)).toBeDefined();
    expect(marks()).toEqual([`command-line.${process.pid}.tried`]);
    trust(path);
    expect(marks()).toEqual([]);
    expect(existsSync(path)).toBe(true);
  });

  test('and one whose process has ended takes the code with it', () => {
    const { pid } = spawnSync(process.execPath, ['-e', '']);
    writeFileSync(`${path}.${pid}.tried`, '');
    expect(findCode(path, build)).toBeUndefined();
    expect(existsSync(path)).toBe(false);
    expect(marks()).toEqual([]);
  });
});
