import { describe, expect, test } from 'vitest';
import { parseQuery } from '../../../src/domain/query/query.ts';
import { renderQuery } from '../../../src/domain/query/render.ts';
import { allStatuses, builtInTypes } from '../../../src/domain/rules/workflow.ts';

const words = { types: Object.keys(builtInTypes), statuses: allStatuses(builtInTypes) };
const parse = (text: string) => parseQuery(text, words);
const echo = (text: string) => renderQuery(parse(text));

test('brackets that say nothing are none', () => {
  for (const text of ['(login is:open)', '((login) (is:open))', '(login is:open', 'login () is:open'])
    expect([text, parse(text)]).toEqual([text, parse('login is:open')]);
  expect(parse('-(login)')).toEqual(parse('-login'));
  expect(parse('-(is:open)')).toEqual(parse('-is:open'));
  expect(parse('-(-(login OR signup))')).toEqual(parse('login OR signup'));
});

test('values of one qualifier are as with a comma', () => {
  expect(parse('type:bug OR type:task')).toEqual(parse('type:bug,task'));
  expect(parse('(label:a OR label:b) label:c')).toEqual(parse('label:c label:a,b'));
  expect(parse('due:<7d OR due:>30d')).toEqual(parse('due:<7d,>30d'));
  for (const text of ['due:<7d OR points:3', 'type:bug OR -type:task', 'type:bug OR type:bgu', '-label:a OR -label:b'])
    expect([text, parse(text).groups?.[0]?.any.length]).toEqual([text, 2]);
});

test('where two of one qualifier would be any of both, the brackets stay', () => {
  for (const text of ['type:bug (type:task)', 'type:bug (login type:task)']) expect(echo(text)).toBe(text);
  expect(echo('label:a (label:b)')).toBe('label:a label:b');
  expect(echo('type:bug (-type:task)')).toBe('type:bug -type:task');
});

describe('what is not understood', () => {
  test('never lets more through than was asked for', () => {
    expect(parse('-(type:bgu OR login)').filters).toMatchObject([{ field: 'nothing', text: '-(type:bgu OR login)' }]);
    for (const text of ['-(type:bgu)', '-(login (a OR type:bgu))', '-(-(type:bgu))', '-(login type:bgu)'])
      expect([text, parse(text).filters[0]?.field]).toEqual([text, 'nothing']);
  });

  test('leaves its alternatives', () => {
    expect(parse('type:bgu OR login').groups?.[0]?.any).toHaveLength(2);
  });
});

test('what stands behind a minus stays there where it would be another thing without', () => {
  expect(echo('-(-sort:x)')).toBe('-(-sort:x)');
});
