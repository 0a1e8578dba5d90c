import { expect, test } from 'vitest';
import { findPager } from '../../../src/cli/terminal/pager.ts';

const long = 'x\n'.repeat(50);

test('a text that is longer than the terminal goes through the pager, if one is wanted', () => {
  expect(findPager(long, { env: { PAGER: 'more' }, rows: 24 })).toBe('more');
  expect(findPager(long, { env: {}, rows: 24 })).toBe(process.platform === 'win32' ? undefined : 'less');
  expect(findPager(long, { env: { PAGER: 'more' }, rows: 60 })).toBeUndefined();
  expect(findPager('x\ny\n', { env: { PAGER: 'more' }, rows: 2 })).toBeUndefined();
  for (const env of [{ PAGER: '' }, { PAGER: ' cat ' }, { PAGER: 'more', TERM: 'dumb' }])
    expect(findPager(long, { env, rows: 24 })).toBeUndefined();
});
