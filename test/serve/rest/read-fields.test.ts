import { expect, test } from 'vitest';
import { readFields } from '../../../src/serve/rest/read-fields.ts';

const fields = {
  name: { type: 'string' },
  kind: { type: 'string', enum: ['a', 'b'] },
  days: { type: 'integer' },
  scopes: { type: 'array', items: { type: 'string' } },
};
const read = (given: Record<string, unknown>) => readFields({ fields, required: [] }, given);

test('texts, numbers and lists are read as bodies and queries have them', () => {
  expect(read({ name: 'x', kind: 'b', days: '7', scopes: 'read, write' })).toEqual({
    name: 'x',
    kind: 'b',
    days: 7,
    scopes: ['read', 'write'],
  });
  expect(read({ days: 7, scopes: ['read'] })).toEqual({ days: 7, scopes: ['read'] });
  expect(read({ name: null, kind: '' })).toEqual({});
});

test.each([
  [{ name: 1 }, 'name has to be a text'],
  [{ kind: 'c' }, 'kind has to be a or b'],
  [{ days: 1.5 }, 'days has to be a whole number'],
  [{ days: '1e9' }, 'days has to be a whole number'],
  [{ scopes: [1] }, 'scopes has to be a list of texts'],
  [{ constructor: 1 }, 'there is no field "constructor"'],
  [JSON.parse('{"__proto__":1}'), 'there is no field "__proto__"'],
])('%j is refused: %s', (given, words) => {
  expect(() => read(given)).toThrow(words);
});

test('what is missing is named', () => {
  expect(() => readFields({ fields, required: ['name'] }, { name: null })).toThrow('name is missing');
});
