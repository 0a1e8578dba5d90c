import { execFileSync } from 'node:child_process';
import { linkSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { checkFile, checkFolder, emptyPlainFile, readPlainFile } from '../../src/store/regular.ts';
import { refusal } from '../support/refusal.ts';
import { makeDirectory } from '../support/workspace.ts';

const folder = makeDirectory();
const at = (name: string) => join(folder, name);
writeFileSync(at('plain'), 'plain');
mkdirSync(at('folder'));
symlinkSync(at('plain'), at('link'));
symlinkSync(at('folder'), at('folder-link'));
symlinkSync(at('nowhere'), at('dangling'));
symlinkSync('/dev/zero', at('device'));
execFileSync('mkfifo', [at('pipe')]);

describe('a plain file', () => {
  test('is read, and is not there where there is none', () => {
    expect(readPlainFile(at('plain'), 'it', 5)?.toString()).toBe('plain');
    expect(readPlainFile(at('nowhere'), 'it', 5)).toBeUndefined();
    expect(checkFile(at('plain'), 'it')).toBe(true);
    expect(checkFile(at('nowhere'), 'it')).toBe(false);
  });

  test('of more bytes than it may have is not read', () => {
    expect(refusal(() => readPlainFile(at('plain'), 'The file', 4))).toMatchObject({
      code: 'database',
      message: 'The file has 5 bytes; at most 4 are read.',
    });
  });

  test.each([
    ['link', 'a symbolic link'],
    ['dangling', 'a symbolic link'],
    ['device', 'a symbolic link'],
    ['pipe', 'a pipe'],
    ['folder', 'a folder'],
  ])('is not what is a %s', (name, what) => {
    const message = `The file is ${what}, not a plain file.`;
    for (const look of [checkFile, (path: string, said: string) => readPlainFile(path, said, 99), emptyPlainFile])
      expect(refusal(() => look(at(name), 'The file'))).toMatchObject({ code: 'database', message });
    expect(readFileSync(at('plain'), 'utf8')).toBe('plain');
  });
});

test('a folder is neither a file nor a link to one', () => {
  expect(checkFolder(at('folder'), 'it')).toBe(true);
  expect(checkFolder(at('nowhere'), 'it')).toBe(false);
  for (const name of ['plain', 'folder-link', 'pipe'])
    expect(refusal(() => checkFolder(at(name), 'The folder')).message).toMatch(/^The folder is .*, not a folder\.$/);
});

test('a file is emptied where it has no other name', () => {
  writeFileSync(at('lock'), 'garbled');
  emptyPlainFile(at('lock'), 'The lock');
  expect(readFileSync(at('lock'), 'utf8')).toBe('');
  writeFileSync(at('diary'), 'dear diary');
  linkSync(at('diary'), at('second'));
  expect(refusal(() => emptyPlainFile(at('second'), 'The lock')).message).toBe('The lock has another name as well.');
  expect(readFileSync(at('diary'), 'utf8')).toBe('dear diary');
});
