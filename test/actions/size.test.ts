import { expect, test } from 'vitest';
import { checkSize } from '../../src/actions/size.ts';
import { refusal } from '../support/refusal.ts';

const nested = (depth: number): unknown => (depth === 0 ? 'a' : [nested(depth - 1)]);

test('a call of a hundred tickets with long texts is small enough, however deep it is', () => {
  const items = Array.from({ length: 100 }, () => ({ title: 'a', description: 'b'.repeat(40_000), labels: ['c'] }));
  expect(() => checkSize({ action: 'create', items })).not.toThrow();
  expect(() => checkSize({ vars: nested(5_000) })).not.toThrow();
});

test.each([
  ['one text', { labels: 'a,'.repeat(2.5 * 2 ** 20) }],
  ['many texts', { items: Array.from({ length: 50 }, () => ({ description: 'a'.repeat(100_000) })) }],
  ['many values', { ids: Array.from({ length: 600_000 }, (_, at) => at) }],
])('one of more than 4 MiB in %s is refused with the way out', (_, args) => {
  expect(refusal(() => checkSize(args))).toMatchObject({
    code: 'invalid_input',
    message: 'The call is too large: its texts have more than 4 MiB.',
    hint: 'Send it in several calls.',
  });
});

test('one of more than a thousand fields is refused, and some of them are named', () => {
  const fields = Object.fromEntries(Array.from({ length: 50_000 }, (_, at) => [`field${at}`, 1]));
  for (const args of [fields, { items: [fields] }])
    expect(refusal(() => checkSize(args)).message).toBe(
      'An object in the call has 50000 fields: "field0", "field1", "field2" and 49997 more.',
    );
});
