import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Term } from '../../../src/domain/query/query.ts';
import { mentions, snippetOf } from '../../../src/domain/query/snippet.ts';

const term = (text: string, kind: Term['kind'] = 'word'): Term => ({ text, kind, not: false });
const numbered = Array.from({ length: 40 }, (_, i) => `w${i + 1}`).join('\n');

test('a snippet is twelve words in one line, with a few before the match', () => {
  expect(snippetOf(numbered, [term('w20')])).toBe('…w16 w17 w18 w19 w20 w21 w22 w23 w24 w25 w26 w27…');
  expect(snippetOf(numbered, [term('w2')])).toBe('w1 w2 w3 w4 w5 w6 w7 w8 w9 w10 w11 w12…');
  expect(snippetOf(numbered, [term('w40')])).toBe('…w29 w30 w31 w32 w33 w34 w35 w36 w37 w38 w39 w40');
  expect(snippetOf('short text', [term('text')])).toBe('short text');
});

test('a text without spaces is cut by characters around the match', () => {
  const shown = snippetOf(`${'甲'.repeat(300)}登录失败${'乙'.repeat(300)}`, [term('登录')])!;
  expect(shown).toContain('登录失败');
  expect([...shown].length).toBeLessThanOrEqual(122);
});

test('words are found whole, by their beginning and within, phrases only whole', () => {
  expect(mentions('The getUserById call', term('user'))).toBe(true);
  expect(mentions('logins', term('login'))).toBe(true);
  expect(mentions('logins', term('ogin'))).toBe(true);
  expect(mentions('logins', term('login', 'phrase'))).toBe(false);
  expect(mentions('reset the password', term('password reset', 'phrase'))).toBe(false);
  expect(mentions('in foo_bar()', term('foo_bar'))).toBe(true);
});

test('whatever the text and the word, a snippet is one short line or none', () => {
  const text = fc.string({ unit: 'grapheme', maxLength: 400 });
  fc.assert(
    fc.property(text, fc.string({ unit: 'grapheme', maxLength: 8 }), (given, wanted) => {
      const snippet = snippetOf(given, [term(wanted)]);
      expect(snippet ?? '').not.toMatch(/[\r\n]/);
      expect([...(snippet ?? '')].length).toBeLessThanOrEqual(122);
    }),
  );
});
