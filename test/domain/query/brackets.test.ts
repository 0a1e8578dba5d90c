import { describe, expect, test } from 'vitest';
import { parseQuery } from '../../../src/domain/query/query.ts';
import { renderQuery } from '../../../src/domain/query/render.ts';
import { allStatuses, builtInTypes } from '../../../src/domain/rules/workflow.ts';

const words = { types: Object.keys(builtInTypes), statuses: allStatuses(builtInTypes) };
const parse = (text: string) => parseQuery(text, words);
const echo = (text: string) => renderQuery(parse(text));
const notes = (text: string) => parse(text).notes;

test.each([
  ['login OR signup', 'login OR signup'],
  ['login | signup || logout', 'login OR signup OR logout'],
  ['login OR signup is:open', 'is:open (login OR signup)'],
  ['(login page) OR "sign up"', '(login page) OR "sign up"'],
  ['-(login OR signup) page', 'page -(login OR signup)'],
  ['(type:bug is:open) OR (type:task label:web) sort:due', '((type:bug is:open) OR (type:task label:web)) sort:due'],
  ['type:bug OR (a (b OR c))', 'type:bug OR (a (b OR c))'],
  ['login AND is:open', 'login is:open'],
  ['type:(bug OR task) -label:(a,"b c")', 'type:bug,task -label:a,"b c"'],
  ['(type:(bug) OR login)', 'type:bug OR login'],
])('%s is read as %s', (text, read) => {
  expect(echo(text)).toBe(read);
  expect(notes(text)).toEqual([]);
});

describe('brackets', () => {
  test('in words are text, and one that closes nothing is left out', () => {
    for (const text of ['f(x)', 'a.b(c)', ':)', 'x) y']) expect(parse(text).groups).toBeUndefined();
    expect(parse('login) signup')).toEqual(parse('login signup'));
    expect(parse('(call f(x) OR g(y))').groups?.[0]?.any[1]?.terms).toMatchObject([{ text: 'g(y)' }]);
    expect(parse('(label:"a) b" OR login)').groups?.[0]?.any[0]?.filters).toMatchObject([{ values: ['a) b'] }]);
  });

  test('that are never closed end with the text, and empty ones ask for nothing', () => {
    expect(parse('(login OR signup')).toEqual(parse('login OR signup'));
    expect(parse('()').filters).toMatchObject([{ field: 'nothing' }]);
    expect(parse('login ()')).toEqual(parse('login'));
  });
});

test.each(['OR', 'login OR', 'OR login', 'AND gate', '"OR"', '(login OR) page'])(
  'a word that joins nothing is a word: %s',
  (text) => {
    expect(JSON.stringify(parse(text))).toMatch(/"text":"(?:OR|AND)","kind":"phrase"/);
  },
);

test('several words in the brackets of a qualifier are not understood', () => {
  for (const text of ['type:(bug task)', 'type:(bug AND task)', 'type:()'])
    expect([text, parse(text).filters[0]?.field]).toEqual([text, 'nothing']);
});

test('in small letters they are words', () => {
  expect(echo('read or write and wait')).toBe('read or write and wait');
});

test('where an OR stands between more words than it joins, that is said', () => {
  expect(notes('login page OR sign up')).toEqual(['OR joins the two beside it; with brackets more: (a b) OR (c d).']);
  expect(echo('login page OR sign up')).toBe('login up (page OR sign)');
  for (const text of ['login OR signup is:open', '(login page) OR signup', 'a OR b -c'])
    expect(notes(text)).toEqual([]);
});
