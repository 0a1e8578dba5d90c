import { expect, test } from 'vitest';
import { readScopes, scopeWords } from '../../src/access/scope-words.ts';
import { scopes } from '../../src/domain/scopes.ts';
import { refusal } from '../support/refusal.ts';

test('every scope, every bundle and every word of other trackers is read, whatever its case', () => {
  for (const scope of scopes) expect(readScopes([scope.toUpperCase()])).toEqual([scope]);
  for (const [word, given] of Object.entries(scopeWords))
    expect(readScopes([word])).toEqual(scopes.filter((scope) => given.includes(scope)));
  expect(readScopes(['agent'])).toEqual(['read', 'write']);
  expect(readScopes(['member'])).toEqual(['read', 'write', 'review', 'archive']);
  expect([readScopes(['all']), readScopes(['full_access'])]).toEqual([scopes, scopes]);
  expect(readScopes(['issue:read', 'tickets:write', 'event:read'])).toEqual(['read', 'write']);
  expect(readScopes(['alignment:write'])).toEqual(['write', 'review']);
});

test('words stand in one string or in several, and each scope counts once', () => {
  expect(readScopes(['sync, read  write', 'agent', 'read'])).toEqual(['read', 'write', 'sync']);
});

test('what is no scope is refused with the nearest, and no word lets in by the way', () => {
  expect(refusal(() => readScopes(['read', 'wirte']))).toMatchObject({
    code: 'invalid_input',
    message: '"wirte" is no scope. Did you mean write?',
    hint: expect.stringMatching(/^Scopes are read, comment, write, review, archive, sync, admin; /),
  });
  for (const word of ['constructor', '__proto__', '*', 'issue:*'])
    expect(refusal(() => readScopes([word])).message).toContain(' is no scope.');
  for (const words of [[], [''], [' , ']]) expect(refusal(() => readScopes(words)).message).toBe('No scope is given.');
});
