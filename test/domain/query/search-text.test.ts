import { expect, test } from 'vitest';
import { tokensOf } from '../../../src/domain/query/search-text.ts';

test.each([
  ['getUserById', 'getuserbyid get user by id'],
  ['HTTPServer v2', 'httpserver http server v2'],
  ['foo_bar-baz.qux', 'foo bar baz qux'],
  ['Error E1234!', 'error e1234 1234'],
  ['Ångström ﬁle', 'angstrom file'],
  ['用户 login', '用 户 login'],
  ['go 🚀', 'go u1f680'],
  ['한국어', '한 국 어'],
  ['サーバーerror ｴﾗｰ', 'サ ー バ ー error エ ラ ー'],
  ['สู่ระ', 'ส ู ่ ร ะ'],
  ['caf\u00e9 cafe\u0301 CAFÉ', 'cafe cafe cafe'],
  ['за́мок ѝ', 'замок и'],
  ['כָּתוּב كِتَابٌ', 'כתוב كتاب'],
  ['हिन्दी', 'हिन्दी'],
  ['Ёлкин ёж йод', 'елкин еж йод'],
  ['Łódź Øresund Iğdır İzmir Đakovo Straße Œuvre Æsir', 'lodz oresund igdir izmir dakovo strasse oeuvre aesir'],
  ['Rechts\u00ADanwalt zero\u200Bwidth a\u2060b\uFEFFc \u200Frtl', 'rechtsanwalt zerowidth abc rtl'],
  ['"AND" (OR) *', 'and or'],
  ['\0\ud800', ''],
])('%s gives %s', (text, tokens) => {
  expect(tokensOf(text).join(' ')).toBe(tokens);
});

test('what is too long for a word is kept by its beginning', () => {
  expect(tokensOf('a'.repeat(10_000))).toEqual(['a'.repeat(64)]);
});
