import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { dropLogin, findLogin, keepLogin } from '../../src/remote/logins.ts';
import { makeDirectory } from '../support/workspace.ts';

test('a token is kept for its origin alone, where nobody else reads it', () => {
  const env = { XDG_CONFIG_HOME: makeDirectory() };
  expect(findLogin(env, 'https://a.example')).toBeUndefined();
  const path = keepLogin(env, 'https://a.example', 'trk_a');
  keepLogin(env, 'https://b.example', 'trk_b');
  expect(findLogin(env, 'https://a.example')).toBe('trk_a');
  expect(findLogin(env, 'https://a.example.evil')).toBeUndefined();
  expect(findLogin(env, 'toString')).toBeUndefined();
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(statSync(join(path, '..')).mode & 0o777).toBe(0o700);
  expect(dropLogin(env, 'https://a.example')).toBe(true);
  expect(dropLogin(env, 'https://a.example')).toBe(false);
  expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual({ 'https://b.example': 'trk_b' });
});

test('without a folder of the user’s own, and where the file is damaged, it is said', () => {
  expect(() => findLogin({}, 'https://a.example')).toThrow('no folder');
  expect(() => findLogin({ XDG_CONFIG_HOME: 'relative' }, 'https://a.example')).toThrow('no folder');
  const env = { XDG_CONFIG_HOME: makeDirectory() };
  writeFileSync(keepLogin(env, 'https://a.example', 'trk_a'), '{');
  expect(() => findLogin(env, 'https://a.example')).toThrow('damaged');
});
