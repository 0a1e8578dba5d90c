import { describe, expect, it } from 'vitest';
import {
  dropNulls,
  readKeys,
  readList,
  readNames,
  readObjects,
  readVariables,
} from '../../../src/domain/input/read-list.ts';
import { reading } from '../../support/reading.ts';

describe('a list', () => {
  it.each([
    [
      ['a', 1, null],
      ['a', 1, null],
    ],
    [[], []],
    ['a, b', ['a', 'b']],
    ['a,,b,', ['a', 'b']],
    ['none', ['none']],
    [' ["a, b", 2]', ['a, b', 2]],
    ['[]', []],
    [2026, [2026]],
  ])('%j is %j', (value, list) => {
    expect(reading(readList, value)).toEqual(list);
  });

  it.each([
    ['', 'must be a list such as "a, b", or "none", not ""'],
    [' , ', 'must be a list such as "a, b", or "none", not " , "'],
    ["['a']", `must be a list such as ["a", "b"], not "['a']"`],
    ['[wip]', 'must be a list such as ["a", "b"], not "[wip]"'],
    [{ a: 1 }, 'must be a list such as ["a", "b"], not {"a":1}'],
    [true, 'must be a list such as ["a", "b"], not true'],
  ])('%j is none', (value, words) => {
    expect(reading(readList, value)).toBe(words);
  });
});

it('a list longer than any is refused before it is read', () => {
  const text = 'a,'.repeat(200_000);
  expect(reading(readNames, text)).toBe('must be at most 262144 characters; these are 400000');
  expect(reading(readKeys, text.split(','))).toBe('must be at most 10000; these are 200001');
});

describe('names', () => {
  it.each([
    [
      ['backend', ' security '],
      ['backend', 'security'],
    ],
    ['["backend", "a, b"]', ['backend', 'a, b']],
    [
      ['a', 'b', ' a'],
      ['a', 'b'],
    ],
    [['[wip]'], ['[wip]']],
    [2026, ['2026']],
    ['None', []],
    [['none'], []],
    [[[]], []],
    ['[]', []],
  ])('%j are %j', (value, list) => {
    expect(reading(readNames, value)).toEqual(list);
  });

  it.each([
    [['a', 'none'], 'must be either "none" or a list, not both'],
    ['none, a', 'must be either "none" or a list, not both'],
    [['a', ' '], 'is empty'],
    [['a', null], 'must be a text, not null'],
    [['a\0'], 'must not contain NUL characters'],
    [['x'.repeat(65)], `must be at most 64 characters; "${'x'.repeat(37)}…" has 65`],
  ])('%j are refused', (value, words) => {
    expect(reading(readNames, value)).toBe(words);
  });

  it('are up to 50, each counted once', () => {
    const many = (count: number) => Array.from({ length: count }, (_, at) => `l${at}`);
    expect(readNames([...many(50), 'l0'])).toEqual(many(50));
    expect(reading(readNames, many(51))).toBe('must be at most 50; these are 51');
  });
});

describe('keys', () => {
  it.each([
    ['PAY-1, #2 pay-3', ['PAY-1', '2', 'PAY-3']],
    ['# 1 # 2', ['1', '2']],
    ['["PAY-1", 2]', ['PAY-1', '2']],
    ['["not a key"]', ['not a key']],
    [
      [1, '#2', 'pay-3', 'PAY-3'],
      ['1', '2', 'PAY-3'],
    ],
    [482913, ['482913']],
    ['$1, $2', ['$1', '$2']],
    ['none', []],
    [[], []],
  ])('%j are %j', (value, keys) => {
    expect(reading(readKeys, value)).toEqual(keys);
  });

  it.each([
    [['PAY-1', 'none'], 'must be either "none" or a list, not both'],
    ['PAY-1 none', 'must be either "none" or a list, not both'],
    [['PAY-1', ''], `must be a ticket's key such as "PAY-482913", not ""`],
    [' ', 'must be a list such as "a, b", or "none", not ","'],
  ])('%j are refused', (value, words) => {
    expect(reading(readKeys, value)).toBe(words);
  });
});

describe('variables', () => {
  it.each([
    [
      { path: '/users', count: 3, on: true },
      { path: '/users', count: '3', on: 'true' },
    ],
    ['{"path": "/users"}', { path: '/users' }],
    ['path=/users', { path: '/users' }],
    ['path = /users, method=GET,list=a, b; on=', { path: '/users', method: 'GET', list: 'a, b', on: '' }],
    ['path=/users?a=b', { path: '/users?a=b' }],
    [{}, {}],
  ])('%j are the texts %j', (value, variables) => {
    expect(reading(readVariables, value)).toEqual(variables);
  });

  it.each([
    [{ path: ['/users'] }, 'must hold texts; "path" is ["/users"]'],
    [{ path: null }, 'must hold texts; "path" is null'],
    [{ path: 'a\0' }, 'must not contain NUL characters'],
    ['/users', 'must be an object such as {"name": "value"}, not "/users"'],
    ['[]', 'must be an object such as {"name": "value"}, not "[]"'],
    [[1], 'must be an object such as {"name": "value"}, not [1]'],
    [null, 'must be an object such as {"name": "value"}, not null'],
  ])('%j are refused', (value, words) => {
    expect(reading(readVariables, value)).toBe(words);
  });
});

describe('objects', () => {
  const items = [
    { title: 'a', points: null },
    { title: 'b', labels: ['x'] },
  ];

  it.each([
    [items, [{ title: 'a' }, { title: 'b', labels: ['x'] }]],
    [JSON.stringify(items), [{ title: 'a' }, { title: 'b', labels: ['x'] }]],
    [{ title: 'a' }, [{ title: 'a' }]],
    ['{"title": "a"}', [{ title: 'a' }]],
    [[], []],
  ])('%j are %j', (value, objects) => {
    expect(reading(readObjects, value)).toEqual(objects);
  });

  it.each([
    [['a'], 'must be a list of objects such as [{"title": "…"}]; one of them is "a"'],
    [[[]], 'must be a list of objects such as [{"title": "…"}]; one of them is []'],
    ['a, b', 'must be a list of objects such as [{"title": "…"}], not "a, b"'],
    ['1', 'must be a list of objects such as [{"title": "…"}], not "1"'],
    [7, 'must be a list of objects such as [{"title": "…"}], not 7'],
    [null, 'must be a list of objects such as [{"title": "…"}], not null'],
  ])('%j are refused', (value, words) => {
    expect(reading(readObjects, value)).toBe(words);
  });
});

describe('what is null', () => {
  it('is dropped at the top and in the objects of a list', () => {
    const args = {
      id: 'PAY-1',
      title: null,
      due: undefined,
      items: [{ title: 'a', due: null }],
      vars: { a: null, b: '' },
    };
    expect(Object.keys(dropNulls(args))).toEqual(['id', 'items', 'vars']);
    expect(dropNulls(args)).toEqual({ id: 'PAY-1', items: [{ title: 'a' }], vars: { b: '' } });
  });

  it('stays in lists, where dropping it would clear a field', () => {
    expect(dropNulls({ labels: [null] })).toEqual({ labels: [null] });
  });

  it('stays below four levels, and may be nested deeper than the stack', () => {
    expect(dropNulls({ a: [{ b: { c: null } }] })).toEqual({ a: [{ b: {} }] });
    expect(dropNulls({ a: [{ b: { c: { d: null } } }] })).toEqual({ a: [{ b: { c: { d: null } } }] });
    let nested: unknown = null;
    for (let depth = 0; depth < 100_000; depth++) nested = { nested };
    expect(() => dropNulls({ nested })).not.toThrow();
  });
});
