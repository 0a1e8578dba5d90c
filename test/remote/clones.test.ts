import { mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { allow, disallow, isAllowed } from '../../src/remote/clones.ts';
import { makeDirectory } from '../support/workspace.ts';

const [here, there] = ['https://a.example', 'https://b.example'];

function makeUser() {
  const env = { XDG_CONFIG_HOME: makeDirectory() };
  return {
    env,
    file: join(env.XDG_CONFIG_HOME, 'tracker-mcp/clones.json'),
    clones: [makeDirectory(), makeDirectory()],
  };
}

test('an origin is allowed in the clone that it was allowed in, by whatever path one comes there, until it is forgotten', () => {
  const { env, file, clones } = makeUser();
  const [one = '', other = ''] = clones;
  expect(isAllowed(env, one, here)).toBe(false);
  for (const origin of [here, there, here]) allow(env, one, origin);
  allow(env, other, there);
  const link = join(makeDirectory(), 'link');
  symlinkSync(one, link);
  expect([one, link, other].map((clone) => isAllowed(env, clone, here))).toEqual([true, true, false]);
  for (const near of ['https://a.example.evil', 'https://a.example:8443', 'http://a.example', ''])
    expect(isAllowed(env, one, near)).toBe(false);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  disallow(env, there);
  expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({ [one]: [here] });
});

test('who has no folder of their own has allowed nothing, and a damaged file is said', () => {
  const { env, file, clones } = makeUser();
  const [one = ''] = clones;
  expect(isAllowed({}, one, here)).toBe(false);
  expect(() => allow({}, one, here)).toThrow('no folder');
  mkdirSync(join(file, '..'));
  for (const damaged of ['{', '[]', '{"/a": "https://a.example"}', '{"/a": [1]}']) {
    writeFileSync(file, damaged);
    expect(() => isAllowed(env, one, here)).toThrow('clones.json is damaged');
  }
});
